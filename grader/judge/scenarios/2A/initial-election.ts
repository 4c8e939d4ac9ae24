import type { Cluster } from '../../../world/cluster/cluster';
import type { AppendEntriesArgs, AppendEntriesReply, RequestVoteArgs } from '../../../contract';
import { MS } from '../../../world/sim/time';
import type { TraceEvent } from '../../../world/sim/trace';
import { at, atEvent, demand } from '../expect';
import { scenario } from '../scenario';
import { demandQuiet } from './term-moved';

/** By then a new leader's first AppendEntries have arrived, and slow receivers have handled them. */
const HEARD_MS = 1_100;

export const initialElection = scenario({
  id: '2A/initial-election',
  title: 'A leader is elected and stays leader',
  story: 'Three servers start. One becomes leader and stays leader while nothing fails.',
  rules: ['F.2', 'C.1', 'C.2', 'L.1', 'S.1', 'V.1'],
  points: 16,
  servers: 3,
  seeds: 10,
  play(cluster) {
    const leader = cluster.leader();
    cluster.run(50);
    const terms = () => new Set(cluster.nodes.map((node) => node.look().term)).size;
    cluster.until(() => terms() === 1, HEARD_MS);
    const term = cluster.agreedTerm();
    cluster.run(2_000);
    const later = cluster.agreedTerm();
    const loser = loserStandingAgain(cluster, term);
    demand(
      later === term || loser === undefined,
      'C.3',
      `S${loser ?? ''} started an election in term ${term} and then heard repeatedly from the winner of that term, but started another election by ${at(cluster).slice(3)}: an AppendEntries of its own term must make a candidate a follower.`,
    );
    if (later !== term) demandQuiet(cluster, term);
    const story = later === term ? undefined : heardThen(cluster, term);
    demand(
      later === term,
      story?.rule ?? 'L.1',
      `The servers moved from term ${term} to term ${later} within 2 s though nothing failed (${at(cluster)}): ${story?.text ?? 'a heartbeat must reach every follower before its election timer runs out.'}`,
      story?.witness,
    );
    demand(
      leader.look().isLeader,
      'L.1',
      `${leader.name} led term ${term}, but ${at(cluster)} its getState() no longer says so, though nothing failed.`,
    );
  },
});

/** Shorter than any election timeout that the contract allows. */
const JUST_MS = 130;

interface Story {
  readonly rule: string;
  readonly text: string;
  readonly witness: readonly TraceEvent[];
}

/** What the server that started the next election had last heard from its leader. */
function heardThen(cluster: Cluster, term: number): Story | undefined {
  const events = cluster.system.trace.recent();
  const next = events.find(
    (event) =>
      event.kind === 'send' &&
      event.method === 'requestVote' &&
      (event.args as RequestVoteArgs).term > term,
  );
  if (next?.kind !== 'send') return undefined;
  const heard = events.findLast(
    (event) =>
      event.kind === 'reply' &&
      event.to === next.from &&
      event.order < next.order &&
      event.method === 'appendEntries' &&
      (event.reply as AppendEntriesReply).success &&
      (event.args as AppendEntriesArgs).term === term,
  );
  if (!heard) return undefined;
  const witness = [heard, next];
  if (next.at - heard.at > JUST_MS * MS)
    return {
      ...{ rule: 'L.1', witness },
      text: `S${next.from} accepted a heartbeat of its leader ${atEvent(heard, cluster)}, received no other one for ${Math.round((next.at - heard.at) / MS)} ms, and then started an election ${atEvent(next, cluster)}. Does the heartbeat timer run out again and again, or only once, and more often than an election timer?`,
    };
  return {
    ...{ rule: 'F.2', witness },
    text: `S${next.from} had accepted a heartbeat of its leader only ${Math.round((next.at - heard.at) / MS)} ms before it started an election ${atEvent(next, cluster)}. Does each heartbeat clear the election timer that is running and start a new one, is every election timeout longer than the time between two heartbeats, and if the timer's callback waits once more, does it look again then?`,
  };
}

/**
 * The server that started the next election although it had lost this one and had heard from its
 * leader.
 */
function loserStandingAgain(cluster: Cluster, term: number): number | undefined {
  const events = cluster.system.trace.recent();
  const stood = (of: (asked: number) => boolean) =>
    events.find(
      (event) =>
        event.kind === 'send' &&
        event.method === 'requestVote' &&
        of((event.args as RequestVoteArgs).term),
    );
  const next = stood((asked) => asked > term);
  if (next?.kind !== 'send') return undefined;
  const { from } = next;
  const lost = events.some(
    (event) =>
      event.kind === 'send' &&
      event.from === from &&
      event.method === 'requestVote' &&
      (event.args as RequestVoteArgs).term === term,
  );
  const heard = events.some(
    (event) =>
      event.kind === 'reply' &&
      event.to === from &&
      event.method === 'appendEntries' &&
      (event.reply as AppendEntriesReply).success &&
      (event.args as AppendEntriesArgs).term === term,
  );
  return lost && heard ? from : undefined;
}
