/**
 * F.2 and C.4: a server that does not lead must start an election when nothing has postponed it for
 * long enough. Lenient where designs differ: a newer term also postpones it.
 */
import { MS, SECOND, seconds } from '../../world/sim/time';
import type { TraceEvent } from '../../world/sim/trace';
import type { Rule, Watcher, World } from './rule';
import { appendEntries, name, requestVote, voteReply, when } from './wire';

export const standForElection: Rule = {
  id: 'F.2',
  title: 'Start an election when there is no leader',
  paper: 'Figure 2, "Followers"; section 5.2',
  explanation:
    "If a follower's election timer does not run, or is reset without a reason, the follower waits forever for a leader.",
  lookAt:
    'how long an election timeout is (a new random value each time), and each place that resets or stops the timer: a leader stops it, and a leader that steps down starts it again',
  from: '2A',
  watch: (world) => electionDue(world, 'followers'),
};

export const standAgain: Rule = {
  id: 'C.4',
  title: 'A lost election is followed by another',
  paper: 'Figure 2, "Candidates"; section 5.2',
  explanation:
    'Votes can be split and messages lost. A candidate that waits for replies that never come leaves the cluster without a leader forever.',
  lookAt:
    'whether the election timer runs while the server is a candidate, whether a reply resets it, and whether its callback waits for replies of the last election',
  from: '2A',
  watch: (world) => electionDue(world, 'candidates'),
};

/** Election timeouts are far shorter than this in every correct server. */
const OVERDUE = 5 * SECOND;
const LOOK_EVERY = 100 * MS;

interface Server {
  isUp: boolean;
  isPaused: boolean;
  isLeader: boolean;
  term: number;
  /** The latest term in which it started an election. */
  stood: number;
  /** What postponed its election last, as an event and in words. */
  since: TraceEvent | undefined;
  reason: string;
  /** How many requests it has refused since then. */
  refused: number;
}

/** @param judged servers that wait in the term of their own candidacy, or all others */
function electionDue({ servers }: World, judged: 'candidates' | 'followers'): Watcher {
  const all = Array.from({ length: servers }, fresh);
  const of = (server: number): Server => (all[server] ??= fresh());
  const putOff = (server: Server, since: TraceEvent, reason: string) => {
    server.since = since;
    server.reason = reason;
    server.refused = 0;
  };
  let nextLook = 0;
  const look = (event: TraceEvent) => {
    if (event.at < nextLook) return undefined;
    nextLook = event.at + LOOK_EVERY;
    for (let id = 0; id < servers; id++) {
      const { isUp, isPaused, isLeader, term, stood, since, reason, refused } = of(id);
      if (!isUp || isPaused || isLeader || !since || event.at - since.at <= OVERDUE) continue;
      const isCandidate = stood > 0 && stood >= term;
      if (isCandidate !== (judged === 'candidates')) continue;
      return {
        message: `${name(id)} ${reason} ${when(since)}. Until ${seconds(event.at)} it heard from no leader of its term ${term} and granted no vote, but it did not start an election. ${timerQuestion(since, refused)}`,
        witness: [since, event],
      };
    }
    return undefined;
  };
  return {
    boot: (event) => {
      all[event.server] = { ...fresh(), isUp: true };
      putOff(of(event.server), event, 'booted');
      return undefined;
    },
    crash: (event) => {
      of(event.server).isUp = false;
      return undefined;
    },
    pause: (event) => {
      of(event.server).isPaused = true;
      return undefined;
    },
    thaw: (event) => {
      const server = of(event.server);
      server.isPaused = false;
      putOff(server, event, 'resumed after a pause');
      return undefined;
    },
    state: (event) => {
      const server = of(event.server);
      if (server.isLeader && !event.isLeader) putOff(server, event, 'stopped leading');
      else if (event.term > server.term) putOff(server, event, `moved to term ${event.term}`);
      server.isLeader = event.isLeader;
      server.term = event.term;
      return undefined;
    },
    deliver: (event) => {
      const args = appendEntries(event);
      const server = of(event.to);
      if (args && args.term >= server.term)
        putOff(server, event, `received AppendEntries of term ${args.term}`);
      else if (args) server.refused++;
      return look(event);
    },
    reply: (event) => {
      const vote = voteReply(event);
      if (vote?.voteGranted) putOff(of(event.to), event, 'granted a vote');
      else if (vote) of(event.to).refused++;
      return look(event);
    },
    send: (event) => {
      const args = requestVote(event);
      if (!args) return look(event);
      const server = of(event.from);
      server.stood = Math.max(server.stood, args.term);
      putOff(server, event, `started an election in term ${args.term}`);
      return look(event);
    },
  };
}

/**
 * Why the election timer may not run.
 *
 * @param since what postponed the election last
 * @param refused how many requests the server has refused since then
 */
export function timerQuestion(since: TraceEvent, refused = 0): string {
  if (refused > 0)
    return `In that time it refused ${refused} ${refused === 1 ? 'request' : 'requests'}: does a refused request reset or stop its election timer?`;
  switch (since.kind) {
    case 'boot':
      return 'Does its election timer run from the start, and does its callback start an election?';
    case 'deliver':
      return 'Does AppendEntries start its election timer over, or only stop it?';
    case 'reply':
      return 'Does a granted vote start its election timer over, or only stop it?';
    case 'send':
      return 'Does each candidacy start its election timer over?';
    case 'state':
      return 'Does its election timer run after it steps down or moves to a newer term?';
    default:
      return 'Does its election timer still run?';
  }
}

function fresh(): Server {
  return {
    isUp: false,
    isPaused: false,
    isLeader: false,
    term: 0,
    stood: 0,
    since: undefined,
    reason: '',
    refused: 0,
  };
}
