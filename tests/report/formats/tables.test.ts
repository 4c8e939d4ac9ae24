/** The tables of a class: what an instructor opens in a spreadsheet, and what Canvas and Moodle import. */
import { parse } from 'csv-parse/sync';
import type { ClassRun, Row } from '../../../grader/instructor/class/entry';
import { framed } from '../../../grader/instructor/class/people/frame';
import type { Roster } from '../../../grader/instructor/class/people/person';
import { parseRoster } from '../../../grader/instructor/class/people/roster';
import { canvasCsv } from '../../../grader/instructor/class/tables/canvas';
import { moodleCsv } from '../../../grader/instructor/class/tables/moodle';
import { resultsCsv } from '../../../grader/instructor/class/tables/results-csv';
import { HIDDEN_SEEDS, MIXED, PERFECT, testOf } from './samples';

const RUN: ClassRun = {
  schema: 'raft-lab/class/1',
  assignment: 'raft-2c',
  stage: '2C',
  kitVersion: '0.1.0',
  suiteHash: 'ab'.repeat(32),
  seeds: { shown: { '2C/persist-1': 5, '2C/figure-8': 5 }, hidden: {} },
  gradedAt: '2026-03-02T10:00:00.000Z',
};

function rowOf(id: string, more: Partial<Row> = {}): Row {
  return {
    id,
    key: { submission: 'aa', suite: 'bb', kit: '0.1.0', seeds: 'cafe', stage: '2C' },
    standing: 'graded',
    files: {},
    ignored: [],
    score: 10,
    maxScore: 20,
    tests: [testOf('passed'), testOf('failed', { id: '2C/figure-8', rule: 'P.2' })],
    typeErrors: [],
    remarks: [],
    cost: { wallSeconds: 1, cpuSeconds: 1 },
    ...more,
  };
}

const NOTHING = { score: null, tests: [] } as const;

/** As a program reads it. */
function cells(text: string): readonly Readonly<Record<string, string>>[] {
  return parse(text, { columns: true });
}

describe('results.csv', () => {
  test('is this, to the byte', () => {
    const rows = [
      rowOf('grace', { standing: 'unusable', score: 0, tests: [], problem: 'raft.ts:1: what?' }),
      rowOf('ada', { tests: [testOf('passed', { hidden: { run: 2, failed: 0 } })] }),
    ];
    expect(resultsCsv(RUN, rows)).toBe(
      [
        'id,standing,total,max,2C,2C/persist-1,2C/figure-8,hidden runs,hidden runs failed,problem,remarks,seeds,kit version,suite hash,graded at',
        `ada,graded,10,20,10,10,,2,0,,,cafe,0.1.0,${RUN.suiteHash},2026-03-02T10:00:00.000Z`,
        `grace,unusable,0,20,0,,,,,raft.ts:1: what?,,cafe,0.1.0,${RUN.suiteHash},2026-03-02T10:00:00.000Z`,
        '',
      ].join('\n'),
    );
  });

  test('has no number where there is no score', () => {
    const [row] = cells(
      resultsCsv(RUN, [rowOf('ada', { ...NOTHING, standing: 'error', problem: 'no memory' })]),
    );
    expect(row).toMatchObject({ total: '', '2C': '', '2C/persist-1': '', problem: 'no memory' });
  });

  test('has columns on lateness as soon as there is a policy', () => {
    const lateness = { daysLate: 2, freeDaysUsed: 1, percentOff: 10, score: 9 };
    const submittedAt = '2026-03-01T23:00:00Z';
    const rows = [rowOf('ada', { lateness, submittedAt }), rowOf('grace')];
    const [ada, grace] = cells(resultsCsv(RUN, rows));
    expect(ada).toMatchObject({
      total: '9',
      'raw score': '10',
      'days late': '2',
      'free days used': '1',
      'percent off': '10',
      'submitted at': submittedAt,
    });
    expect(grace).toMatchObject({ total: '10', 'raw score': '10', 'days late': '' });
  });

  test('gives the same bytes for rows in any order', () => {
    const rows = ['b', 'a', 'C', 'ä', 'a-2'].map((id) => rowOf(id));
    expect(resultsCsv(RUN, rows.toReversed())).toBe(resultsCsv(RUN, rows));
    expect(cells(resultsCsv(RUN, rows)).map(({ id }) => id)).toEqual(['C', 'a', 'a-2', 'b', 'ä']);
  });

  test('tells no hidden seed', () => {
    const rows = [rowOf('ada', { tests: MIXED.tests }), rowOf('bob', { tests: PERFECT.tests })];
    for (const text of [resultsCsv(RUN, rows), canvasCsv(RUN, rows), moodleCsv(RUN, rows)])
      for (const seed of HIDDEN_SEEDS) expect(text).not.toContain(seed);
  });
});

describe('a cell', () => {
  test.each([
    ["=cmd|'/c calc'!A0", "'=cmd|'/c calc'!A0"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "' =1"],
    ['\r=1', "'\\u000d=1"],
    [' =1', "' =1"],
    ['\uff1d1', "'\uff1d1"],
    ['a=b', 'a=b'],
    ["a;=cmd|'/c calc'!A0", "a;'=cmd|'/c calc'!A0"],
    ['a| @b; \uff1d1', "a|' @b;' \uff1d1"],
    ['a; b,=1', 'a; b,=1'],
    ['a,"b"\nc', 'a,"b" c'],
    ['\u001b[31m\ud800', '\\u001b[31m\\ud800'],
  ])('%j is written as %j', (id, shown) => {
    for (const table of [resultsCsv, canvasCsv])
      expect(Object.values(cells(table(RUN, [rowOf(id)])).at(-1) ?? {})[0]).toBe(shown);
  });

  test('that is far too long is cut', () => {
    expect(resultsCsv(RUN, [rowOf('x'.repeat(1_000_000))]).length).toBeLessThan(4_000);
  });
});

/** Rows of these entries as a class with this roster has them. */
function framedRows(roster: Roster, ...rows: readonly Row[]): readonly Row[] {
  return framed(rows, roster, 'last', (row) => row).rows;
}

function rosterOf(text: string): Roster {
  const roster = parseRoster(text);
  if ('problem' in roster) throw new Error(roster.problem);
  return roster;
}

describe("Canvas's gradebook", () => {
  const roster = rosterOf(
    '\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Raft 2C (77)\n    Points Possible,,,,,20\n"Lovelace, Ada",1234,S9,ada,Tue,\n"Hopper, Grace",55,S1,grace,Tue,\n',
  );
  const canvas = { platform: 'canvas', slug: 'lovelaceada', user: '1234', upload: '9' } as const;

  test.each([
    ['lovelaceada_1234', canvas],
    ['ada', undefined],
    ['ADA', undefined],
    ['S9', undefined],
    ['1234', undefined],
    ['Ada Lovelace', undefined],
  ])('knows "%s" from the roster, and has a line for everybody', (id, claim) => {
    const row = rowOf(id, claim && { claim });
    const [, ada, grace] = cells(canvasCsv(RUN, framedRows(roster, row), roster, 'Raft 2C (77)'));
    expect(ada).toEqual({
      Student: 'Lovelace, Ada',
      ID: '1234',
      'SIS User ID': 'S9',
      'SIS Login ID': 'ada',
      Section: 'Tue',
      'Raft 2C (77)': '10',
    });
    expect(grace).toMatchObject({ ID: '55', 'Raft 2C (77)': '' });
  });

  test.each(['lab2_1234', 'lovelaceada_1234', '12345', 'ada_1234_9_raft'])(
    'takes "%s" in a name that nobody at Canvas wrote for nobody',
    (id) => {
      const rows = framedRows(roster, rowOf(id));
      expect(rows.map(({ standing }) => standing).sort()).toEqual(['graded', 'missing', 'missing']);
      for (const line of cells(canvasCsv(RUN, rows, roster)).slice(1))
        expect(line['raft-2c']).toBe('');
    },
  );

  test.each(['Raft 2C (77)', 'Raft 2C', '77', 'raft 2c'])(
    'has its column by name and number: %s',
    (column) => {
      const text = canvasCsv(RUN, framedRows(roster, rowOf('ada')), roster, column);
      expect(text.split('\n')[0]).toBe('Student,ID,SIS User ID,SIS Login ID,Section,Raft 2C (77)');
    },
  );

  test('has points in its own maximum', () => {
    const half = rosterOf(
      'Student,ID,SIS Login ID,Section,Raft (7)\n Points Possible,,,,7.5\n"L, Ada",1,ada,T,\n',
    );
    const text = canvasCsv(RUN, framedRows(half, rowOf('ada')), half, '7');
    expect(cells(text).map((line) => line['Raft (7)'])).toEqual(['7.5', '3.75']);
  });

  test('without a roster has the names that the instructor gave', () => {
    const rows = [rowOf('zoe', { ...NOTHING, standing: 'error' })];
    expect(canvasCsv(RUN, rows)).toBe(
      'Student,ID,SIS User ID,SIS Login ID,Section,raft-2c\nPoints Possible,,,,,20\nzoe,,,zoe,,\n',
    );
  });

  test('never guesses between two', () => {
    const twins = rosterOf('Student,ID,SIS Login ID,Section\nAda,9,x,T\nBob,8,ada,T\n');
    const rows = framedRows(twins, rowOf('ada'));
    expect(rows.find(({ id }) => id === 'ada')?.unmatched).toContain('may be');
    for (const line of cells(canvasCsv(RUN, rows, twins)).slice(1))
      expect(line['raft-2c']).toBe('');
  });
});

describe("Moodle's worksheet", () => {
  const HEAD =
    'Identifier,Full name,Email address,Status,Grade,Maximum grade,Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments\n';
  const moodle = (name: string, number: string) =>
    ({ claim: { platform: 'moodle', name, number } }) as const;

  test('without the worksheet takes no number for anybody', () => {
    const [line] = cells(moodleCsv(RUN, [rowOf('Ada L_4711', moodle('Ada L', '4711'))]));
    expect(line).toMatchObject({ Identifier: '', 'Full name': 'Ada L', Grade: '10' });
  });

  test('comes back with grades and comments, and nothing else changed', () => {
    const roster = rosterOf(
      `${HEAD}Participant 12,Ada L,ada@example.org,Submitted,,20.00,Yes,"Friday, 20 November 2026, 11:58 PM",-,\nParticipant 13,Bob,bob@example.org,No submission,3.00,20.00,Yes,-,"Monday, 2 November 2026, 1:00 AM",old\n`,
    );
    const rows = framedRows(roster, rowOf('Ada L_12', moodle('Ada L', '12')));
    expect(moodleCsv(RUN, rows, roster)).toBe(
      `${HEAD}Participant 12,Ada L,ada@example.org,Submitted,10,20.00,Yes,"Friday, 20 November 2026, 11:58 PM",-,Not passed: 2C/figure-8 (P.2)\nParticipant 13,Bob,bob@example.org,No submission,3.00,20.00,Yes,-,"Monday, 2 November 2026, 1:00 AM",old\n`,
    );
  });

  test('says why there is nothing, and grades nobody whom nobody judged', () => {
    const rows = [
      rowOf('a', { standing: 'unusable', score: 0, tests: [], problem: 'no raft.ts' }),
      rowOf('b', { ...NOTHING, standing: 'error', problem: 'ours' }),
    ];
    expect(
      cells(moodleCsv(RUN, rows)).map((row) => [row['Grade'], row['Feedback comments']]),
    ).toEqual([
      ['0', 'Cannot be run: no raft.ts'],
      ['', ''],
    ]);
  });
});
