/** The table of a class for a spreadsheet: a row for each submission, a column for each test. */
import { type ClassRun, finalScore, type Row } from '../entry';
import { excuseWords } from '../excused';
import { type Cell, csv, sorted } from './cells';

export function resultsCsv(run: ClassRun, rows: readonly Row[]): string {
  const columns = columnsOf(run, rows);
  return csv([
    columns.map(([name]) => name),
    ...sorted(rows).map((row) => columns.map(([, cell]) => cell(row))),
  ]);
}

type Column = readonly [name: string, cell: (row: Row) => Cell];

function columnsOf(run: ClassRun, rows: readonly Row[]): readonly Column[] {
  const tests = testsIn(run, rows);
  const stages = [...new Set(tests.map((id) => id.split('/', 1)[0] ?? ''))];
  return [
    ['id', ({ id }) => id],
    ...(rows.some(({ person }) => person) ? WHO : []),
    ['standing', ({ standing }) => standing],
    ['total', finalScore],
    ['max', ({ maxScore }) => maxScore],
    ...(rows.some(({ weighed }) => weighed) ? WEIGHED : []),
    ...(rows.some(({ lateness }) => lateness) ? LATE : []),
    ...(rows.some(({ decision }) => decision) ? BY_HAND : []),
    ...(rows.some(({ excused }) => excused) ? EXCUSED : []),
    ...stages.map((stage): Column => [stage, (row) => pointsOf(row, stage)]),
    ...tests.map((id): Column => [id, (row) => testPoints(row, id)]),
    ['hidden runs', (row) => hiddenSum(row, ({ run: count }) => count)],
    ['hidden runs failed', (row) => hiddenSum(row, ({ failed }) => failed)],
    ['problem', ({ problem }) => problem],
    ['remarks', ({ remarks }) => remarks.join(' ')],
    ['seeds', ({ key }) => key.seeds],
    ['kit version', () => run.kitVersion],
    ['suite hash', () => run.suiteHash],
    ['graded at', () => run.gradedAt],
  ];
}

const WHO: readonly Column[] = [
  ['name', ({ person }) => person?.name],
  ['email', ({ person }) => person?.email],
  [
    'submission',
    ({ submission, id, standing }) => (standing === 'missing' ? '' : (submission ?? id)),
  ],
  ['unmatched', ({ unmatched }) => unmatched],
];

const BY_HAND: readonly Column[] = [
  ['before the change', ({ decision }) => decision?.was],
  ['changed by', ({ decision }) => decision?.by],
  ['reason', ({ decision }) => decision?.reason],
];

const EXCUSED: readonly Column[] = [['excused', ({ excused }) => excused && excuseWords(excused)]];

const WEIGHED: readonly Column[] = [
  ['points of the tests', ({ weighed }) => weighed?.score],
  ['of', ({ weighed }) => weighed?.maxScore],
  ['capped at percent', ({ weighed }) => weighed?.cap?.percent],
  ['because of', ({ weighed }) => weighed?.cap?.rules.join(' ')],
];

const LATE: readonly Column[] = [
  ['raw score', ({ score }) => score],
  ['submitted at', ({ submittedAt }) => submittedAt],
  ['days late', ({ lateness }) => lateness?.daysLate],
  ['free days used', ({ lateness }) => lateness?.freeDaysUsed],
  ['percent off', ({ lateness }) => lateness?.percentOff],
];

/** Tests in the order of the run, then any others. */
function testsIn({ seeds }: ClassRun, rows: readonly Row[]): readonly string[] {
  const known = [...Object.keys(seeds.shown), ...Object.keys(seeds.hidden)];
  const others = rows.flatMap(({ tests }) => tests.map(({ id }) => id)).sort();
  return [...new Set([...known, ...others])];
}

/** Empty if the test has no verdict. */
function testPoints({ score, tests }: Row, id: string): Cell {
  const test = tests.find((one) => one.id === id);
  return score === null || !test || test.status === 'error' ? null : test.points;
}

/** A submission that cannot run has no tests, and zero points in the stage. */
function pointsOf({ score, tests }: Row, stage: string): Cell {
  const own = tests.filter((test) => test.stage === stage);
  if (score === null || own.some(({ status }) => status === 'error')) return null;
  if (tests.length === 0) return score;
  return own.reduce((sum, { points }) => sum + points, 0);
}

function hiddenSum(
  { tests }: Row,
  of: (hidden: { readonly run: number; readonly failed: number }) => number,
): Cell {
  const hidden = tests.flatMap((test) => (test.hidden ? [test.hidden] : []));
  return hidden.length === 0 ? null : hidden.reduce((sum, one) => sum + of(one), 0);
}
