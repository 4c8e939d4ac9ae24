/** How mutants are judged: the hunt with made-up runs, the verdict, the words, and one small real run. */
import { parseMutantsArgs } from '../../../grader/proof/mutants/mutants-args';
import { campaign } from '../../../grader/proof/mutants/campaign';
import { hunt, type Ran } from '../../../grader/proof/mutants/hunt';
import { edit, edited, type Mutant } from '../../../grader/proof/mutants/mutant';
import { line, summary } from '../../../grader/proof/mutants/page';
import { complaint, isKilled, verdictOn } from '../../../grader/proof/mutants/mutant-verdict';
import type { Scenario } from '../../../grader/judge/scenarios/scenario';

const MUTANT: Mutant = {
  id: 'fake/mistake',
  mistake: 'Something is wrong.',
  stage: '2A',
  rules: ['F.2'],
  edits: [],
};
/** A variable has another name: the program is as correct as before. */
const EQUIVALENT: Mutant = {
  ...MUTANT,
  id: 'fake/equivalent',
  edits: [
    edit(
      'server.ts',
      '  return count > server.peers.length / 2;',
      '  const servers = server.peers.length;',
      '  return count > servers / 2;',
    ),
  ],
};
const NEVER_VOTES: Mutant = {
  ...MUTANT,
  id: 'fake/never-votes',
  rules: ['V.1', 'F.2'],
  edits: [
    edit(
      'election.ts',
      '  return state.votedFor === null || state.votedFor === candidateId;',
      '  return state.votedFor !== null && state.votedFor === candidateId;',
    ),
  ],
};

const PASSED: Ran = { rule: undefined, message: '', byForce: false };

function test2(id: string, seeds: number, alone = false): Scenario {
  const base = { id, title: id, story: id, rules: [], points: 1, servers: 3, seeds } as const;
  return { ...base, ...(alone && { alone }), play: () => undefined };
}

/** Runs that fail as the table says, by test and seed, and what has been run. */
function runs(table: Readonly<Record<string, string>>, forced = '') {
  const log: string[] = [];
  const run = (test: string, seed: number): Promise<Ran> => {
    const key = `${test} ${seed}`;
    log.push(key);
    const rule = table[key];
    if (rule === undefined) return Promise.resolve(PASSED);
    return Promise.resolve({ rule, message: 'broken', byForce: key === forced });
  };
  return { run, log };
}

const TESTS = [
  test2('2A/first', 3),
  test2('2A/second', 2),
  test2('2A/alone', 2, true),
  test2('2B/later', 2),
];

describe('a hunt', () => {
  test('finds the first test that fails on any of its seeds, and then looks at directed tests', async () => {
    const { run, log } = runs({ '2A/first 2': 'F.2', '2A/alone 1': 'C.1' });
    const { headline, directed } = await hunt(MUTANT, TESTS, run);
    expect(headline).toMatchObject({ test: '2A/first', seed: 2, rule: 'F.2' });
    expect(directed).toEqual({ test: '2A/alone', failed: 1, seeds: 2 });
    expect(log).toEqual(['2A/first 1', '2A/first 2', '2A/alone 1', '2A/alone 2']);
  });

  test('looks for a directed test that fails on all of its seeds', async () => {
    const { run } = runs({ '2A/alone 1': 'F.2', '2A/alone 2': 'F.2' });
    const { directed } = await hunt(MUTANT, TESTS, run);
    expect(directed).toEqual({ test: '2A/alone', failed: 2, seeds: 2 });
  });

  test('needs no other test once one fails on all of its seeds', async () => {
    const { run, log } = runs({ '2A/alone 1': 'F.2', '2A/alone 2': 'F.2' });
    await hunt(MUTANT, [...TESTS, test2('2A/after', 2, true)], run);
    expect(log.at(-1)).toBe('2A/alone 2');
  });

  test('asks the later stages about a mutant that its own stage lets pass', async () => {
    const { run, log } = runs({ '2B/later 2': 'L.3' });
    const caught = await hunt(MUTANT, TESTS, run);
    expect(caught).toMatchObject({ later: { test: '2B/later', seed: 2 } });
    expect(log).toHaveLength(9);
  });

  test('ends with a run that had to be ended by force', async () => {
    const { run, log } = runs({ '2A/first 1': 'K.3' }, '2A/first 1');
    await hunt(MUTANT, TESTS, run);
    expect(log).toEqual(['2A/first 1']);
  });

  test('runs as many seeds as it is told', async () => {
    const { run, log } = runs({});
    await hunt(MUTANT, TESTS, run, () => 1);
    expect(log).toEqual(['2A/first 1', '2A/second 1', '2A/alone 1', '2B/later 1']);
  });
});

describe('the verdict', () => {
  const kill = (rule: string) => ({
    test: '2A/first',
    seed: 1,
    rule,
    message: 'broken',
    byForce: false,
  });
  const directed = (failed: number) => ({ test: '2A/alone', failed, seeds: 2 });

  test.each([
    ['killed', { headline: kill('F.2'), directed: directed(2) }],
    ['caught by luck', { headline: kill('F.2'), directed: directed(1) }],
    ['caught by luck', { headline: kill('F.2') }],
    ['wrong rule', { headline: kill('C.1'), directed: directed(2) }],
    ['caught late', { later: kill('F.2') }],
    ['survived', {}],
  ] as const)('is: %s', (kind, caught) => {
    const verdict = verdictOn(MUTANT, caught);
    expect(verdict.kind).toBe(kind);
    expect(isKilled(verdict)).toBe(kind === 'killed');
    expect(complaint(MUTANT, verdict) === undefined).toBe(kind === 'killed');
    expect(line({ mutant: MUTANT, caught, verdict })).toContain('Something is wrong.');
  });

  test('is that it is killed, if the record says why only some seeds catch it', () => {
    const caught = { headline: kill('F.2'), directed: directed(1) };
    expect(
      isKilled(verdictOn({ ...MUTANT, luck: 'The timer has to ring in between.' }, caught)),
    ).toBe(true);
  });
});

describe('an edit', () => {
  const files = { 'a.ts': 'one\ntwo\ntwo\n' };

  test('replaces what stands in its file once, and what it puts there stays as it is', () => {
    expect(edited(files, [edit('a.ts', 'one', '$&', '3')])).toEqual({
      'a.ts': '$&\n3\ntwo\ntwo\n',
    });
  });

  test.each([
    ['twice', edit('a.ts', 'two', ''), 'a.ts holds this 2 times instead of once: two'],
    ['not at all', edit('a.ts', 'three', ''), 'a.ts holds this 0 times instead of once: three'],
    ['in no file', edit('b.ts', 'one', ''), 'there is no file b.ts'],
  ])('of what is there %s does not fit', (_name, wrong, problem) => {
    expect(edited(files, [wrong])).toEqual([problem]);
  });
});

describe('the words', () => {
  const bank = Array.from({ length: 10 }, (_, i): Mutant => ({
    ...MUTANT,
    id: `fake/number-${i}`,
    stage: i < 5 ? '2A' : '2B',
    rules: i === 3 || i === 7 ? ['S.5'] : MUTANT.rules,
  }));
  const chosen = (...words: string[]) => {
    const command = parseMutantsArgs(words, {}, bank);
    return command.kind === 'mutants'
      ? command.chosen.map(({ id }) => Number(id.slice(-1)))
      : command.kind;
  };

  test.each([
    [[], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    [['quick'], [0, 5]],
    [['slice=2/3'], [1, 4, 7]],
    [['stage=2b'], [5, 6, 7, 8, 9]],
    [['only=number-3'], [3]],
    [['write'], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    // Neither those of 2A, nor what no rule of safety explains.
    [['live'], [7]],
    [['help'], 'help'],
    [['seconds=60'], 'problem'],
    [['slice=4/3'], 'problem'],
    [['stage=2D'], 'problem'],
    [['seeds=0'], 'problem'],
    [['only=nothing'], 'problem'],
    [['only=number-3', 'write'], 'problem'],
    [['seeds=1', 'write'], 'problem'],
    [['fast'], 'problem'],
  ])('%j choose %j', (words, expected) => {
    expect(chosen(...words)).toEqual(expected);
  });

  test('quick takes the slice whose turn it is', () => {
    const command = parseMutantsArgs(['quick'], {}, bank, 3);
    expect(command).toMatchObject({ chosen: [{ id: 'fake/number-2' }, { id: 'fake/number-7' }] });
  });
});

test('of real mutants, one that does no harm survives, and others are caught or named wrongly', async () => {
  const wrong: Mutant = { ...NEVER_VOTES, id: 'fake/wrong-rule', rules: ['B.2'] };
  const broken: Mutant = { ...MUTANT, id: 'fake/broken', edits: [edit('raft.ts', 'no such', '')] };
  const mutants = [EQUIVALENT, NEVER_VOTES, wrong, broken];
  const trials = await campaign(mutants, { seedsOf: () => 1 });
  expect(trials.map(({ mutant, verdict }) => [mutant.id, verdict.kind])).toEqual([
    ['fake/equivalent', 'survived'],
    ['fake/never-votes', 'killed'],
    ['fake/wrong-rule', 'wrong rule'],
    ['fake/broken', 'unusable'],
  ]);
  expect(summary(trials)).toContain('1 of 4 mutants are caught (25 %)');
});
