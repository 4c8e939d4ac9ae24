/** The correct variants pass what is quick to run. `npm run fairness` runs all tests, on many seeds. */
import fs from 'node:fs';
import path from 'node:path';
import { outcomeOf } from '../../../grader/cli/fairness';
import { isFair, judge } from '../../../grader/proof/fairness/fairness-verdict';
import { runTest } from '../../../grader/runs/pool/run-test';
import { CATALOGUE } from '../../../grader/judge/scenarios/catalogue';
import { VARIANTS } from '../../../grader/proof/variants';
import { filesIn, programOf } from '../../support/programs';

jest.setTimeout(120_000);

const SEED = 1;
/** Long tests of part A; those of servers that are alone are all quick. */
const LONG = ['2C/figure-8', '2C/figure-8-unreliable', '2C/reliable-churn', '2C/unreliable-churn'];
const QUICK_PART_A = [
  ...['initial-election', 're-election', 'many-elections'].map((name) => `2A/${name}`),
  ...['basic-agree', 'rpc-bytes', 'follower-failure', 'leader-failure'].map((name) => `2B/${name}`),
  ...['fail-agree', 'fail-no-agree', 'concurrent-starts', 'rejoin', 'backup', 'count'].map(
    (name) => `2B/${name}`,
  ),
  ...['persist-1', 'persist-2', 'persist-3', 'unreliable-agree'].map((name) => `2C/${name}`),
];
const QUICK = CATALOGUE.filter(({ id, alone }) => alone === true || QUICK_PART_A.includes(id));

describe('a correct variant is judged fairly:', () => {
  test.each(VARIANTS.map((variant) => [variant.name, variant] as const))(
    '%s',
    async (name, variant) => {
      const program = await programOf(filesIn('grader', 'variants', name));
      const outcomes = QUICK.map((test) => outcomeOf(name, runTest(program, test, SEED)));
      const { falseAlarms } = judge([variant], outcomes);
      expect(falseAlarms).toEqual([]);
    },
  );

  test('on nearly all tests', () => {
    const ids = CATALOGUE.map(({ id }) => id);
    expect([...QUICK_PART_A, ...LONG].filter((id) => !ids.includes(id))).toEqual([]);
    expect(QUICK.length).toBeGreaterThan(CATALOGUE.length / 2);
  });
});

describe('a correct variant that does not save yet is judged fairly in 2A and 2B:', () => {
  // Without a sync nothing stands between what start() takes and what it sends.
  const NO_DISK = `export class Persister {
    constructor() {}
    saveRaftState() {}
    readRaftState() { return new Uint8Array(); }
    raftStateSize() { return 0; }
  }`;
  const EARLY = CATALOGUE.filter(({ id }) => !id.startsWith('2C/'));

  test.each(VARIANTS.map((variant) => [variant.name, variant] as const))(
    '%s',
    async (name, variant) => {
      const files = { ...filesIn('grader', 'variants', name), 'persister.ts': NO_DISK };
      const program = await programOf(files);
      const outcomes = EARLY.map((test) => outcomeOf(name, runTest(program, test, SEED)));
      expect(judge([variant], outcomes).falseAlarms).toEqual([]);
    },
  );
});

describe('the list of variants', () => {
  test('names every folder, and each once', () => {
    const folders = fs
      .readdirSync(path.join(__dirname, '..', '..', '..', 'grader', 'proof', 'variants'), {
        withFileTypes: true,
      })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(VARIANTS.map(({ name }) => name).sort()).toEqual(folders.sort());
    expect(VARIANTS.length).toBeGreaterThanOrEqual(8);
  });

  test.each(VARIANTS.map(({ name, idea, givesUp }) => [name, idea, givesUp] as const))(
    '%s says its idea in a sentence, and gives up tests that exist',
    (_name, idea, givesUp) => {
      expect(idea).toMatch(/^[A-Z].*\.$/);
      const ids = CATALOGUE.map(({ id }) => id);
      expect(givesUp.filter((id) => !ids.includes(id))).toEqual([]);
    },
  );
});

test('a variant with a bug is found: votes are given to everybody', async () => {
  const files = filesIn('grader', 'variants', 'one-class');
  const right = 'const isFree = this.votedFor === null || this.votedFor === args.candidateId;';
  const whole = files['raft.ts'] ?? '';
  expect(whole).toContain(right);
  const program = await programOf({
    ...files,
    'raft.ts': whole.replace(right, 'const isFree = true;'),
  });
  const [variant] = VARIANTS.filter(({ name }) => name === 'one-class');
  if (!variant) throw new Error('one-class is gone');
  const directed = CATALOGUE.filter(({ id }) => id === '2A/one-vote');
  const outcomes = directed.map((test) => outcomeOf('one-class', runTest(program, test, SEED)));
  const verdict = judge([variant], outcomes);
  expect(isFair(verdict)).toBe(false);
  expect(verdict.falseAlarms).toMatchObject([{ test: '2A/one-vote', rule: 'RV.2' }]);
});
