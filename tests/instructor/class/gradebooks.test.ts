/** Gradebooks as Blackboard and Brightspace export them, and what their imports get back. */
import type { Row } from '../../../grader/instructor/class/entry';
import { oddities } from '../../../grader/instructor/class/class-oddities';
import { frameOf, type OutputOptions } from '../../../grader/instructor/class/outputs';
import { Naming } from '../../../grader/instructor/class/people/naming';
import type { Roster } from '../../../grader/instructor/class/people/person';
import { parseRoster } from '../../../grader/instructor/class/people/roster';
import { canvasCsv } from '../../../grader/instructor/class/tables/canvas';
import { gradebookCsv } from '../../../grader/instructor/class/tables/gradebook-csv';
import { RUN, rowOf } from '../../support/class-rows';

const LAB = 'Lab 2 [Total Pts: 50 Score] |409586';
const OTHERS = [
  'Lab 1 [Total Pts: 1,000 Score] |409585',
  'Total [Total Pts: up to 1,050 Score] |409590',
  'Essay [Total Pts: 100 Letter] |409591',
];
const BLACKBOARD = [
  ['Last Name', 'First Name', 'Username', 'Student ID', 'Availability', LAB, ...OTHERS],
  ['Lovelace', 'Ada', 'ada', '0012', 'Yes', '', '12', '', ''],
  ['Hopper', 'Grace', 'grace', '0013', 'Yes', '31', '', '', ''],
  ['Turing', 'Alan', 'alan', '0014', 'Yes', '7', '', '', ''],
];
const ITEM = 'Lab 2 Points Grade <Numeric MaxPoints:50 Weight:10 Category:Labs CategoryWeight:30>';
const BRIGHTSPACE = [
  ['OrgDefinedId', 'Username', 'Last Name', 'First Name', ITEM, 'End-of-Line Indicator'],
  ['#0012', '#ada', 'Lovelace', 'Ada', '', '#'],
  ['#0013', '#grace', 'Hopper', 'Grace', '31', '#'],
  ['#0014', '#alan', 'Turing', 'Alan', '7', '#'],
];

function rosterOf(lines: readonly (readonly string[])[], sign = ','): Roster {
  const quoted = lines.map((cells) => cells.map((cell) => `"${cell}"`).join(sign));
  const roster = parseRoster(`\ufeff${quoted.join('\n')}\n`);
  if ('problem' in roster) throw new Error(roster.problem);
  return roster;
}

const ATTEMPTS = ['ada', 'grace'].map((login) =>
  rowOf({
    ...{ id: `Lab 2_${login}_attempt_2026-11-20-23-58-01`, remarks: [], score: 6.6 },
    claim: { platform: 'blackboard', login, before: `Lab 2_${login}` },
  }),
);

function rowsOf(roster: Roster, options: OutputOptions = {}): readonly Row[] {
  return frameOf(ATTEMPTS, { roster, ...options }).rows;
}

function saidOf(roster: Roster, column: string): string {
  return oddities(false, { roster, column }, [], rowsOf(roster), []).join('\n');
}

describe.each([',', '\t'])("Blackboard's gradebook, separated by %j", (sign) => {
  const roster = rosterOf(BLACKBOARD, sign);

  test('gets back who has a score, in its own columns, in points of the column', () => {
    expect(gradebookCsv(RUN, rowsOf(roster), roster, 'Lab 2')).toBe(
      `Last Name,First Name,Username,${LAB}\nLovelace,Ada,ada,41.25\nHopper,Grace,grace,41.25\n`,
    );
  });

  test.each(['lab 2', '409586', LAB])('takes %s for the column', (wanted) => {
    expect(gradebookCsv(RUN, rowsOf(roster), roster, wanted)).toContain(LAB);
    expect(saidOf(roster, wanted)).not.toMatch(/column=/);
  });

  test.each(['Total', 'Essay', 'Lab 3', ''])('takes no %j, and says what there is', (wanted) => {
    expect(gradebookCsv(RUN, rowsOf(roster), roster, wanted)).toBeUndefined();
    expect(saidOf(roster, wanted)).toContain(
      `blackboard.csv was not written: say with column= which column of the gradebook is this assignment's. It has: ${LAB}, ${OTHERS[0] ?? ''}.`,
    );
  });

  test('is not written for two columns of one name', () => {
    const twice = rosterOf(
      BLACKBOARD.map((cells, i) => [...cells, i === 0 ? LAB.replace('586', '587') : '']),
      sign,
    );
    expect(gradebookCsv(RUN, rowsOf(twice), twice, 'Lab 2')).toBeUndefined();
    expect(gradebookCsv(RUN, rowsOf(twice), twice, '409587')).toContain('|409587');
  });
});

describe("Brightspace's grades", () => {
  const roster = rosterOf(BRIGHTSPACE);
  const rows = frameOf(
    ['Ada Lovelace', 'Grace Hopper'].map((name) =>
      rowOf({
        ...{ id: `12345-678 - ${name} - Mar 5, 2026 207 PM`, remarks: [], score: 8 },
        claim: { platform: 'brightspace', name, number: '12345-678' },
      }),
    ),
    { roster },
  ).rows;

  test('get back who has a score, with its keys and the mark at the end of each line', () => {
    expect(gradebookCsv(RUN, rows, roster, 'Lab 2')).toBe(
      `OrgDefinedId,Username,${ITEM},End-of-Line Indicator\n#0012,#ada,50,#\n#0013,#grace,50,#\n`,
    );
  });

  test('write ids as lists may write them, too', () => {
    const naming = new Naming(roster.people);
    for (const id of ['#0012', '0012', '#ada']) expect(naming.personOf(id)).toBe(roster.people[0]);
    expect(naming.personOf('#12')).toBeUndefined();
  });

  test('do not get the points of another item', () => {
    expect(gradebookCsv(RUN, rows, roster, 'Lab')).toBeUndefined();
    expect(saidOf(roster, 'Lab')).toMatch(/brightspace\.csv was not written: .*It has: Lab 2/);
  });

  test('of an item without its maximum are the points themselves', () => {
    const bare = rosterOf(
      BRIGHTSPACE.map((cells) =>
        cells.map((cell) => (cell === ITEM ? 'Lab 2 Points Grade' : cell)),
      ),
    );
    expect(gradebookCsv(RUN, rows, bare, 'Lab 2')).toContain('#0012,#ada,8,#');
  });
});

test('other rosters have no such table', () => {
  const canvas = rosterOf([
    ['Student', 'ID', 'SIS Login ID', 'Section', 'Raft 2 (77)'],
    ['Lovelace, Ada', '1001', 'ada', '1', ''],
  ]);
  expect(gradebookCsv(RUN, rowsOf(canvas), canvas, 'Raft 2')).toBeUndefined();
  expect(saidOf(canvas, 'Raft')).toContain(
    "canvas.csv has a column that is not in the gradebook: say with column= which column of the gradebook is this assignment's. It has: Raft 2 (77).",
  );
  expect(saidOf(canvas, 'Raft 2')).not.toMatch(/column=/);
});

describe('a gradebook edited by hand', () => {
  const CANVAS = [
    ['Student', 'ID', 'SIS Login ID', 'Section', 'Raft 2 (77)'],
    ['Points Possible', '', '', '', '20'],
    ['Lovelace, Ada', '1001', 'ada', '1', ''],
    ['Hopper, Grace', '1001', 'grace', '1', ''],
    ['Turing, Alan', '1003', 'alan', '1', ''],
  ];
  const rows = (roster: Roster) =>
    frameOf(
      ['ada', 'grace', 'alan'].map((id) => rowOf({ id, remarks: [], score: 8 })),
      { roster },
    ).rows;

  test('gets no grade for two lines with one id, because the platform goes by the id', () => {
    const roster = rosterOf(CANVAS);
    const grades = canvasCsv(RUN, rows(roster), roster, 'Raft 2').trim().split('\n').slice(2);
    expect(grades.map((line) => line.split(',').at(-1))).toEqual(['', '', '20']);
    expect(oddities(false, { roster, column: 'Raft 2' }, [], rows(roster), [])).toContain(
      'With the same id as another line of the roster, so the tables for its platform have no grade for them: Lovelace, Ada; Hopper, Grace',
    );
    const login = rosterOf([...BLACKBOARD, ['Byron', 'Annabella', 'ADA', '0015', '', '', '']]);
    expect(gradebookCsv(RUN, rowsOf(login), login, 'Lab 2')).not.toContain('ada');
  });

  test.each([
    ['no line with the points', CANVAS.filter(([name]) => name !== 'Points Possible')],
    ['0 points', CANVAS.map((cells) => cells.map((cell) => (cell === '20' ? '0.00' : cell)))],
  ])('with %s gets the points of the grading, and that is said', (_, lines) => {
    const roster = rosterOf(lines);
    expect(canvasCsv(RUN, rows(roster), roster, 'Raft 2')).toContain('alan,1,8');
    expect(saidOf(roster, 'Raft 2')).toContain(
      'The gradebook does not say how many points Raft 2 (77) has, so canvas.csv has the points of the grading, unchanged.',
    );
  });
});

describe("Moodle's worksheet", () => {
  const worksheet = (...maxima: readonly string[]) =>
    rosterOf([
      ...[['Identifier', 'Full name', 'Status', 'Grade', 'Maximum grade']],
      ...maxima.map((maximum, at) => [`Participant ${501 + at}`, `Ada ${at}`, '', '', maximum]),
    ]);
  const said = (...maxima: readonly string[]) =>
    oddities(false, { roster: worksheet(...maxima) }, [], [], []);

  test.each([['Good'], ['0.00'], ['']])('with %j as the maximum grade is said', (maximum) => {
    expect(said(maximum, maximum)).toEqual([
      `The maximum grade in Moodle's worksheet is no number above 0 ("${maximum}"), so moodle.csv has the points of the grading, unchanged.`,
    ]);
  });

  test('names those without a maximum if others have one', () => {
    expect(said('20', 'Good').join()).toContain('("Good") for Ada 1, so moodle.csv');
    expect(said('20', '7,50')).toEqual([]);
  });
});

test("lists may call a person by Moodle's whole Identifier, but not by its number", () => {
  const roster = rosterOf([
    [
      'Identifier',
      'Full name',
      'Email address',
      'Status',
      'Grade',
      'Maximum grade',
      'Last modified (submission)',
      'Last modified (grade)',
      'Feedback comments',
    ],
    ['Participant 501', 'Ada Lovelace', 'a@x.edu', 'No submission', '', '100', '-', '-', ''],
    ['Participant 502', 'Ada Lovelace', 'b@x.edu', 'No submission', '', '100', '-', '-', ''],
  ]);
  const naming = new Naming(roster.people);
  expect(naming.personOf('participant 502')).toBe(roster.people[1]);
  expect(naming.personOf('502')).toBeUndefined();
  expect(naming.personOf('Ada Lovelace')).toBe('several');
});
