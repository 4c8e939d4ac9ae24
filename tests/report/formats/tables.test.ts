/** The tables of a class: what an instructor opens in a spreadsheet, and what Canvas and Moodle import. */
import { parse } from 'csv-parse/sync';
import type { ClassRun, Row } from '../../../grader/instructor/class/entry';
import {
  canvasCsv,
  moodleCsv,
  parseRoster,
  resultsCsv,
} from '../../../grader/instructor/class/tables';
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
      for (const seed of HIDDEN_SEEDS) expect(text).not.toContain(String(seed));
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

describe("Canvas's gradebook", () => {
  const roster = parseRoster(
    '\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Raft 2C (77)\n    Points Possible,,,,,20\n"Lovelace, Ada",1234,S9,ada,Tue,\n"Hopper, Grace",55,S1,grace,Tue,\n',
  );
  if ('problem' in roster) throw new Error(roster.problem);

  test.each(['lovelaceada_1234', 'ada', 'ADA', 'S9', '1234'])(
    'knows "%s" from the roster',
    (id) => {
      const [, ada] = cells(canvasCsv(RUN, [rowOf(id)], roster, 'Raft 2C (77)'));
      expect(ada).toEqual({
        Student: 'Lovelace, Ada',
        ID: '1234',
        'SIS User ID': 'S9',
        'SIS Login ID': 'ada',
        Section: 'Tue',
        'Raft 2C (77)': '10',
      });
    },
  );

  test('says how many points there are, and leaves out what is not known', () => {
    const rows = [rowOf('zoe', { ...NOTHING, standing: 'error' })];
    expect(canvasCsv(RUN, rows, roster)).toBe(
      'Student,ID,SIS User ID,SIS Login ID,Section,raft-2c\nPoints Possible,,,,,20\nzoe,,,zoe,,\n',
    );
  });

  test('never guesses between two', () => {
    const twins = [...roster, { ID: '9', 'SIS Login ID': 'ada' }];
    expect(cells(canvasCsv(RUN, [rowOf('ada')], twins))[1]).toMatchObject({
      Student: 'ada',
      ID: '',
    });
  });
});

describe("Moodle's worksheet", () => {
  test('takes the number that Moodle put behind a name', () => {
    expect(cells(moodleCsv(RUN, [rowOf('Ada Lovelace_4711')]))).toEqual([
      {
        Identifier: 'Participant 4711',
        'Full name': 'Ada Lovelace',
        'Email address': '',
        Grade: '10',
        'Maximum Grade': '20',
        'Feedback comments': 'Not passed: 2C/figure-8 (P.2)',
      },
    ]);
  });

  test('knows a student from the worksheet', () => {
    const roster = parseRoster(
      'Identifier,Full name,Email address,Grade\nParticipant 12,Ada L,ada@example.org,\n',
    );
    if ('problem' in roster) throw new Error(roster.problem);
    for (const id of ['ada@example.org', 'ada l', 'Ada L_12', 'x_12'])
      expect(cells(moodleCsv(RUN, [rowOf(id)], roster))[0]).toMatchObject({
        Identifier: 'Participant 12',
        'Full name': 'Ada L',
        'Email address': 'ada@example.org',
      });
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

describe('a roster', () => {
  test('that is none is refused', () => {
    expect(parseRoster('name,points\nada,3\n')).toMatchObject({
      problem: expect.stringContaining('SIS Login ID') as string,
    });
    expect(parseRoster('')).toHaveProperty('problem');
    expect(parseRoster('ID,"Stu\n')).toHaveProperty('problem');
  });

  test('of any origin names submissions in a column id', () => {
    const roster = parseRoster('id,Email address\nteam-7,ada@example.org\n');
    if ('problem' in roster) throw new Error(roster.problem);
    expect(cells(moodleCsv(RUN, [rowOf('team-7')], roster))[0]).toMatchObject({
      'Email address': 'ada@example.org',
    });
  });
});
