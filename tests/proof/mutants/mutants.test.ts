/** The bank of mutants, checked as data: each record applies, and says what it has to. */
import fs from 'node:fs';
import path from 'node:path';
import { BANK } from '../../../grader/proof/mutants/bank';
import { LEFT_OUT } from '../../../grader/proof/mutants/left-out';
import { baseOf } from '../../../grader/proof/mutants/program';
import { edited } from '../../../grader/proof/mutants/mutant';
import { beginning } from '../../../grader/proof/mutants/page';
import { entryOf } from '../../../grader/judge/rules/explanations';

const PAGE = path.join(__dirname, '..', '..', '..', 'docs', 'mutants.md');
const MUTANTS_MIN = 130;

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

describe('every mutant', () => {
  test.each(BY_ID)('%s says in a sentence what the mistake is', (id, { mistake }) => {
    expect(id).toMatch(/^[a-z0-9-]+\/[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(mistake).toMatch(/^[A-Za-z].+\.$/);
    expect(mistake).not.toMatch(/[|\n]/);
  });

  test.each(BY_ID)('%s may be named by rules that a report can name', (_id, { rules }) => {
    expect(rules.length).toBeGreaterThan(0);
    expect(rules.filter((rule) => !entryOf(rule))).toEqual([]);
  });

  test.each(BY_ID)('%s applies', (_id, mutant) => {
    expect(edited(baseOf(mutant), mutant.edits)).not.toEqual(baseOf(mutant));
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
