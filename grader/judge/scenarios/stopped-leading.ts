/** When and after what a server stopped leading a term. */
import type { AppendEntriesReply, RequestVoteArgs, RequestVoteReply } from '../../contract';
import { seconds } from '../../world/sim/time';
import type { EventOf, TraceEvent } from '../../world/sim/trace';

export interface Stop {
  /** `It stopped at 1.431 s, when ...`: a sentence with a space before it. */
  readonly text: string;
  /** The term that it led. */
  readonly term: number;
  /** Whether it stayed in that term. */
  readonly inSameTerm: boolean;
  readonly witness: readonly TraceEvent[];
}

/**
 * @param events oldest first
 * @param led the term that it led; the last one by default
 * @returns undefined if it still leads, or if the events do not hold the moment
 */
export function stoppedLeading(
  events: readonly TraceEvent[],
  server: number,
  led?: number,
): Stop | undefined {
  const states = events.filter(
    (event): event is EventOf<'state'> => event.kind === 'state' && event.server === server,
  );
  const won = states.findLastIndex(({ isLeader, term }) => isLeader && term === (led ?? term));
  const { term } = states[won] ?? {};
  const stop = states[won + 1];
  if (term === undefined || !stop) return undefined;
  const before = events
    .filter((event) => event.kind === 'deliver' || event.kind === 'return')
    .findLast(
      (event) =>
        event.order < stop.order && (event.kind === 'deliver' ? event.to : event.from) === server,
    );
  const cause = before?.at === stop.at ? before : undefined;
  return {
    text: ` It stopped at ${seconds(stop.at)}${cause ? `, when ${arrival(cause)}` : ''}.`,
    term,
    inSameTerm: stop.term === term,
    witness: before ? [before, stop] : [stop],
  };
}

type Arrival = EventOf<'deliver' | 'return'>;

function arrival(event: Arrival): string {
  const method = event.method === 'requestVote' ? 'RequestVote' : 'AppendEntries';
  const request = `${method} of term ${(event.args as RequestVoteArgs).term}`;
  if (event.kind === 'deliver') return `S${event.from}'s ${request} arrived`;
  if (event.reply === undefined)
    return `it learned that S${event.to} does not reply to its ${request}`;
  const reply = event.reply as Partial<AppendEntriesReply & RequestVoteReply>;
  const what = reply.voteGranted ? 'vote' : reply.success ? 'success' : 'refusal';
  return `S${event.to}'s ${what} of term ${reply.term ?? 0} arrived, in reply to its ${request}`;
}
