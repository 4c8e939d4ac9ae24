/** Tables just as platforms write them: who is in them, what goes back, and what the instructor is told. */
import type { Claim } from '../../../grader/instructor/class/claim';
import { oddities, refuseOtherClass } from '../../../grader/instructor/class/class-oddities';
import type { Row } from '../../../grader/instructor/class/entry';
import { frameOf, type OutputOptions } from '../../../grader/instructor/class/outputs';
import { CANVAS_OTHER_NAME } from '../../../grader/instructor/class/people/match';
import type { Roster } from '../../../grader/instructor/class/people/person';
import { parseRoster } from '../../../grader/instructor/class/people/roster';
import { worksheetTimes } from '../../../grader/instructor/class/people/worksheet-times';
import { canvasCsv } from '../../../grader/instructor/class/tables/canvas';
import { moodleCsv } from '../../../grader/instructor/class/tables/moodle';
import { RUN, rowOf, ungraded } from '../../support/class-rows';

function rosterOf(text: string): Roster {
  const roster = parseRoster(text);
  if ('problem' in roster) throw new Error(roster.problem);
  return roster;
}

function saidOf(options: OutputOptions, rows: readonly Row[]): string {
  return oddities(
    false,
    options,
    [],
    rows,
    rows.map(({ id }) => id),
  ).join('\n');
}

const inMoodle = (name: string, number: string): Row =>
  rowOf({ id: `${name}_${number}`, claim: { platform: 'moodle', name, number }, remarks: [] });

describe('the worksheet of Moodle', () => {
  /** What Moodle writes into the column of the status, in full. */
  const ANONYMOUS = {
    English:
      'Identifier,Status,Grade,Maximum grade,Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments\nParticipant 501,Submitted for grading - ,,20.00,Yes,"Friday, 20 November 2026, 11:58 PM",-,\nParticipant 502,No submission - ,,20.00,Yes,-,-,\n',
    German:
      'ID,Status,Bewertung,Bestwertung,Bewertung kann geändert werden,Zuletzt geändert (Abgabe),Zuletzt geändert (Bewertung),Feedback als Kommentar\nTeilnehmer/in501,Zur Bewertung abgegeben - ,,"20,00",Ja,"Freitag, 20. November 2026, 23:58",-,\nTeilnehmer/in502,Keine Abgabe - ,,"20,00",Ja,-,-,\n',
    'German, with dashes for no grade':
      'ID,Status,Bewertung,Bestwertung,Bewertung kann geändert werden,Zuletzt geändert (Abgabe),Zuletzt geändert (Bewertung),Feedback als Kommentar\nTeilnehmer/in501,Zur Bewertung abgegeben - ,-,"20,00",Ja,"Freitag, 20. November 2026, 23:58",-,\nTeilnehmer/in502,Keine Abgabe - ,-,"20,00",Ja,-,-,\n',
    'a language that nobody here knows, with markers':
      'Tunniste,Tila,Arvioija,Arvosana,Suurin,Voi muuttaa,Muokattu,Arvioitu,Palaute\nOsallistuja 501,Palautettu arvioitavaksi - ,Opettaja Yksi,,"20,00",Joo,"20 November 2026, 23:58",-,\nOsallistuja 502,Ei palautusta - ,Opettaja Kaksi,,"20,00",Joo,-,-,\n',
  };

  test.each(Object.entries(ANONYMOUS))('takes no status for a name, in %s', (_, text) => {
    const roster = rosterOf(text);
    const word = roster.identifierWord.replace(/[^\p{L}]/gu, '');
    const frame = frameOf([inMoodle(word, '501')], { roster });
    expect(frame.pairings.map(({ person, kind }) => [person?.key, kind])).toEqual([
      [`${roster.identifierWord}501`, 'matched'],
      [`${roster.identifierWord}502`, 'missing'],
    ]);
    expect(frame.rows.map(({ person }) => person?.name)).toEqual(['', '']);
  });

  /** Columns that an assignment may have besides: the workflow's state, and text that was typed. */
  test.each([
    ['text', ['<p>2026</p>', '']],
    ['a workflow', ['Valutato', 'Non valutato']],
  ])('in a language with other columns keeps %s and the times', (what, cells) => {
    const isText = what === 'text';
    const line = (number: string, name: string, cell: string, at: string) =>
      [
        ...[`Partecipante ${number}`, name, `${number}@x.org`, 'Consegnato - ', '', '"20,00"'],
        ...(isText ? ['Sì', at, cell] : [cell, 'Sì', at]),
        ...['-', ''],
      ].join(',');
    const AT = '"venerdì, 20 novembre 2026, 23:58"';
    const text = [
      `Identificativo,Nome completo,Indirizzo email,Stato,Valutazione,Valutazione massima,${isText ? 'Modificabile,Consegna,Testo online' : 'Workflow,Modificabile,Consegna'},Ultima modifica (valutazione),Commenti`,
      line('501', 'Ada Lovelace', cells[0] ?? '', AT),
      line('502', 'Alan Turing', cells[1] ?? '', '-'),
    ];
    const roster = rosterOf(text.join('\n'));
    const { rows } = frameOf([inMoodle('Ada Lovelace', '501')], { roster });
    const back = rosterOf(moodleCsv(RUN, rows, roster)).people[0]?.cells ?? [];
    const before = roster.people[0]?.cells ?? [];
    const differing = back.flatMap((cell, at) => (cell === before[at] ? [] : [at]));
    expect(differing).toEqual([4, before.length - 1]);
    expect([...worksheetTimes(roster, 'Europe/Rome').keys()]).toEqual(['501@x.org']);
  });

  test.each([
    ['20.00', '2.5'],
    ['20,00', '"2,5"'],
    ['1,000.00', '125'],
    ['1.000,00', '125'],
    ['1,000', '125'],
    ['7,50', '"0,94"'],
  ])(
    'with a maximum of %s, as a spreadsheet may write it, gets a grade of that',
    (maximum, grade) => {
      const text = ANONYMOUS.English.replaceAll('20.00', `"${maximum}"`);
      const frame = frameOf([inMoodle('Participant', '501')], { roster: rosterOf(text) });
      const rows = frame.rows.map((row) => ({ ...row, score: row.score === null ? null : 1 }));
      expect(moodleCsv(RUN, rows, rosterOf(text))).toContain(`grading - ,${grade},`);
    },
  );

  test('that has a scale is told to be of no use', () => {
    const roster = rosterOf(
      'Identifier,Full name,Email address,Status,Grade,Scale,Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments\nParticipant 501,Ada Lovelace,a@x.org,-,,"Poor\nGood",Yes,-,-,\n',
    );
    const { rows } = frameOf([inMoodle('Ada Lovelace', '501')], { roster });
    expect(saidOf({ roster }, rows)).toMatch(/has a scale.*Moodle ignores the numbers/);
  });
});

describe('the gradebook of Canvas', () => {
  const onCanvas = (slug: string, user: string): Row => {
    const claim: Claim = { platform: 'canvas', slug, user, upload: '' };
    return rowOf({ id: `${slug}_${user}`, claim, score: 8, maxScore: 8, remarks: [] });
  };

  test('keeps who is excused, and says so, unless the score was decided by hand', () => {
    const roster = rosterOf(
      'Student,ID,SIS Login ID,Section,Raft (77)\n    Points Possible,,,,10\n"Lovelace, Ada",1001,ada,A,EX\n"Turing, Alan",1002,alan,A,ex\n"Hopper, Grace",1003,grace,A,\n',
    );
    const options = {
      ...{ roster, column: 'Raft' },
      overrides: [
        {
          ...{ id: 'alan', line: 2 },
          score: { kind: 'points', value: 4 },
          reason: 'came after all',
          by: 'prof',
        },
      ],
    } as const;
    const works = [
      onCanvas('lovelaceada', '1001'),
      onCanvas('turingalan', '1002'),
      onCanvas('hoppergrace', '1003'),
    ];
    const { rows } = frameOf(works, options);
    const grades = canvasCsv(RUN, rows, roster, 'Raft').trim().split('\n').slice(2);
    expect(grades.map((line) => line.split(',').at(-1))).toEqual(['EX', '5', '10']);
    expect(saidOf(options, rows)).toMatch(/Excused in Canvas.*: Lovelace, Ada; Turing, Alan/);
  });

  test('with names in two columns takes nobody for a group', () => {
    const roster = rosterOf(
      'LastName,FirstName,ID,SIS Login ID,Section,Raft (77)\n    Points Possible,,,,,10\nde la Cruz,María José,1001,maria,A,\nPrince,,1002,prince,A,\n',
    );
    const works = [onCanvas('delacruzmaríajosé', '1001'), onCanvas('prince', '1002')];
    const { rows } = frameOf(works, { roster });
    expect(rows.map(({ how }) => how)).toEqual(["Canvas's ID", "Canvas's ID"]);
    expect(rows.map(({ how }) => how)).not.toContain(CANVAS_OTHER_NAME);
  });
});

test('the roster of GitHub Classroom is none of Moodle', () => {
  const roster = rosterOf(
    '"identifier","github_username","github_id","name"\n"s1","ada","11","Ada Lovelace"\n"s2","","",""\n',
  );
  expect(roster.kind).toBe('plain');
  const { pairings } = frameOf([rowOf({ id: 'ada' })], { roster });
  expect(pairings.map(({ person, kind }) => [person?.key, kind])).toEqual([
    ['s1', 'matched'],
    ['s2', 'missing'],
  ]);
});

test('the mark that Brightspace puts before logins and numbers is no part of them', () => {
  const roster = rosterOf(
    'OrgDefinedId,Username,Last Name,First Name,Email,End-of-Line Indicator\n#0012,#ada,Lovelace,Ada,a@x.org,#\n',
  );
  expect(roster.people.map(({ key, ids }) => [key, ids.sid])).toEqual([['ada', ['0012']]]);
});

describe('lists of times and deadlines', () => {
  const roster = rosterOf('login,group\nada,Team 1\nbob,Team 1\ncleo,Team 2\n');
  const policy = {
    deadline: '2026-11-20T20:00:00Z',
    ...{ graceMinutes: 0, percentPerDay: 10, capPercent: 50, freeDays: 0 },
  };
  const works = ['Team 1', 'Team 2'].map((id) => rowOf({ id, score: 8, maxScore: 8 }));

  test('a time of one member is that of all who handed in together', () => {
    const times = new Map([
      ['bob', { submittedAt: '2026-11-21T10:00:00Z', freeDaysUsed: 0 }],
      ['cleo', { submittedAt: '2026-11-20T10:00:00Z', freeDaysUsed: 0 }],
    ]);
    const { rows } = frameOf(works, { roster, times, policy });
    expect(rows.map(({ person, lateness }) => [person?.key, lateness?.percentOff])).toEqual([
      ['ada', 10],
      ['bob', 10],
      ['cleo', 0],
    ]);
  });

  test("the instructor's own time goes before the platform's, which free days alone leave as it is", () => {
    const people = rosterOf('login,email\nada,ada@x.org\nbob,bob@x.org\n');
    const late = { submittedAt: '2026-11-21T10:00:00Z', freeDaysUsed: 0 };
    const { rows } = frameOf(
      ['ada', 'bob'].map((id) => rowOf({ id, score: 8, maxScore: 8 })),
      {
        roster: people,
        policy: { ...policy, freeDays: 2 },
        platformTimes: new Map([
          ['ada', late],
          ['bob', late],
        ]),
        times: new Map([
          ['ada@x.org', { submittedAt: '2026-11-20T10:00:00Z', freeDaysUsed: 0 }],
          ['bob@x.org', { freeDaysUsed: 2 }],
        ]),
      },
    );
    expect(rows.map(({ lateness }) => [lateness?.daysLate, lateness?.percentOff])).toEqual([
      [0, 0],
      [1, 10],
    ]);
  });

  test('a deadline that comes early, or without a policy, is told', () => {
    const extensions = [
      { ...{ id: 'ada', line: 2 }, deadline: '2026-11-02T20:00:00Z', reason: 'ill' },
    ];
    const { rows } = frameOf(works, { roster });
    expect(saidOf({ roster, extensions, policy }, rows)).toMatch(/before the class's own: ada/);
    expect(saidOf({ roster, extensions }, rows)).toMatch(/extensions= changes nothing/);
  });
});

test('results of another class are not written over', () => {
  const before = [ungraded('unreadable'), rowOf({ id: 'b' })].map((row, at) => ({
    ...row,
    id: `team${at}`,
  }));
  expect(() => refuseOtherClass('out', before, [{ id: 'x' }])).toThrow(/team0, team1.*other/s);
  for (const found of [
    [{ id: 'team1' }, { id: 'x' }],
    [{ id: 'TEAM1' }, { id: 'team0' }],
  ])
    expect(() => refuseOtherClass('out', before, found)).not.toThrow();
});
