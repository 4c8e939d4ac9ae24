import { MS } from '../../../world/sim/time';
import { type Candidacy, Directed, isAppend } from '../directed';
import type { AppendRequest, VoteRequest } from '../../../world/cluster/puppet';
import { at, demand, demandStillLeads } from '../expect';
import { Follower } from '../follower';
import { rows, scenario } from '../scenario';
import { answersFrom, FAR, plead, silence, stands } from './moments';

/** By then it has handled a reply, and the last heartbeats of the old term have arrived. */
const LAST_ONES_MS = 1_000;
const WATCHED_MS = 600;
/** Several times the longest election timeout that makes sense. */
const STANDS_MS = 5_000;
/** After this time without a reply, as long as any election timeout, a leader must assume that no server follows it. */
const FORSAKEN_MS = 5_000;
/** By then a message has arrived, a winner leads, and a leader has sent a heartbeat. */
const SETTLE_MS = 1_000;
/** Longer than most heartbeat intervals, and shorter than any time after which a leader gives up. */
const REPLY_MS = 125;
/** By then a reply has arrived and its receiver has handled it. */
const HANDLED_MS = 150;
/** Shorter than any sensible time limit of a call. */
const PATIENCE_MS = 40;
const STEP_MS = 5;
const LED_MS = 1_500;

interface Row {
  readonly name: string;
  /** @returns the newer term; undefined if the subject may not have learned of it */
  readonly depose: (test: Directed) => number | undefined;
}

export const stepsDown = scenario({
  id: '2A/steps-down',
  title: 'A server that steps down behaves as a follower',
  story:
    'A leader learns of a newer term from a RequestVote, an AppendEntries or a reply; so does a candidate, and so does a server that stood or led before and receives a late reply. It sends no more heartbeats, and if it hears from no leader, it starts an election. When it leads again, it stays leader, though replies take a while.',
  rules: ['ALL.2', 'F.2', 'L.1'],
  points: 2,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows<Row>(
    [
      { name: 'a leader, by RequestVote', depose: byRequestVote },
      { name: 'a leader, by AppendEntries', depose: byAppendEntries },
      { name: 'a leader, by a reply', depose: byReply },
      { name: 'a leader that has led for a while, by a reply', depose: afterAWhile },
      { name: 'a candidate, by a reply', depose: candidateByReply },
      { name: 'a leader, by the refusal of a vote', depose: byLateRefusal },
      { name: 'a follower that stood before, by a late vote reply', depose: followerByLateRefusal },
      { name: 'a follower that led before, by a late reply', depose: followerByLateReply },
      { name: 'a candidate that led before, by a late reply', depose: candidateByLateReply },
      {
        name: 'a leader that has led for a while, by the refusal of a vote',
        depose: byVeryLateRefusal,
      },
    ],
    (cluster, { depose }) => {
      const test = new Directed(cluster);
      const term = depose(test);
      if (term === undefined) return;
      fallsSilent(test, term);
      cluster.until(() => stands(test, term) !== undefined, STANDS_MS);
      demand(
        stands(test, term) !== undefined,
        'F.2',
        `${test.subject.name} led or started an election, learned of term ${term} and stepped down. Since then it has heard from no leader for ${STANDS_MS / 1_000} s, but ${at(cluster)} it has not started an election: a server that steps down must have a running election timer, and a leader must start it again.`,
      );
      leadsAgain(test);
    },
  ),
});

/** The subject gets no votes, so it does not lead a newer term either. */
function fallsSilent(test: Directed, term: number): void {
  const { cluster, subject } = test;
  test.run(LAST_ONES_MS);
  const since = cluster.nowMs;
  test.run(WATCHED_MS);
  const late = test.puppets
    .flatMap(({ requests }) => requests)
    .filter(isAppend)
    .find((request) => request.at / MS >= since);
  demand(
    late === undefined,
    'ALL.2',
    `${subject.name} has seen term ${term} but still sends AppendEntries of term ${late?.args.term ?? 0} ${at(cluster)}: a leader that sees a newer term must step down and stop its heartbeats.`,
  );
  demand(
    !test.leads && test.term >= term,
    'ALL.2',
    `${subject.name} has seen term ${term}, but ${at(cluster)} its getState() says that it ${test.leads ? 'leads' : 'is in'} term ${test.term}.`,
  );
}

function byRequestVote(test: Directed): number {
  test.elect();
  silence(test);
  test.run(FORSAKEN_MS);
  const term = test.term + FAR;
  plead(test, test.puppet(0), term);
  return term;
}

function byAppendEntries(test: Directed): number {
  test.elect();
  silence(test);
  const term = test.term + FAR;
  test.append(test.puppet(0), { term });
  return term;
}

function byReply(test: Directed): number {
  test.elect();
  return answeredFrom(test, test.term + FAR);
}

/** Everything that was pending when it won has fired since. */
function afterAWhile(test: Directed): number {
  test.elect();
  test.run(STANDS_MS);
  return answeredFrom(test, test.term + FAR);
}

function answeredFrom(test: Directed, term: number): number {
  silence(test);
  test.cluster.until(answersFrom(test.puppet(0), term), 1_000);
  return term;
}

function candidateByReply(test: Directed): number {
  const { requests } = candidacyAt9(test);
  const term = test.term + FAR;
  requests[0]?.answer({ term, voteGranted: false });
  return term;
}

/** A newer term has more digits, as text it would be an older one. */
function candidacyAt9(test: Directed): Candidacy {
  test.append(test.puppet(0), { term: 8 });
  return test.candidacy();
}

/** The last server's vote is still missing when the subject wins. */
function byLateRefusal(test: Directed): number {
  const { term, requests } = candidacyAt9(test);
  const [vote, late] = requests;
  vote?.answer({ term, voteGranted: true });
  test.cluster.until(() => test.leads || test.term > term, SETTLE_MS);
  late?.answer({ term: term + FAR, voteGranted: false });
  return term + FAR;
}

/** Its election timer, if it still ran when it won, has run out since. */
function byVeryLateRefusal(test: Directed): number | undefined {
  const { term, requests } = test.candidacy();
  const [vote, late] = requests;
  vote?.answer({ term, voteGranted: true });
  for (const puppet of test.puppets) puppet.part = new Follower([], term).part;
  test.run(STANDS_MS);
  if (!late || !test.leads || test.term > term) return undefined;
  silence(test);
  return refusedLate(test, late, term + FAR);
}

/** Another candidate of its term has won. */
function followerByLateRefusal(test: Directed): number {
  const { term, requests } = test.candidacy();
  test.append(test.puppet(0), { term });
  requests[1]?.answer({ term: term + FAR, voteGranted: false });
  return term + FAR;
}

function followerByLateReply(test: Directed): number | undefined {
  const late = unanswered(test);
  const term = byAppendEntries(test);
  return late ? refusedLate(test, late, term + FAR) : term;
}

/** Votes of the election that the reply ends must not count any more. */
function candidateByLateReply(test: Directed): number | undefined {
  const late = unanswered(test);
  const { term, requests } = test.candidacy(byAppendEntries(test));
  if (!late) return term;
  const newer = refusedLate(test, late, term + FAR);
  if (newer !== undefined)
    for (const request of requests) request.answer({ term, voteGranted: true });
  return newer;
}

/**
 * For a sender that has given up on the request, because it limits the time of its calls, the reply is lost.
 *
 * @returns the reply's term; undefined if the subject may have given up
 */
function refusedLate(
  test: Directed,
  late: AppendRequest | VoteRequest,
  term: number,
): number | undefined {
  if (isAppend(late)) late.answer({ term, success: false });
  else late.answer({ term, voteGranted: false });
  const isLate = test.cluster.nowMs - late.at / MS > PATIENCE_MS;
  const isHeard = test.cluster.until(() => test.term >= term, HANDLED_MS);
  return isHeard || !isLate ? term : undefined;
}

/** The subject leads, and an AppendEntries of its term waits for an answer. */
function unanswered(test: Directed): AppendRequest | undefined {
  test.elect();
  silence(test);
  const request = test.next(test.puppet(1), isAppend, SETTLE_MS);
  return request && isAppend(request) ? request : undefined;
}

/** All others vote for it and follow it, but their replies take some time. */
function leadsAgain(test: Directed): void {
  const { cluster } = test;
  const followers = test.puppets.map(() => new Follower([], test.term));
  const term = test.elect(followers);
  silence(test);
  const end = cluster.nowMs + LED_MS;
  while (cluster.nowMs < end) {
    test.run(STEP_MS);
    test.puppets.forEach(({ requests }, i) => {
      for (const request of requests.filter(isAppend))
        if (!request.done && cluster.nowMs - request.at / MS >= REPLY_MS)
          followers[i]?.append(request);
    });
  }
  demandStillLeads(test.subject, term, cluster, {
    rule: 'V.1',
    why: `all others answer its AppendEntries ${REPLY_MS} ms after they arrive, with success. If a leader steps down because it hears from no majority, it must count from the moment at which it won this term`,
  });
}
