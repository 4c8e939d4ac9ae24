/**
 * A puppet says only what a correct server could say: shown for every message of every directed test, on
 * every default seed, by what the trace holds. A puppet that lies is found.
 */
import { runTest } from '../grader/runs/pool/run-test';
import type { Program } from '../grader/world/realm/program';
import { CATALOGUE } from '../grader/judge/scenarios/catalogue';
import { Directed } from '../grader/judge/scenarios/directed';
import { entries } from '../grader/judge/scenarios/follower';
import { PuppetHonesty } from '../grader/judge/scenarios/honesty';
import { type Scenario, stageOf } from '../grader/judge/scenarios/scenario';
import { filesIn, programOf, referenceProgram } from './support/programs';

jest.setTimeout(300_000);

const DIRECTED = CATALOGUE.filter(({ alone, rig }) => alone === true && rig === undefined);

let reference: Program;
beforeAll(async () => {
  reference = await referenceProgram();
});

/** What is found in all rounds of a run, each kind once. */
function liesIn(program: Program, test: Scenario, seed: number): readonly string[] {
  const rounds: PuppetHonesty[] = [];
  runTest(program, test, seed, {
    attend: ({ system }) => rounds.push(new PuppetHonesty(system, stageOf(test))),
  });
  const lies = rounds.flatMap((round, i) =>
    round.lies().map(({ why }) => `${test.id}, seed ${seed}, round ${i}: ${why}`),
  );
  return [...new Set(lies)];
}

test.each(DIRECTED.map((one) => [one.id, one] as const))(
  'puppets are honest with the reference in %s',
  (_id, one) => {
    const seeds = Array.from({ length: one.seeds }, (_, i) => 1 + i);
    expect(seeds.flatMap((seed) => liesIn(reference, one, seed))).toEqual([]);
  },
);

test.each(['one-timer'])(
  'puppets are honest with the variant %s in every directed test',
  async (name) => {
    const program = await programOf(filesIn('grader', 'proof', 'variants', name));
    expect(DIRECTED.flatMap((one) => liesIn(program, one, 1))).toEqual([]);
  },
);

/** A puppet of these lies, in three servers of which S0 runs code. */
const LIARS: readonly (readonly [lie: string, found: string, tell: (test: Directed) => void])[] = [
  [
    'gives two candidates its vote in one term',
    'S1 votes for S0 and for S1 in term',
    (test) => {
      const { term, requests } = test.candidacy();
      requests[0]?.answer({ term, voteGranted: true });
      test.ask(test.puppet(0), term);
    },
  ],
  [
    'says yes to an old request in a newer term',
    'says yes to a request of term',
    (test) => {
      const { term, requests } = test.candidacy();
      requests[0]?.answer({ term: term + 1, voteGranted: true });
    },
  ],
  [
    'shows two ends of its log in one term',
    'S1 shows two ends of its log in term 7',
    (test) => {
      test.ask(test.puppet(0), 7, [3, 2]);
      test.ask(test.puppet(0), 7, [4, 2]);
    },
  ],
  [
    'has an entry of the term in which it asks for votes',
    'with a log that ends at index 3 and term 7',
    (test) => {
      test.ask(test.puppet(0), 7, [3, 7]);
    },
  ],
  [
    'leads a term that another leads',
    'S1 and S2 both lead term 7',
    (test) => {
      test.append(test.puppet(0), { term: 7 });
      test.append(test.puppet(1), { term: 7 });
    },
  ],
  [
    'leads a term in which no majority can have voted for it',
    'S1 cannot have won term 7',
    (test) => {
      test.ask(test.puppet(1), 7);
      test.append(test.puppet(0), { term: 7 });
    },
  ],
  [
    'sends two commands as one entry',
    'sends another entry 1 of 7',
    (test) => {
      test.append(test.puppet(0), { term: 7, entries: entries([7]) });
      test.append(test.puppet(0), { term: 7, entries: [{ term: 7, command: 'other' }] });
    },
  ],
  [
    'has lost what it had committed',
    'S2, leader of term 8, lacks what is committed at index 1 since term 7',
    (test) => {
      test.append(test.puppet(0), { term: 7, entries: entries([7]), commit: 1 });
      test.append(test.puppet(1), { term: 8, entries: entries([8]) });
    },
  ],
  [
    'sends entries whose terms go down',
    'has entries of terms 0, 5, 3',
    (test) => {
      test.append(test.puppet(0), { term: 7, entries: entries([5, 3]) });
    },
  ],
  [
    'refuses what follows the sentinel',
    'S1 refuses what follows the sentinel',
    (test) => {
      test.elect();
      test.puppet(0).part = (request) => {
        if (request.method !== 'appendEntries' || request.args.prevLogIndex > 0) return;
        const { term } = request.args;
        request.answer({ term, success: false, conflictTerm: -1, conflictIndex: 1 });
      };
      test.run(300);
    },
  ],
  [
    'refuses what it has acknowledged',
    'refuses index 1 and term 1, which it had acknowledged',
    (test) => {
      test.elect();
      test.subject.start('a');
      test.run(300);
      test.puppet(0).part = (request) => {
        if (request.method !== 'appendEntries') return;
        const { term } = request.args;
        request.answer({ term, success: false, conflictTerm: -1, conflictIndex: 9 });
      };
      test.run(300);
    },
  ],
  [
    'gives a hint that is out of range',
    'S1 refuses index 1 with conflictIndex 9',
    (test) => {
      test.elect();
      test.subject.start('a');
      test.run(300);
      test.puppet(0).part = (request) => {
        if (request.method !== 'appendEntries') return;
        const { term } = request.args;
        request.answer({ term, success: false, conflictTerm: -1, conflictIndex: 9 });
      };
      test.run(300);
    },
  ],
];

describe('a puppet is found that', () => {
  test.each(LIARS)('%s', (_lie, found, tell) => {
    const liar: Scenario = {
      id: '2C/liar',
      title: 'Liar',
      story: 'A puppet lies.',
      rules: ['F.1'],
      points: 1,
      servers: 3,
      alone: true,
      seeds: 1,
      play(cluster) {
        tell(new Directed(cluster));
        return undefined;
      },
    };
    expect(liesIn(reference, liar, 1).join('\n')).toContain(found);
  });
});
