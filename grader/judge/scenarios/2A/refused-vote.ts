import { Directed } from '../directed';
import { at, demand } from '../expect';
import { rows, scenario } from '../scenario';
import { plead, FAR, stands, tried } from './moments';

/** Several times the longest election timeout that makes sense. */
const STANDS_MS = 5_000;
/** Below the shortest election timeout. */
const EVERY_MS = 50;

const PESTERED = 'it kept receiving requests until it started an election';

interface Row {
  readonly name: string;
  readonly what: string;
  /** @returns the subject's term; undefined if the situation did not arise */
  readonly begin: (test: Directed) => number | undefined;
  readonly pester: (test: Directed, term: number) => void;
}

export const refusedVote = scenario({
  id: '2A/refused-vote',
  title: 'A refused request does not reset the election timer',
  story:
    'A server that has already voted is asked for its vote repeatedly, or a deposed leader sends it AppendEntries. Its election timer keeps running, and it starts an election.',
  rules: ['F.2', 'RV.1', 'RV.2', 'AE.1'],
  points: 2,
  servers: 3,
  alone: true,
  seeds: 3,
  marks: [PESTERED],
  play: rows<Row>(
    [
      {
        name: 'refused because it voted for another',
        what: 'refused RequestVote of its own term',
        begin: voteAway,
        pester: (test, term) => void request(test, term),
      },
      {
        name: 'refused because the term is over',
        what: 'refused RequestVote of an older term',
        begin: voteAway,
        pester: (test, term) => void request(test, term - 1),
      },
      {
        name: 'AppendEntries of an older term',
        what: 'refused AppendEntries of an older term',
        begin: voteAway,
        pester: (test, term) => void test.send(test.puppet(1), { term: term - 1 }),
      },
      {
        name: 'a candidate refuses its vote',
        what: 'refused RequestVote of the term in which it is a candidate itself',
        begin: (test) => test.candidacy().term,
        pester: (test, term) => void request(test, term),
      },
    ],
    (cluster, row) => {
      tried(() => standsAnyway(new Directed(cluster), row));
    },
  ),
});

function standsAnyway(test: Directed, { what, begin, pester }: Row): boolean {
  const { cluster, subject } = test;
  const term = begin(test);
  if (term === undefined) return false;
  const since = cluster.nowMs;
  while (!stands(test, term) && cluster.nowMs - since < STANDS_MS) {
    pester(test, term);
    test.run(EVERY_MS);
  }
  cluster.mark(PESTERED);
  demand(
    stands(test, term) !== undefined,
    'F.2',
    `For ${STANDS_MS / 1_000} s ${subject.name} has heard from no leader of term ${term} and granted no vote, but ${at(cluster)} it has not started an election. Every ${EVERY_MS} ms it ${what}: a refused request must not reset the election timer.`,
  );
  return true;
}

function voteAway(test: Directed): number | undefined {
  const term = test.term + FAR;
  return plead(test, test.puppet(0), term) === 'granted' ? term : undefined;
}

function request(test: Directed, term: number) {
  const last = { lastLogIndex: 0, lastLogTerm: 0 };
  return test.puppet(1).requestVote(test.subject.id, { term, ...last });
}
