/** The bank of mutants, checked as data: each record applies, compiles, and says what it has to. */
import fs from 'node:fs';
import path from 'node:path';
import { BANK } from '../../../grader/proof/mutants/bank';
import { LEFT_OUT } from '../../../grader/proof/mutants/left-out';
import { baseOf, programOf } from '../../../grader/proof/mutants/program';
import { edited } from '../../../grader/proof/mutants/mutant';
import { beginning } from '../../../grader/proof/mutants/page';
import { bundlePrelude } from '../../../grader/world/realm/bundle';
import { entryOf } from '../../../grader/judge/rules/book';

const PAGE = path.join(__dirname, '..', '..', '..', 'docs', 'mutants.md');
const MUTANTS_MIN = 130;

/** Each chapter of the collected mistakes, with how many different mutants each mistake has at least. */
const MISTAKES: Readonly<Record<string, number>> = {
  ...{ E1: 1, E2: 1, E3: 2, E4: 1, E5: 1, E6: 1, E7: 1, E8: 1, E9: 1, E10: 2, E11: 4, E12: 1 },
  ...{ E13: 2, E14: 1, E15: 2, E16: 2, E17: 1 },
  ...{ R1: 1, R2: 1, R3: 1, R4: 2, R5: 1, R6: 2, R7: 2, R8: 1, R9: 2, R10: 1, R11: 1, R12: 1 },
  ...{ R13: 1, R14: 1 },
  ...{ C1: 1, C2: 1, C3: 1, C4: 1, C5: 2, C6: 1, C7: 1, C8: 2, C9: 1, C10: 1 },
  ...{ P1: 1, P2: 1, P3: 1, P4: 1, P5: 1, P6: 1, P7: 1, P8: 2, P9: 2, P10: 2, P11: 1, P12: 1 },
  ...{ P13: 1, P14: 3, P15: 1 },
  ...{ F1: 1, F2: 1, F3: 3, F4: 1, F5: 1, F6: 1, F7: 1, F8: 1 },
  ...{ T1: 1, T2: 2, T3: 1, T4: 1, T5: 1, T6: 1, T7: 1, T8: 4, T9: 1, T10: 1 },
};

const BY_ID = BANK.map((mutant) => [mutant.id, mutant] as const);

test('ids are unique', () => {
  const ids = BANK.map(({ id }) => id);
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
});

test('no two mutants are the same program', () => {
  const programs = BANK.map((mutant) => JSON.stringify(edited(baseOf(mutant), mutant.edits)));
  const twins = BANK.filter((_, i) => programs.indexOf(programs[i] ?? '') !== i);
  expect(twins.map(({ id }) => id)).toEqual([]);
});

test('the bank is large', () => {
  expect(BANK.length).toBeGreaterThanOrEqual(MUTANTS_MIN);
});

test.each(Object.entries(MISTAKES))('the mistake %s has at least %i mutants', (source, least) => {
  const of = BANK.filter((mutant) => mutant.source === source);
  expect(of.length).toBeGreaterThanOrEqual(least);
});

test('every source is a mistake of the collection', () => {
  const unknown = BANK.filter(({ source }) => source !== undefined && !(source in MISTAKES));
  expect(unknown.map(({ id }) => id)).toEqual([]);
});

describe('every mutant', () => {
  let prelude: string;

  beforeAll(async () => {
    prelude = await bundlePrelude();
  });

  test.each(BY_ID)('%s says in a sentence what the mistake is', (id, { mistake }) => {
    expect(id).toMatch(/^[a-z0-9-]+\/[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(mistake).toMatch(/^[A-Za-z].+\.$/);
    expect(mistake).not.toMatch(/[|\n]/);
  });

  test.each(BY_ID)('%s may be named by rules that a report can name', (_id, { rules }) => {
    expect(rules.length).toBeGreaterThan(0);
    expect(rules.filter((rule) => !entryOf(rule))).toEqual([]);
  });

  test.each(BY_ID)('%s applies, and compiles', async (_id, mutant) => {
    expect(await programOf(mutant, prelude)).toMatchObject({ prelude });
  });
});

test('what is left out has a reason', () => {
  for (const { mistake, reason } of LEFT_OUT) {
    expect(mistake).toMatch(/\.$/);
    expect(reason).toMatch(/\.$/);
  }
});

describe('docs/mutants.md', () => {
  const lines = fs.readFileSync(PAGE, 'utf8').replaceAll('\r\n', '\n').split('\n');
  const rows = lines.filter((line) => line.startsWith('| `'));

  test('lists exactly the mutants of the bank, with their mistakes (npm run mutants write)', () => {
    expect(rows.map((row) => row.split(' | ', 2).join(' | ') + ' |')).toEqual(BANK.map(beginning));
  });

  test('says of each that it is caught', () => {
    expect(rows.filter((row) => row.includes('**'))).toEqual([]);
  });

  test('says what is left out', () => {
    for (const { mistake } of LEFT_OUT) expect(lines.join('\n')).toContain(mistake);
  });
});
