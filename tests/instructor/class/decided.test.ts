/** What the instructor decides: deadlines of single students, days of a zone, scores changed by hand. */
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finalScore, type Row } from '../../../grader/instructor/class/entry';
import { parseExtensions } from '../../../grader/instructor/class/extensions';
import { finished as finishedBy, type Lists } from '../../../grader/instructor/class/finish';
import { JOURNAL, journalText, readJournal } from '../../../grader/instructor/class/journal';
import { afterPolicy, type LatePolicy, parsePolicy } from '../../../grader/instructor/class/late';
import { parseOverrides } from '../../../grader/instructor/class/overrides';
import { feedbackHtml } from '../../../grader/instructor/class/pages/feedback-html';
import { feedbackMarkdown } from '../../../grader/instructor/class/pages/feedback-markdown';
import { daysAfter, isZone, momentsOf } from '../../../grader/instructor/class/zone';
import { parseTimes } from '../../../grader/instructor/class/times';
import { plain } from '../../../grader/report/plain';
import { Naming } from '../../../grader/instructor/class/people/naming';
import type { Person } from '../../../grader/instructor/class/people/person';
import { RUN, rowOf, ungraded } from '../../support/class-rows';

/** In a class of that person alone. */
function finished(row: Row, person: Person | undefined, lists: Lists): Row {
  const naming = new Naming(person ? [person] : []);
  return finishedBy(row, { person, group: [], naming }, lists);
}

function listOf<T extends object>(read: T | { readonly problem: string }): T {
  if ('problem' in read) throw new Error(read.problem);
  return read;
}

const BERLIN: LatePolicy = {
  deadline: '2026-10-24T20:00:00+02:00',
  ...{ graceMinutes: 0, percentPerDay: 10, capPercent: 50, freeDays: 0 },
  zone: 'Europe/Berlin',
};

describe('a day late', () => {
  const daysLate = (at: string, zone: string | undefined) =>
    afterPolicy(
      100,
      at,
      { ...BERLIN, ...(zone === undefined ? { zone: undefined } : { zone }) } as LatePolicy,
      0,
    ).daysLate;

  test.each([
    ['2026-10-25T19:30:00+01:00', 1, 2],
    ['2026-10-25T20:00:00+01:00', 1, 2],
    ['2026-10-25T20:00:01+01:00', 2, 2],
    ['2026-10-24T20:00:01+02:00', 1, 1],
    ['2026-11-03T20:00:00+01:00', 10, 11],
  ])('that ends at %s is day %d of the calendar, and %d of 24 hours', (at, calendar, hours) => {
    expect(daysLate(at, 'Europe/Berlin')).toBe(calendar);
    expect(daysLate(at, undefined)).toBe(hours);
  });

  test('has 23 hours where clocks go forward', () => {
    const deadline = Date.parse('2026-03-28T20:00:00+01:00');
    expect(daysAfter(deadline, 1, 'Europe/Berlin')).toBe(Date.parse('2026-03-29T20:00:00+02:00'));
    const skipped = Date.parse('2026-03-28T02:30:00+01:00');
    expect(daysAfter(skipped, 1, 'Europe/Berlin')).toBe(Date.parse('2026-03-29T03:30:00+02:00'));
  });

  test('may have a deadline without an offset, unless clocks show it twice or never', () => {
    const policyAt = (deadline: string) =>
      parsePolicy(JSON.stringify({ deadline, percentPerDay: 10, zone: 'Europe/Berlin' }));
    expect(policyAt('2026-10-24T20:00:00')).toMatchObject({
      deadline: '2026-10-24T20:00:00+02:00',
    });
    expect(policyAt('2026-10-25T02:30:00')).toMatchObject({
      problem: expect.stringContaining('occurs twice') as string,
    });
    expect(policyAt('2026-03-29T02:30:00')).toMatchObject({
      problem: expect.stringContaining('does not exist') as string,
    });
    expect(momentsOf(Date.parse('2026-10-25T02:30:00Z'), 'Europe/Berlin')).toHaveLength(2);
    expect([isZone('Europe/Berlin'), isZone('Berlin'), isZone('UTC')]).toEqual([true, false, true]);
  });
});

const person = {
  key: 'ada',
  name: 'Ada Lovelace',
  email: 'a@x.org',
  ids: {},
  groups: [],
  cells: [],
};
const LATE = '2026-10-26T12:00:00+01:00';

describe('an extension', () => {
  const extensions = listOf(
    parseExtensions('id,deadline,reason\na@x.org,2026-10-26T20:00:00,ill\n', 'Europe/Berlin'),
  );

  test('moves the deadline of one person, in a group of several as well', () => {
    const row = rowOf({ id: 'team', score: 8, submittedAt: LATE });
    const lists: Lists = { policy: BERLIN, extensions };
    const own = finished(
      { ...row, id: 'team · ada', submission: 'team', person },
      { ...person, ids: { email: ['a@x.org'] } },
      lists,
    );
    expect(own.lateness).toMatchObject({ daysLate: 0, score: 8 });
    expect(own.due).toMatchObject({ isExtended: true, deadline: '2026-10-26T20:00:00+01:00' });
    expect(finished(row, undefined, lists).lateness).toMatchObject({ daysLate: 2, score: 6.4 });
  });

  test('shows the deadline and the policy on the page of who is late', () => {
    const row = finished(rowOf({ score: 8, submittedAt: LATE }), undefined, { policy: BERLIN });
    for (const page of [feedbackHtml(RUN, row), feedbackMarkdown(RUN, row)]) {
      expect(page).toContain('2026-10-24 20:00 +02:00');
      expect(page).toContain(
        '10 % of the points are taken off for each day begun, but never more than 50 %.',
      );
    }
  });
});

describe('a line of a list', () => {
  const wei = (email: string): Person => ({
    ...person,
    key: email,
    name: 'Wei Wang',
    ids: { email: [email] },
  });
  const [one, other] = [wei('w1@x.org'), wei('w2@x.org')];
  const numbered = { ...wei('n@x.org'), name: 'Nan', ids: { sid: ['1002'] } };
  const canvas = { ...wei('c@x.org'), name: 'Cat', ids: { canvas: ['1002'] } };
  const naming = new Naming([one, other, numbered, canvas]);
  const scoreOf = (who: Person, lines: string, row: Partial<Row> = {}) =>
    finalScore(
      finishedBy(
        rowOf({ id: `work of ${who.key}`, score: 3, ...row }),
        { person: who, group: [], naming },
        { overrides: listOf(parseOverrides(`id,score,reason,by\n${lines}\n`)) },
      ),
    );

  test.each(['Wei Wang,7,why,prof', 'wei wang,7,why,prof'])(
    'that means two people changes neither: %s',
    (line) => {
      expect([scoreOf(one, line), scoreOf(other, line)]).toEqual([3, 3]);
      expect(naming.personOf('WEI WANG')).toBe('several');
    },
  );

  test('with a number that is one student’s own and another’s on Canvas changes neither', () => {
    expect([numbered, canvas].map((who) => scoreOf(who, '1002,7,why,prof'))).toEqual([3, 3]);
  });

  test('with an ID number that is another’s participant number on Moodle changes neither', () => {
    const ada = { ...wei('a@x.org'), name: 'Ada', ids: { sid: ['7'], moodle: ['1002'] } };
    const among = new Naming([numbered, ada]);
    expect(among.personOf('1002')).toBe('several');
    expect(new Naming([ada]).personOf('1002')).toBeUndefined();
  });

  test('reaches just whom it names, in capitals or not', () => {
    expect([one, other].map((who) => scoreOf(who, 'W2@X.org,7,why,prof'))).toEqual([3, 7]);
  });

  test('with a key that is no id, but the name of two, changes neither', () => {
    const twins = ['Wei Wang', 'Wei Wang (2)'].map((key) => ({ ...one, key, ids: {} }));
    const among = new Naming(twins);
    expect(among.personOf('Wei Wang')).toBe('several');
    expect(among.personOf('Wei Wang (2)')).toBe(twins[1]);
    // The row of somebody who handed in nothing is called like its person.
    const row = rowOf({ id: 'Wei Wang', score: 3 });
    const overrides = listOf(parseOverrides('id,score,reason,by\nWei Wang,7,why,prof\n'));
    const about = { person: twins[0], group: [], naming: among };
    expect(finalScore(finishedBy(row, about, { overrides }))).toBe(3);
  });

  test('for one person goes before one for a submission of that person alone', () => {
    const lines = ['team,5,all of them,prof', 'w2@x.org,7,more,prof'];
    expect(scoreOf(other, lines.join('\n'), { id: 'team', submission: 'team' })).toBe(7);
  });

  test('says how many free days a member of a group used, beside one with the time of the group', () => {
    const times = listOf(
      parseTimes(`id,submitted_at,free_days_used\nteam,${LATE},\nw2@x.org,,2\n`),
    );
    const lists = { times, policy: { ...BERLIN, freeDays: 2 } };
    const lateness = (who: Person) =>
      finishedBy(
        rowOf({ id: `team · ${who.key}`, submission: 'team', score: 8 }),
        { person: who, group: [one, other], naming },
        lists,
      ).lateness;
    expect([one, other].map((who) => lateness(who)?.percentOff)).toEqual([0, 20]);
  });

  test('is about the person who is called so, and not about a submission that another has named so', () => {
    const named = { id: 'w2@x.org', submission: 'w2@x.org' };
    expect(scoreOf(one, 'w2@x.org,7,why,prof', named)).toBe(3);
    expect(scoreOf(other, 'w2@x.org,7,why,prof', { id: 'w2@x.org (2)' })).toBe(7);
    const times = new Map([
      ['w2@x.org', { submittedAt: '2026-10-24T20:00:00+02:00', freeDaysUsed: 0 }],
    ]);
    const timeOf = (who: Person, row: Partial<Row>) =>
      finishedBy(rowOf(row), { person: who, group: [who], naming }, { times }).submittedAt;
    const own = '2026-10-27T20:00:00+02:00';
    expect(timeOf(one, { ...named, submittedAt: own })).toBe(own);
    expect(timeOf(other, { id: 'w2@x.org (2)' })).toBe('2026-10-24T20:00:00+02:00');
  });

  test('for one person goes before one for the group, in whichever order they stand', () => {
    const lines = ['team,5,all of them,prof', 'w2@x.org,7,more,prof'];
    const inTeam = (who: Person, text: string) =>
      scoreOf(who, text, { id: `team · ${who.key}`, submission: 'team' });
    for (const text of [lines.join('\n'), lines.toReversed().join('\n')])
      expect([one, other].map((who) => inTeam(who, text))).toEqual([5, 7]);
  });
});

describe('a change by hand', () => {
  const overrides = listOf(
    parseOverrides(
      'id,score,reason,by\nada,7.5,regraded by hand,prof\nbob,+1,bonus,ta\ncleo,-20,copied,prof\nunreadable,0,only a README; checked,prof\ndan,+1,bonus,ta\n',
    ),
  );
  const scoreOf = (id: string, score: number | null) =>
    finalScore(finished({ ...rowOf({ id }), score }, undefined, { overrides }));

  test('sets, adds or takes off, within the points that there are', () => {
    expect(scoreOf('ada', 3)).toBe(7.5);
    expect(scoreOf('bob', 3)).toBe(4);
    expect(scoreOf('bob', 8)).toBe(8);
    expect(scoreOf('cleo', 3)).toBe(0);
    expect(scoreOf('eve', 3)).toBe(3);
  });

  test('gives a score to who had none, and adds nothing to nothing', () => {
    expect(finalScore(finished(ungraded('unreadable'), undefined, { overrides }))).toBe(0);
    expect(scoreOf('dan', null)).toBeNull();
  });

  test('comes after lateness, and both stay on the page with reason and name', () => {
    const late = { policy: BERLIN, overrides };
    const row = finished(rowOf({ id: 'bob', score: 5, submittedAt: LATE }), undefined, late);
    expect(row.decision).toEqual({ was: 4, score: 5, reason: 'bonus', by: 'ta' });
    expect(row.score).toBe(5);
    expect(feedbackMarkdown(RUN, row)).toMatch(/After lateness: 4 of 8[^]*Changed by ta: bonus/);
  });

  test.each([
    ['id,score,reason\nada,1,x\n', 'no column by'],
    ['id,score,reason,by\nada,1,,prof\n', 'line 2: the reason is missing'],
    ['id,score,reason,by\nada,full,x,prof\n', 'not a score'],
    ['id,score,reason,by\nada,1,x,p\nADA,2,x,p\n', 'line 3'],
  ])('%j is refused', (text, why) => {
    const read = parseOverrides(text);
    expect('problem' in read ? read.problem : '').toContain(why);
  });
});

describe('a journal', () => {
  let home = '';
  beforeEach(() => (home = mkdtempSync(path.join(realpathSync(tmpdir()), 'journal-'))));
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  test('that was edited by hand is noticed, and the line does not count', async () => {
    const file = path.join(home, JOURNAL);
    const entries = [rowOf({ id: 'ada', score: 3 }), rowOf({ id: 'bob', score: 3 })];
    writeFileSync(file, journalText({ run: RUN, entries }));
    expect((await readJournal(file)).entries).toHaveLength(2);
    const text = readFileSync(file, 'utf8');
    const edited = text.replace(/("id":"bob".*?"score":)3/, '$18');
    expect(edited).not.toBe(text);
    writeFileSync(file, edited);
    const read = await readJournal(file);
    expect(read.edited).toEqual(['bob']);
    expect(read.entries.map(({ id }) => id)).toEqual(['ada']);
    // Graded anew, it counts again.
    appendFileSync(file, journalText({ run: RUN, entries: [entries[1] ?? rowOf()] }));
    expect((await readJournal(file)).edited).toBeUndefined();
  });

  test('has a line for each submission, whatever a student has put into a name', async () => {
    const file = path.join(home, JOURNAL);
    const ignored = [{ path: 'a\u2028b\u2029c.txt', why: 'not a source' }];
    const text = journalText({ run: RUN, entries: [rowOf({ id: 'ada', ignored })] });
    // Every character that some reader or other takes for the end of a line.
    expect(text.split(/[\n\r\u0085\u2028\u2029]/)).toHaveLength(3);
    writeFileSync(file, text);
    const [entry] = (await readJournal(file)).entries;
    expect(entry?.ignored).toEqual(ignored);
  });
});

test.each([
  ['a\u200bb', 'a\\u200bb'],
  ['a\u061cb\u202eb', 'a\\u061cb\\u202eb'],
  ['tag \u{e0041}', 'tag \\u{e0041}'],
  ['\u2066x\u00ad\u3164', '\\u2066x\\u00ad\\u3164'],
  ['ada\ufe0f', 'ada\\ufe0f'],
  ['⚠️ 👩‍💻 1️⃣ é 王', '⚠️ 👩‍💻 1️⃣ é 王'],
])('what cannot be seen is shown: %j', (text, shown) => {
  expect(plain(text)).toBe(shown);
});
