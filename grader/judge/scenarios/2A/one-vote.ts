import { Directed, isAppend, isVote } from '../directed';
import { at, atEvent, demand, demandStillLeads } from '../expect';
import { Follower } from '../follower';
import { rows, scenario } from '../scenario';
import { lateAppendRefusals, lateVoteRefusals } from './late-refusals';
import { FAR, notAdopted, plead, stands, tried } from './moments';
import { refusedToBetterLog, refusedToSecond, SETTLE_MS, wins } from './second-vote';

const ASKED_AGAIN = 'a candidate that has the vote asked again in the same term';
const FREED = 'another candidate asked in a newer term';

/** By then a leader that steps down without a majority has done so. */
const FORSAKEN_MS = 4_000;
const ASK_EVERY_MS = 50;
const STANDS_MS = 5_000;
/** By then a candidate that does not ask all others at once has asked most of them. */
const ASKED_MS = 75;
/** Several tries, because in each the requests may have left already. */
const INTERRUPTIONS = 6;
/** A server may refuse a vote now and then for reasons of its own, but not each time. */
const NEWER_TERMS = 6;

interface Row {
  readonly name: string;
  /** @returns whether the situation arose */
  readonly play: (test: Directed) => boolean;
}

export const oneVote = scenario({
  id: '2A/one-vote',
  title: 'A server grants one vote per term',
  story:
    'Candidates ask a follower, a candidate and a leader for votes, with the same log and with a better one. Only one of them gets the vote in a term, and gets it again if it asks again; in a newer term the server may vote again.',
  rules: ['RV.2', 'ALL.2', 'C.1'],
  points: 4,
  servers: 5,
  alone: true,
  seeds: 3,
  marks: [ASKED_AGAIN, FREED],
  play: rows<Row>(
    [
      { name: 'two candidates', play: twoCandidates },
      { name: 'all ask at the same moment', play: allAtOnce },
      { name: 'a newer term', play: newerTerm },
      { name: 'stale requests in between', play: staleInBetween },
      { name: 'heartbeats of the winner in between', play: heartbeatInBetween },
      { name: 'late refusals of its own votes in between', play: lateVoteRefusals },
      { name: 'late refusals of its heartbeats in between', play: lateAppendRefusals },
      { name: 'a candidate has voted for itself', play: candidate },
      { name: 'a candidate that yields has still voted for itself', play: yielded },
      { name: 'a candidate votes while it is still asking', play: interrupted },
      { name: 'a leader has voted for itself', play: leader },
      { name: 'a leader whom nobody follows has voted for itself', play: forsaken },
      { name: 'newer terms after its vote', play: freed(voteForFirst) },
      { name: 'newer terms after its candidacy', play: freed((test) => test.candidacy().term) },
    ],
    (cluster, { play }) => {
      tried(() => play(new Directed(cluster)));
    },
  ),
});

/** The first puppet gets the vote of a term that the subject has not seen yet. */
function voteForFirst(test: Directed): number | undefined {
  const term = test.term + FAR;
  const first = test.puppet(0);
  const ballot = plead(test, first, term);
  const own = test.term < term ? first.requests.findLast(isVote) : undefined;
  demand(
    ballot !== 'refused',
    'RV.2',
    `${test.subject.name} refused its vote to ${first.name} in term ${term} ${at(test.cluster)}, though no other server has asked in that term and both logs are empty.${own ? ` It has not adopted that term either. It has heard from no leader, but ${atEvent(test.departure(own), test.cluster)} it started an election itself: does your code take that for a message from a leader?` : ''}`,
  );
  return ballot === 'granted' ? term : undefined;
}

function twoCandidates(test: Directed): boolean {
  const term = voteForFirst(test);
  if (term === undefined || !grantsAgain(test, term)) return false;
  test.cluster.mark(ASKED_AGAIN);
  refusedToSecond(test, term, `${test.puppet(0).name} has the vote already`);
  refusedToBetterLog(test, term, `${test.puppet(0).name} has the vote already`);
  grantsAgain(test, term);
  return true;
}

/** @returns false if it has moved on, as a server may do that takes its time to answer */
function grantsAgain(test: Directed, term: number): boolean {
  const first = test.puppet(0);
  const again = plead(test, first, term);
  demand(
    again !== 'refused',
    'RV.2',
    `${test.subject.name} voted for ${first.name} in term ${term}, but refused it when the same candidate asked again in that term (${at(test.cluster)}). The first reply may have been lost, so it must grant the vote again.`,
  );
  return again === 'granted';
}

function allAtOnce(test: Directed): boolean {
  const term = test.term + FAR;
  const last = { lastLogIndex: 0, lastLogTerm: 0 };
  const sent = test.puppets.map((puppet) => ({
    puppet,
    call: puppet.requestVote(test.subject.id, { term, ...last }),
  }));
  const granted = sent.filter(
    ({ puppet, call }) =>
      test.answered(call, `RequestVote of term ${term} from ${puppet.name}`).voteGranted,
  );
  demand(
    granted.length <= 1,
    'RV.2',
    `${test.subject.name} granted its vote in term ${term} to ${granted.map(({ puppet }) => puppet.name).join(' and ')}, which asked at the same moment (${at(test.cluster)}).`,
  );
  return true;
}

function newerTerm(test: Directed): boolean {
  const term = voteForFirst(test);
  if (term === undefined) return false;
  const second = test.puppet(1);
  const ballot = plead(test, second, term + 1);
  if (ballot === 'moved on') return false;
  test.cluster.mark(FREED);
  demand(
    ballot === 'granted',
    'ALL.2',
    `${test.subject.name} voted for ${test.puppet(0).name} in term ${term} and refused ${second.name} in term ${term + 1} ${at(test.cluster)}: in a newer term it must be free to vote.${ballot === 'refused' ? notAdopted(test, term + 1) : ''}`,
  );
  const third = test.puppet(2);
  const { voteGranted } = test.ask(third, term + 1);
  demand(
    !voteGranted,
    'RV.2',
    `${test.subject.name} granted its vote in term ${term + 1} to ${second.name} and to ${third.name} (${at(test.cluster)}).`,
  );
  return true;
}

/**
 * The vote is free again for the first who asks in a newer term, and a candidate need not ask twice.
 *
 * @param bind gives the vote away, and returns the term
 */
function freed(bind: (test: Directed) => number | undefined) {
  return (test: Directed): boolean => {
    const second = test.puppet(1);
    for (let i = 0; i < NEWER_TERMS; i++) {
      const given = bind(test);
      if (given === undefined) return false;
      const term = given + FAR;
      const reply = test.ask(second, term);
      if (reply.voteGranted || reply.term !== term) return true;
    }
    demand(
      false,
      'ALL.2',
      `${NEWER_TERMS} times ${second.name} asked in a newer term than the one in which ${test.subject.name} had voted (the last time ${at(test.cluster)}). Each time ${test.subject.name} adopted the newer term, but refused its vote. Is the old vote, or the old role, compared before the newer term is adopted? A newer term clears both, and only then is the request judged.`,
    );
  };
}

function staleInBetween(test: Directed): boolean {
  const term = voteForFirst(test);
  if (term === undefined) return false;
  const stale = test.ask(test.puppet(1), term - 1);
  demand(
    !stale.voteGranted,
    'RV.1',
    `${test.subject.name} had seen term ${term} and granted its vote to ${test.puppet(1).name} in term ${term - 1} ${at(test.cluster)}.`,
  );
  test.append(test.puppet(2), { term: term - 1 });
  refusedToSecond(test, term, `${test.puppet(0).name} has the vote already`);
  return true;
}

function heartbeatInBetween(test: Directed): boolean {
  const term = voteForFirst(test);
  if (term === undefined) return false;
  test.append(test.puppet(0), { term });
  refusedToSecond(
    test,
    term,
    `${test.puppet(0).name}, the leader of that term, has the vote already`,
  );
  return true;
}

function candidate(test: Directed): boolean {
  test.append(test.puppet(0), { term: test.term + FAR });
  const { term, requests } = test.candidacy();
  refusedToSecond(test, term, 'it is a candidate in that term itself');
  refusedToBetterLog(test, term, 'it is a candidate in that term itself');
  // A request that it refused is no reason to give up its candidacy.
  const [one, , other] = requests;
  for (const request of [one, other]) request?.answer({ term, voteGranted: true });
  test.cluster.until(() => test.leads || test.term > term, SETTLE_MS);
  const silent = test.puppets.filter((_, i) => requests[i] !== one && requests[i] !== other);
  if (test.term > term) return false;
  demand(
    test.leads,
    'C.2',
    `${test.subject.name} refused its vote to another candidate of term ${term}, then received a majority of votes for that term, but ${at(test.cluster)} it does not lead. Does it give up its candidacy because of another candidate's request of its own term? Only a newer term ends it, or a leader of its own term. ${silent.map(({ name }) => name).join(' and ')} have not answered: does the count wait for them?`,
  );
  return true;
}

function yielded(test: Directed): boolean {
  const { term } = test.candidacy();
  test.append(test.puppet(0), { term });
  refusedToSecond(test, term, 'it has been a candidate in that term itself');
  return true;
}

/**
 * A candidate of a newer term asks while the subject's own requests are leaving: when its first request
 * has arrived, or when its term has just begun. Requests that it sends afterwards must carry its own
 * term.
 */
function interrupted(test: Directed): boolean {
  for (let i = 0; i < INTERRUPTIONS; i++) {
    const { term } = test;
    const began = () => (i % 2 === 0 ? stands(test, term) !== undefined : test.term > term);
    test.cluster.until(began, STANDS_MS);
    test.ask(test.puppet(i % 2), test.term + FAR);
    // Rule RV.2 watches.
    test.run(ASKED_MS);
  }
  return true;
}

/**
 * Whether or not the leader steps down when it hears from no majority, it has voted for itself in that
 * term.
 */
function forsaken(test: Directed): boolean {
  const term = wins(test);
  if (term === undefined) return false;
  for (let askedMs = 0; askedMs < FORSAKEN_MS && test.term === term; askedMs += ASK_EVERY_MS) {
    refusedToSecond(test, term, 'it won that term itself, whether or not it still leads');
    test.run(ASK_EVERY_MS);
  }
  return true;
}

/** A majority answers, so that the leader has no reason to step down. */
function followedByVoters(test: Directed, term: number): void {
  for (const puppet of [test.puppet(0), test.puppet(2)]) {
    const follower = new Follower([], term);
    puppet.part = follower.part;
    for (const request of puppet.requests)
      if (isAppend(request) && !request.done) follower.append(request);
  }
}

function leader(test: Directed): boolean {
  const term = wins(test);
  if (term === undefined) return false;
  followedByVoters(test, term);
  refusedToSecond(test, term, 'it leads that term itself');
  refusedToBetterLog(test, term, 'it leads that term itself');
  demandStillLeads(test.subject, term, test.cluster, {
    rule: 'ALL.2',
    why: 'it refused its vote to another candidate of that term, and only a newer term makes a leader step down',
  });
  return true;
}
