/** Explains from the events why servers moved to a newer term although nothing failed. */
import type { AppendEntriesArgs, AppendEntriesReply, RequestVoteArgs } from '../../../contract';
import type { Cluster } from '../../../world/cluster/cluster';
import type { EventOf, TraceEvent } from '../../../world/sim/trace';
import { atEvent, demand } from '../expect';

/** If nothing is lost, this many requests, most of them without an answer, are not a coincidence. */
const UNANSWERED_MIN = 3;

/**
 * @throws Broken if the first candidate after that term had led it, was left out, or had stopped
 *   answering
 */
export function demandQuiet(cluster: Cluster, term: number): void {
  const events = cluster.system.trace.recent();
  const stood = events.find(
    (event): event is EventOf<'send'> =>
      event.kind === 'send' &&
      event.method === 'requestVote' &&
      (event.args as RequestVoteArgs).term > term,
  );
  if (!stood) return;
  const before = events.filter(({ order }) => order < stood.order);
  demandNoLeaderStands(cluster, stood, before);
  demandNotLeftOut(cluster, stood, before, term);
  demandAnswers(cluster, stood, before);
}

function demandNoLeaderStands(
  cluster: Cluster,
  stood: EventOf<'send'>,
  before: readonly TraceEvent[],
): void {
  const { from } = stood;
  const states = before.filter(
    (event): event is EventOf<'state'> => event.kind === 'state' && event.server === from,
  );
  const led = states.filter(({ isLeader }) => isLeader).at(-1);
  const { term: asked } = stood.args as RequestVoteArgs;
  const answered = before.filter(
    (event): event is EventOf<'return'> =>
      event.kind === 'return' &&
      event.from === from &&
      event.method === 'appendEntries' &&
      (event.reply as AppendEntriesReply | undefined)?.term === led?.term,
  );
  const followers = new Set(answered.map(({ to }) => to));
  const isInTouch = followers.size + 1 >= cluster.majority;
  demand(
    !led || led.term + 1 !== asked || !isInTouch,
    'F.2',
    `S${from}, leader of term ${led?.term ?? 0} and connected to ${[...followers].map((id) => `S${id}`).join(' and ')}, started an election itself ${atEvent(stood, cluster)}, in term ${asked}. A leader must not have a running election timer: do you stop it when the server wins an election?`,
    led ? [led, stood] : [stood],
  );
}

/** A leader that sends to other servers but never to this one. */
function demandNotLeftOut(
  cluster: Cluster,
  stood: EventOf<'send'>,
  before: readonly TraceEvent[],
  term: number,
): void {
  const sent = before.filter(
    (event): event is EventOf<'send'> =>
      event.kind === 'send' &&
      event.method === 'appendEntries' &&
      (event.args as AppendEntriesArgs).term === term,
  );
  const leader = sent[0]?.from;
  const others = [...new Set(sent.map(({ to }) => to))];
  demand(
    leader === undefined || leader === stood.from || others.includes(stood.from),
    'L.1',
    `S${leader ?? ''}, leader of term ${term}, sent AppendEntries to ${others.map((id) => `S${id}`).join(' and ')} but none to S${stood.from}, which started an election ${atEvent(stood, cluster)}: heartbeats go to every other server, by its number.`,
    [...sent.slice(0, 1), stood],
  );
}

function demandAnswers(
  cluster: Cluster,
  stood: EventOf<'send'>,
  before: readonly TraceEvent[],
): void {
  const { from } = stood;
  const came = before.filter(
    (event) => event.kind === 'deliver' && event.to === from && event.method === 'appendEntries',
  );
  const replies = before.filter(
    (event) => event.kind === 'reply' && event.to === from && event.method === 'appendEntries',
  );
  const last = replies.at(-1);
  const since = last ? `none since ${atEvent(last, cluster).slice(3)}` : 'none at all';
  demand(
    came.length - replies.length < UNANSWERED_MIN || replies.length * 2 > came.length,
    'F.1',
    `S${from} answered ${replies.length} of the ${came.length} AppendEntries it received, ${since}, and started an election ${atEvent(stood, cluster)} though its leader was there. Does each path through appendEntries() end in a reply, early returns included? If a flag marks the handler as busy, is it always reset?`,
    last ? [last, stood] : [stood],
  );
}
