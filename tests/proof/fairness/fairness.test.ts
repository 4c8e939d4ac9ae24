/** `npm run fairness`: what it forgives, and that it goes on where it was stopped. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Refusal } from '../../../grader/command/run-command';
import { fairness, type FairnessOptions } from '../../../grader/proof/fairness/campaign';
import { folderOf, parseFairnessArgs } from '../../../grader/proof/fairness/fairness-args';
import {
  Journal,
  type Outcome,
  readJournal,
} from '../../../grader/proof/fairness/fairness-journal';
import { isFair, judge, tell } from '../../../grader/proof/fairness/fairness-verdict';
import { VARIANTS } from '../../../grader/proof/variants';

const THRIFTY = { name: 'thrifty', idea: 'Saves.', givesUp: [] };
const LAVISH = { name: 'lavish', idea: 'Spends.', givesUp: ['2C/economy-once'] };

const failed = (variant: string, test: string, rule: string): Outcome => ({
  ...{ variant, test, rule },
  seed: 3,
  status: 'failed',
  message: 'what happened',
});

describe('a failure', () => {
  test.each([
    ['of economy in a test that the design gives up is forgiven', 'P.4', true],
    ['of a budget there is forgiven', 'B.1', true],
    ['of fast backup there is forgiven', 'FB.3', true],
    ['of safety there is a false alarm', 'RV.2', false],
    ['of persistence there is a false alarm', 'P.2', false],
    ['of progress there is a false alarm', 'V.2', false],
  ])('%s', (_name, rule, fair) => {
    const verdict = judge([LAVISH], [failed('lavish', '2C/economy-once', rule)]);
    expect(isFair(verdict)).toBe(fair);
    expect(verdict.givenUp.length).toBe(fair ? 1 : 0);
  });

  test('in another test, or of another variant, is a false alarm', () => {
    const outcomes = [
      failed('lavish', '2C/hint', 'P.4'),
      failed('thrifty', '2C/economy-once', 'P.4'),
    ];
    const verdict = judge([THRIFTY, LAVISH], outcomes);
    expect(verdict.falseAlarms).toEqual(outcomes);
    expect(tell(verdict)).toContain(
      'FALSE ALARM thrifty: 2C/economy-once seed 3: P.4 what happened',
    );
  });
});

describe('a test that is inconclusive', () => {
  const run = (seed: number, status: Outcome['status']): Outcome => ({
    ...{ variant: 'thrifty', test: '2C/duplicates', seed, status },
    ...(status === 'inconclusive' && { message: 'a request came twice' }),
  });

  test('on some seeds is fair', () => {
    expect(isFair(judge([THRIFTY], [run(1, 'inconclusive'), run(2, 'passed')]))).toBe(true);
  });

  test('on all seeds is not, and is told once', () => {
    const verdict = judge([THRIFTY], [run(1, 'inconclusive'), run(2, 'inconclusive')]);
    expect(isFair(verdict)).toBe(false);
    expect(tell(verdict)).toContain(
      'NEVER CONCLUSIVE thrifty: 2C/duplicates has not reached on any seed: a request came twice',
    );
    expect(verdict.neverConclusive.length).toBe(1);
  });
});

test('points that are given up and never lost are noted', () => {
  const passed = { variant: 'lavish', test: '2C/economy-once', seed: 1, status: 'passed' } as const;
  const verdict = judge([LAVISH], [passed]);
  expect(isFair(verdict)).toBe(true);
  expect(tell(verdict)).toContain('lavish may fail 2C/economy-once');
});

describe('words', () => {
  test('are all taken', () => {
    const words = ['seeds=7', 'from=3', 'only=sticky', 'tests=2A/', 'fresh'];
    const options = parseFairnessArgs(words, {});
    if (options.kind !== 'fairness') throw new Error('it was not understood');
    expect(options).toMatchObject({ seeds: 7, first: 3, fresh: true });
    expect(options.variants.map(({ name }) => name)).toEqual(['sticky']);
    expect(options.tests.every((id) => id.startsWith('2A/'))).toBe(true);
  });

  test('that are unknown are asked back', () => {
    expect(parseFairnessArgs(['speed=3'], {})).toMatchObject({ kind: 'problem' });
  });

  test('that npm kept are understood', () => {
    const env = { npm_lifecycle_event: 'fairness', npm_config_seeds: '7' };
    expect(parseFairnessArgs([], env)).toMatchObject({ seeds: 7 });
  });

  test.each([
    ['no seeds', 'seeds=0'],
    ['half a seed', 'from=1.5'],
    ['a variant that is not there', 'only=clever'],
    ['a test that is not there', 'tests=nowhere'],
  ])('that make no sense are refused: %s', (_name, word) => {
    expect(() => parseFairnessArgs([word], {})).toThrow(Refusal);
  });
});

describe('the journal', () => {
  const judged = { suite: 'suite-1', variants: { thrifty: 'files-1' } };
  const passed: Outcome = { variant: 'thrifty', test: '2A/majority', seed: 1, status: 'passed' };

  test('gives back what was added, and forgets what another suite or version did', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'deep', 'journal.jsonl');
      const lost = failed('thrifty', '2C/hint', 'FB.1');
      const journal = new Journal(file, judged);
      journal.add(passed);
      journal.add(lost);
      expect(await readJournal(file, judged)).toEqual([passed, lost]);
      expect(await readJournal(file, { ...judged, suite: 'suite-2' })).toEqual([]);
      const edited = { ...judged, variants: { thrifty: 'files-2' } };
      expect(await readJournal(file, edited)).toEqual([]);
    });
  });

  test('loses a torn line and nothing else', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'journal.jsonl');
      new Journal(file, judged).add(passed);
      fs.appendFileSync(file, '["thrifty","2A/majo');
      const second = { ...passed, seed: 2 };
      new Journal(file, judged).add(second);
      expect(await readJournal(file, judged)).toEqual([passed, second]);
    });
  });

  test('is empty when there is none', async () => {
    expect(await readJournal('/no/such/journal', judged)).toEqual([]);
  });
});

describe('all of it', () => {
  const one = (folder: string, name: string, own: string): FairnessOptions => {
    const [variant] = VARIANTS.filter((some) => some.name === name);
    if (!variant) throw new Error(`${name} is gone`);
    return {
      ...{ seeds: 2, first: 1, fresh: false, tests: ['2A/one-vote'] },
      variants: [{ ...variant, folder: own }],
      journal: path.join(folder, 'journal.jsonl'),
      print: () => undefined,
    };
  };

  test('runs what is left of a run that was killed, and nothing twice', async () => {
    await inFolder(async (folder) => {
      const options = one(folder, 'one-class', folderOf({ name: 'one-class' }));
      expect(await fairness(options)).toMatchObject({ passed: 2, falseAlarms: [] });
      const lines = fs.readFileSync(options.journal, 'utf8').trimEnd().split('\n');
      // As if it had been killed while it wrote the second line.
      const torn = [...lines.slice(0, -1), lines.at(-1)?.slice(0, 9)].join('\n');
      fs.writeFileSync(options.journal, torn);
      let said = '';
      const again = { ...options, print: (text: string) => (said += text) };
      expect(await fairness(again)).toMatchObject({ passed: 2, falseAlarms: [] });
      expect(said).toContain('2 runs, 1 of them done before');
    });
  });

  test('goes on to another seed where one told nothing', async () => {
    await inFolder(async (folder) => {
      let said = '';
      const verdict = await fairness({
        ...one(folder, 'sticky', folderOf({ name: 'sticky' })),
        // On this seed, ten times three of seven servers do not include the leader once.
        ...{ seeds: 1, first: 9952, tests: ['2A/many-elections'] },
        print: (text) => (said += text),
      });
      expect(said).toContain('Inconclusive so far: 1. These are tried on seed 9953 as well.');
      expect(verdict).toMatchObject({ passed: 1, neverConclusive: [] });
      expect(isFair(verdict)).toBe(true);
    });
  });

  test('finds a variant with a bug: votes are given to everybody', async () => {
    await inFolder(async (folder) => {
      const broken = path.join(folder, 'broken');
      fs.cpSync(folderOf({ name: 'one-class' }), broken, { recursive: true });
      const file = path.join(broken, 'raft.ts');
      const text = fs.readFileSync(file, 'utf8');
      const right = 'this.votedFor === null || this.votedFor === args.candidateId';
      expect(text).toContain(right);
      fs.writeFileSync(file, text.replace(right, 'true'));
      const verdict = await fairness(one(folder, 'one-class', broken));
      expect(isFair(verdict)).toBe(false);
      expect(verdict.falseAlarms.map(({ rule }) => rule)).toEqual(['RV.2', 'RV.2']);
    });
  });
});

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'fairness-'));
  try {
    await work(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
