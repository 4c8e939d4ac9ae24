/** What a test knows about an election timer that has not run out. */
import type { RequestVoteReply } from '../../contract';
import type { Cluster } from '../../world/cluster/cluster';
import type { Puppet } from '../../world/cluster/puppet';
import { SECOND } from '../../world/sim/time';
import type { TraceEvent } from '../../world/sim/trace';
import { timerQuestion } from '../rules/election-due';
import { stoppedLeading } from './stopped-leading';

interface TimerStory {
  /** The event that started the timer over last, if the trace still holds it. */
  readonly witness: readonly TraceEvent[];
  /** The end of a message: empty, or a space and a question. */
  readonly question: string;
}

export function timerStory({ system }: Cluster, server: number): TimerStory {
  const events = system.trace.recent();
  const last = events.findLast((event) => startsOver(event, server));
  const stop = stoppedLeading(events, server);
  const end = stop?.witness.at(-1);
  if (stop && end && end.order > (last?.order ?? -1))
    return {
      witness: stop.witness,
      question: ` It led term ${stop.term}.${stop.text} ${timerQuestion(end)}`,
    };
  return last
    ? { witness: [last], question: ` ${timerQuestion(last)}` }
    : { witness: [], question: '' };
}

function startsOver(event: TraceEvent, server: number): boolean {
  switch (event.kind) {
    case 'boot':
      return event.server === server;
    case 'deliver':
      return event.to === server && event.method === 'appendEntries';
    case 'reply':
      return (
        event.to === server &&
        event.method === 'requestVote' &&
        (event.reply as RequestVoteReply).voteGranted
      );
    case 'send':
      return event.from === server && event.method === 'requestVote';
    default:
      return false;
  }
}

/** The times between candidacies, in words, if each is much longer than the one before. */
export function growingPauses(puppets: readonly Puppet[]): string {
  const first = new Map<number, number>();
  for (const { requests } of puppets)
    for (const { method, args, at } of requests)
      if (method === 'requestVote')
        first.set(args.term, Math.min(at, first.get(args.term) ?? Infinity));
  const at = [...first.values()].sort((a, b) => a - b);
  const pauses = at.slice(1).map((time, i) => (time - (at[i] ?? 0)) / SECOND);
  if (pauses.length < 2 || pauses.some((pause, i) => pause < 1.4 * (pauses[i - 1] ?? 0))) return '';
  const told = pauses.map((pause) => pause.toFixed(1)).join(', ');
  return ` The times from one election to the next were ${told} s: an election timeout must not grow after lost elections.`;
}
