/** Every table rounds once, from the same points: after weights, lateness, changes by hand and scaling. */
import type { Row } from '../../../grader/instructor/class/entry';
import { frameOf, type OutputOptions } from '../../../grader/instructor/class/outputs';
import type { Roster } from '../../../grader/instructor/class/people/person';
import { parseRoster } from '../../../grader/instructor/class/people/roster';
import { canvasCsv } from '../../../grader/instructor/class/tables/canvas';
import { gradebookCsv } from '../../../grader/instructor/class/tables/gradebook-csv';
import { moodleCsv } from '../../../grader/instructor/class/tables/moodle';
import { resultsCsv } from '../../../grader/instructor/class/tables/results-csv';
import { passedTest, RUN, rowOf } from '../../support/class-rows';

const POLICY = {
  deadline: '2026-10-01T12:00:00Z',
  ...{ graceMinutes: 0, percentPerDay: 30, capPercent: 100, freeDays: 0 },
};
/** 24 of 100 points of the tests, 30 % off: 16.8 % of the points. */
const LATE = rowOf({
  ...{ id: 'ada', maxScore: 100, score: 24, submittedAt: '2026-10-01T13:00:00Z', remarks: [] },
  tests: [passedTest({ points: 24, maxPoints: 100 })],
});

function rosterOf(text: string): Roster {
  const roster = parseRoster(text);
  if ('problem' in roster) throw new Error(roster.problem);
  return roster;
}

function rowsOf(points: number, options: OutputOptions): readonly Row[] {
  const scheme = { weights: { '2C': 1 }, points, caps: [] };
  return frameOf([LATE], { policy: POLICY, scheme, ...options }).rows;
}

const BOOKS = {
  canvas: 'Student,ID,SIS Login ID,Section,raft (1)\nPoints Possible,,,,20\n"A, B",1,ada,1,\n',
  blackboard:
    'Last Name,First Name,Username,Student ID,raft [Total Pts: 20 Score] |1\nA,B,ada,0012,\n',
  moodle:
    'Identifier,Full name,Email address,Status,Grade,Maximum grade,Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments\nParticipant 1,ada,a@x.org,,,20.00,Yes,-,-,\n',
} as const;

test.each([
  [7, 1.18],
  [1, 0.17],
  [100, 16.8],
])('of %d points, results.csv has %d, and every gradebook of 20 has 3.36', (points, total) => {
  const tables = Object.entries(BOOKS).map(([kind, text]) => {
    const roster = rosterOf(text);
    const claim = kind === 'moodle' ? { platform: 'moodle', name: 'ada', number: '1' } : undefined;
    const entry = { ...LATE, ...(claim && { claim: claim as Row['claim'] }) } as Row;
    const scheme = { weights: { '2C': 1 }, points, caps: [] };
    const { rows } = frameOf([entry], { policy: POLICY, scheme, roster });
    expect(resultsCsv(RUN, rows)).toContain(`,graded,${total},${points},`);
    return kind === 'canvas'
      ? canvasCsv(RUN, rows, roster, 'raft')
      : kind === 'moodle'
        ? moodleCsv(RUN, rows, roster)
        : (gradebookCsv(RUN, rows, roster, 'raft') ?? '');
  });
  for (const table of tables) expect(table).toMatch(/,3\.36[,\n]/);
});

test('a change by hand is added before the points are rounded', () => {
  const [row] = rowsOf(7, {
    overrides: [
      { ...{ id: 'ada', line: 2 }, score: { kind: 'change', value: 1 }, reason: 'bonus', by: 'ta' },
    ],
  });
  expect(row).toMatchObject({ decision: { was: 1.18, score: 2.18 }, exact: 2.176 });
  const [set] = rowsOf(7, {
    overrides: [
      { ...{ id: 'ada', line: 2 }, score: { kind: 'points', value: 2 }, reason: 'x', by: 'ta' },
    ],
  });
  expect(set).toMatchObject({ decision: { was: 1.18, score: 2 } });
  expect(set).not.toHaveProperty('exact');
});

test('results have no exact points if rounding changes nothing', () => {
  expect(rowsOf(100, {})[0]).not.toHaveProperty('exact');
  expect(rowsOf(7, {})[0]).toMatchObject({ exact: 1.176, lateness: { score: 1.18 } });
});
