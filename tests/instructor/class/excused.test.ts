/** Who needs no grade, who may be in another part of the class, and what a platform will not import. */
import { isOpen, type Row } from '../../../grader/instructor/class/entry';
import { oddities } from '../../../grader/instructor/class/class-oddities';
import { frameOf, type OutputOptions } from '../../../grader/instructor/class/outputs';
import { parseOverrides } from '../../../grader/instructor/class/overrides';
import { feedbackHtml } from '../../../grader/instructor/class/pages/feedback-html';
import { feedbackMarkdown } from '../../../grader/instructor/class/pages/feedback-markdown';
import { overviewHtml } from '../../../grader/instructor/class/pages/overview-html';
import { peopleCsv } from '../../../grader/instructor/class/people/people-csv';
import type { Roster } from '../../../grader/instructor/class/people/person';
import { parseRoster } from '../../../grader/instructor/class/people/roster';
import { canvasCsv } from '../../../grader/instructor/class/tables/canvas';
import { mailMergeCsv } from '../../../grader/instructor/class/tables/mail-merge';
import { moodleCsv } from '../../../grader/instructor/class/tables/moodle';
import { resultsCsv } from '../../../grader/instructor/class/tables/results-csv';
import { RUN, rowOf } from '../../support/class-rows';

function rosterOf(text: string): Roster {
  const roster = parseRoster(text);
  if ('problem' in roster) throw new Error(roster.problem);
  return roster;
}

function overridesOf(...lines: readonly string[]) {
  const list = parseOverrides(['id,score,reason,by', ...lines, ''].join('\n'));
  if ('problem' in list) throw new Error(list.problem);
  return list;
}

const told = (options: OutputOptions, rows: readonly Row[]) =>
  oddities(
    false,
    options,
    [],
    rows,
    rows.map(({ id }) => id),
  ).join('\n');

describe('students who are excused', () => {
  const roster = rosterOf(
    'Student,ID,SIS Login ID,Section,Raft (77)\n    Points Possible,,,,10\n"Lovelace, Ada",1001,ada,A,EX\n"Turing, Alan",1002,alan,A,\n"Hopper, Grace",1003,grace,A,\n"Liskov, Barbara",1004,barbara,A,EX\n"Hamilton, Margaret",1005,maggie,A,\n',
  );
  const options = {
    ...{ roster, column: 'Raft' },
    overrides: overridesOf('alan,EX,ill all term,prof', 'grace,excused,no need,ta'),
  };
  const works = ['ada', 'alan', 'maggie'].map((id) => rowOf({ id, score: 8, maxScore: 8 }));
  const frame = frameOf(works, options);
  const { rows } = frame;

  test('are in the overview, and not among those who handed in nothing', () => {
    const page = overviewHtml(RUN, rows, (id) => id);
    const section = (id: string) =>
      new RegExp(`<section aria-labelledby="${id}">[^]*?</section>`).exec(page)?.[0];
    const excused = section('excused') ?? '';
    for (const text of ['Lovelace, Ada', 'Turing, Alan', 'ill all term', 'prof', 'Canvas'])
      expect(excused).toContain(text);
    expect(section('missing')).toBeUndefined();
    expect(section('without')).toBeUndefined();
    expect(rows.filter(isOpen)).toEqual([]);
  });

  test('are in people.csv and results.csv, by whom and why', () => {
    const lines = peopleCsv(frame).split('\n');
    expect(lines[0]).toMatch(/,standing,excused$/);
    const line = (name: string) => lines.find((one) => one.includes(name));
    expect(line('Lovelace, Ada')).toMatch(/Canvas: EX in the gradebook$/);
    expect(line('Turing, Alan')).toMatch(/prof: ill all term$/);
    expect(line('Hopper, Grace')).toMatch(/^missing,.*ta: no need$/);
    expect(line('Hamilton, Margaret')).toMatch(/graded,$/);
    expect(resultsCsv(RUN, rows)).toMatch(/,excused,/);
    // Where nobody is excused, nothing says so.
    expect(peopleCsv(frameOf(works, {}))).not.toContain('excused');
  });

  test('get no grade from any table, and Canvas gets its mark', () => {
    const grades = canvasCsv(RUN, rows, roster, 'Raft').trim().split('\n').slice(2);
    expect(grades.map((one) => one.split(',').at(-1))).toEqual(['EX', 'EX', 'EX', 'EX', '10']);
    const mail = mailMergeCsv(rows, (id) => id);
    expect(mail).toMatch(/Turing, Alan",alan,graded,,8,Excused by prof: ill all term/);
    const sheet = rosterOf(
      'Identifier,Full name,Email address,Status,Grade,Maximum grade,Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments\nParticipant 501,Ada,a@x.org,-,3.00,20.00,Yes,-,-,\n',
    );
    const claim = { platform: 'moodle', name: 'Ada', number: '501' } as const;
    const inMoodle = { roster: sheet, overrides: overridesOf('a@x.org,EX,ill,prof') };
    const { rows: sheets } = frameOf([rowOf({ id: 'Ada_501', claim })], inMoodle);
    expect(moodleCsv(RUN, sheets, sheet)).toMatch(/-,3\.00,20\.00,Yes,-,-,\n$/);
  });

  test('read it on their pages, with nothing about a missing submission', () => {
    const of = (key: string) => rows.find(({ person }) => person?.key === key) ?? rowOf();
    for (const page of [feedbackHtml, feedbackMarkdown].map((make) => make(RUN, of('grace')))) {
      expect(page).toMatch(/You are excused from this assignment/);
      expect(page).not.toMatch(/nothing was handed in/i);
    }
    expect(feedbackHtml(RUN, of('alan'))).toMatch(/excused .*ill all term/);
  });

  test('are counted again with a score by hand', () => {
    const again = frameOf(works, {
      ...options,
      overrides: overridesOf('ada,4,came after all,prof'),
    });
    const ada = again.rows.find(({ person }) => person?.key === 'ada');
    expect(ada).toMatchObject({ decision: { score: 4 } });
    expect(ada).not.toHaveProperty('excused');
    expect(parseOverrides('id,score,reason,by\nada,E,x,p\n')).toMatchObject({
      problem: expect.stringMatching(/not a score such as .* EX for excused/) as string,
    });
  });
});

describe('a part of a class', () => {
  const roster = rosterOf('login,name\nada,Ada\nbob,Bob\n');
  const part = 'shard 2/4';
  const frame = frameOf([rowOf({ id: 'ada' })], { roster, part });

  test('says in people.csv that the others may be in other parts', () => {
    expect(peopleCsv(frame)).toMatch(
      /missing,bob,Bob,.*"?not in this part of the class \(shard 2\/4\): in another one, or handed in nothing/,
    );
    expect(peopleCsv(frameOf([], { roster }))).toContain('handed in nothing');
  });

  test('says so on its pages', () => {
    const page = overviewHtml(RUN, frame.rows, (id) => id);
    expect(page).toMatch(/Not in this part/);
    expect(page).not.toMatch(/>Handed in nothing</);
    const bob = frame.rows.find(({ person }) => person?.key === 'bob') ?? rowOf();
    expect(bob.standing).toBe('missing');
    for (const make of [feedbackHtml, feedbackMarkdown])
      expect(make(RUN, bob)).not.toMatch(/nothing was handed in under your name/);
  });
});

describe('a grade that Moodle will not change', () => {
  const sheet = (yes: string, no: string, head: string) =>
    rosterOf(
      `${head}\nTeilnehmer/in501;Ada Lovelace;a@x.org;-;;"20,00";${yes};-;-;\nTeilnehmer/in502;Alan Turing;t@x.org;-;"9,00";"20,00";${no};-;-;\nTeilnehmer/in503;Grace Hopper;g@x.org;-;;"20,00";${no};-;-;\n`,
    );
  const ENGLISH =
    'Identifier;Full name;Email address;Status;Grade;Maximum grade;Grade can be changed;Last modified (submission);Last modified (grade);Feedback comments';
  const GERMAN =
    'ID;Vollständiger Name;E-Mail-Adresse;Status;Bewertung;Bestwertung;Bewertung kann geändert werden;Zuletzt geändert (Abgabe);Zuletzt geändert (Bewertung);Feedback als Kommentar';
  const FINNISH = 'Tunniste;Nimi;Osoite;Tila;Arvosana;Suurin;Voi muuttaa;Muokattu;Arvioitu;Palaute';
  const work = (name: string, number: string) =>
    rowOf({ id: `${name}_${number}`, claim: { platform: 'moodle', name, number }, remarks: [] });

  test.each([
    ['English', 'Yes', 'No', ENGLISH],
    ['German', 'Ja', 'Nein', GERMAN],
    ['a language known by its cells', 'Kyllä', 'Ei', FINNISH],
  ])('is said, in %s, of those who would get one', (_, yes, no, head) => {
    const roster = sheet(yes, no, head);
    const { rows } = frameOf([work('Ada Lovelace', '501'), work('Alan Turing', '502')], { roster });
    expect(rows.map(({ remarks }) => remarks.join())).toEqual([
      '',
      expect.stringMatching(/locked or overridden in Moodle/),
      '',
    ]);
    expect(told({ roster }, rows)).toMatch(/Locked or overridden .* Moodle, .*: Alan Turing$/);
  });
});

test('text on Canvas, to which no page can go back, is said', () => {
  const claim = { platform: 'canvas', slug: 'ada', user: '1001', upload: '' } as const;
  const roster = rosterOf('canvas_user_id,name\n1001,Ada\n');
  const { rows } = frameOf([rowOf({ id: 'ada_1001', claim })], { roster });
  expect(told({ roster }, rows)).toMatch(
    /feedback-canvas\.zip has no page .*SpeedGrader.*: ada_1001/,
  );
});
