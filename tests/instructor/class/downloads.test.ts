/** Downloads as platforms write them: zips in zips, dates in other languages, and notes beside the files. */
import path from 'node:path';
import { dateIn } from '../../../grader/instructor/class/date-in-words';
import { canvasFeedbackName } from '../../../grader/instructor/class/feedback-zips';
import { frameOf } from '../../../grader/instructor/class/outputs';
import { parseRoster } from '../../../grader/instructor/class/people/roster';
import type { Row } from '../../../grader/instructor/class/entry';
import { below, RAFT, zipOf } from '../../support/archives';
import { rowOf } from '../../support/class-rows';
import { Desk, found, problemOf } from '../../support/intake';

const desk = new Desk();
afterAll(() => desk.clear());

/** The rows of a class, as if each submission had a score. */
async function rowsOf(
  files: Readonly<Record<string, string | Buffer>>,
  roster: string,
  zone?: string,
): Promise<readonly Row[]> {
  const people = parseRoster(roster);
  if ('problem' in people) throw new Error(people.problem);
  const { submissions } = await found(desk.folder(files));
  const opened = await Promise.all(submissions.map((one) => one.open()));
  const rows = opened.map(({ id, claim, submittedAt, remarks }) =>
    rowOf({
      ...{ id, remarks },
      ...(claim && { claim }),
      ...(submittedAt !== undefined && { submittedAt }),
    }),
  );
  return frameOf(rows, { roster: people, ...(zone !== undefined && { zone }) }).rows;
}

const matched = (rows: readonly Row[]) =>
  rows.map(({ person, submittedAt, unmatched }) => [
    unmatched === undefined ? person?.key : 'nobody',
    submittedAt,
  ]);

describe('Brightspace', () => {
  test('folders with dates in several languages are matched one by one', async () => {
    const names = [
      '12345-678 - Ada Lovelace - 5 mars 2026 14 h 07',
      '12346-678 - Alan Turing - Mar 5, 2026 207 PM',
      '12347-678 - Jean - Luc - 5. März 2026 14.07',
      '12348-678 - Somsak Dee - 5 มีนาคม 2569 14 07',
      '12349-678 - 王小明 - 2026年3月5日 14时07分',
    ];
    const files = Object.fromEntries(names.flatMap((name) => Object.entries(below(name))));
    const roster = 'name\nAda Lovelace\nAlan Turing\nJean - Luc\nSomsak Dee\n王小明\n';
    const at = expect.stringMatching(/^2026-03-05T14:07(:00)?\+01:00$/) as string;
    expect(matched(await rowsOf(files, roster, 'Europe/Paris'))).toEqual([
      ['Ada Lovelace', at],
      ['Alan Turing', at],
      ['Jean - Luc', at],
      // Of the person, only the time is unknown.
      ['Somsak Dee', undefined],
      ['王小明', at],
    ]);
  });

  test('a name that ends in a date is not the name before it', async () => {
    const files = below('1-9 - Bob B - Mar 5, 2026 100 PM - 6 mars 2026 14 h 07');
    expect(matched(await rowsOf(files, 'name\nBob B\n'))).toEqual([
      ['Bob B', undefined],
      ['nobody', undefined],
    ]);
  });

  test.each([
    ['5 mars 2026 14 h 07', '2026-03-05T14:07'],
    ['5. März 2026 1407', '2026-03-05T14:07'],
    ['5 de marzo de 2026 14 07', '2026-03-05T14:07'],
    ['5 mars 2026 2 07 PM', '2026-03-05T14:07'],
    ['2026年11月20日 下午11:58', '2026-11-20T23:58'],
    ['Friday, November 20, 2026 11:58:01 PM EST', '2026-11-20T23:58:01'],
    // In the morning or in the afternoon: nobody here knows.
    ['5 Mart 2026 2:07 ÖS', undefined],
    ['5 mars 2026 25 07', undefined],
    ['5 brumaire 2026 14 07', undefined],
  ])('a date is written as %s', (text, read) => {
    expect(dateIn(text)).toBe(read);
  });
});

describe('Blackboard', () => {
  const ATTEMPT = 'Lab_2_van_dijk_attempt_2026-11-20-23-58-01';
  const note = (name: string, date = 'Friday, November 20, 2026 11:58:01 PM EST') =>
    `Name: ${name}\nAssignment: Lab 2\nDate Submitted: ${date}\nCurrent Grade: Needs Grading\n\nSubmission Field:\nName: Bob (bob)\n`;
  const attempt = (text: string) => ({ [`${ATTEMPT}_raft.ts`]: 'x', [`${ATTEMPT}.txt`]: text });
  const ROSTER = 'login,name\nvan_dijk,Ada van Dijk\ndijk,Bo Dijk\nbob,Bob B\n';

  test("its own text says the login and the time, and students' words in it say nothing", async () => {
    const rows = await rowsOf(attempt(note('Ada van Dijk (van_dijk)')), ROSTER);
    expect(matched(rows)).toContainEqual(['van_dijk', '2026-11-20T23:58:01-05:00']);
    expect(rows.flatMap(({ remarks }) => remarks)).toEqual([]);
    // Without the text, two students may be meant.
    const bare = await rowsOf({ [`${ATTEMPT}_raft.ts`]: 'x' }, ROSTER);
    expect(bare.filter(({ unmatched }) => unmatched !== undefined)).toHaveLength(1);
  });

  test('in another language it is read by its places', async () => {
    const text =
      "Nombre: Ada van Dijk (van_dijk)\nActividad: Lab 2\nFecha de envío: viernes 20 de noviembre de 2026 23H58' CET\n\n";
    expect(matched(await rowsOf(attempt(text), ROSTER))).toContainEqual([
      'van_dijk',
      '2026-11-20T23:58:00+01:00',
    ]);
  });

  test('a time that differs from that of the file counts, and is said', async () => {
    const other = note('Ada (van_dijk)', 'Saturday, November 21, 2026 9:03:00 AM EST');
    const rows = await rowsOf(attempt(other), ROSTER);
    expect(matched(rows)).toContainEqual(['van_dijk', '2026-11-21T09:03:00-05:00']);
    expect(rows.flatMap(({ remarks }) => remarks).join()).toMatch(
      /Handed in at 2026-11-20T23:58:01 by the name of the file.*The text counts\.$/,
    );
    const unread = await rowsOf(attempt(note('Ada (van_dijk)', 'yesterday')), ROSTER, 'UTC');
    expect(matched(unread)).toContainEqual(['van_dijk', '2026-11-20T23:58:01+00:00']);
  });

  test('another login than in the name of the file counts, unless that is also somebody', async () => {
    const roster = 'login,name\nada,Ada L\nbob,Bob B\n';
    const named = (login: string) => ({
      [`Lab_${login}_attempt_2026-11-20-23-58-01_raft.ts`]: 'x',
      [`Lab_${login}_attempt_2026-11-20-23-58-01.txt`]: note('Ada L (ada)'),
    });
    const [one] = await rowsOf(named('renamed'), roster);
    expect(one?.person?.key).toBe('ada');
    expect(one?.remarks.join()).toMatch(/Matched by the text: .*Lab_renamed.*which says ada/);
    const two = await rowsOf(named('bob'), roster);
    expect(two.find(({ unmatched }) => unmatched)?.unmatched).toMatch(
      /Lab_bob.*which says ada, and both are in the roster/,
    );
  });

  test('a login may be a number, which then counts only with the name, and the text may be UTF-16', async () => {
    const named = (text: Buffer) => ({
      'Lab_001_attempt_2026-11-20-23-58-01_raft.ts': 'x',
      'Lab_001_attempt_2026-11-20-23-58-01.txt': text,
    });
    const utf16 = Buffer.from(`\ufeff${note('Bob B (001)')}`, 'utf16le');
    const numbers = 'sid,name\n001,Bob B\n';
    expect((await rowsOf(named(utf16), numbers))[0]?.person?.key).toBe('001');
    for (const roster of [numbers, 'login,sid,name\nbob,001,Bob B\n']) {
      const rows = await rowsOf(named(Buffer.from(note('Zed (001)'))), roster);
      expect(rows.filter(({ unmatched }) => unmatched !== undefined)).toHaveLength(1);
    }
  });

  test('a login is nobody’s group, and another name is said', async () => {
    const group = 'login,name,group\nbob,Bob B,van_dijk\n';
    const rows = await rowsOf(attempt(note('Ada (van_dijk)')), group);
    expect(rows.find(({ unmatched }) => unmatched)?.unmatched).toMatch(
      /nobody .* van_dijk \(Ada\)/,
    );
    const other = await rowsOf(attempt(note('Bo Peep (van_dijk)')), ROSTER);
    expect(other.flatMap(({ remarks }) => remarks).join()).toMatch(
      /van_dijk is Ada van Dijk in the roster, and Bo Peep on Blackboard/,
    );
  });
});

describe('Canvas', () => {
  test.each(['ada_1001_text.html', 'ada_1001_0_text.html', 'ada_LATE_1001_0_text.html'])(
    'text that was typed in, %s, has a row, and no upload to which feedback could go',
    async (name) => {
      const files = { [name]: 'hello', 'bob_1002_93000_raft.ts': 'x' };
      const rows = await rowsOf(files, 'canvas_user_id,name\n1001,Ada\n1002,Bob\n');
      expect(rows.map(({ person }) => person?.key)).toEqual(['1001', '1002']);
      expect(rows.map(canvasFeedbackName)).toEqual([undefined, 'bob_1002_93000_feedback.html']);
    },
  );
});

test('work of a group on Canvas whose submitter has left it says whose group it is', async () => {
  const roster = 'canvas_user_id,name,group\n1001,Ada,\n1002,Bob,Team 1\n';
  const [row] = (await rowsOf({ 'team1_1001_93000_raft.ts': 'x' }, roster)).filter(
    ({ remarks }) => remarks.length > 0,
  );
  expect(row?.person?.key).toBe('1001');
  expect(row?.remarks.join()).toMatch(/as a group of the roster, and Ada is not in it/);
});

describe('a zip in its place', () => {
  const CANVAS = async () => ({
    'ada_1001_93000_raft.zip': await zipOf(RAFT),
    'bob_1002_93001_raft.zip': await zipOf(RAFT),
  });
  const WORKS = { ...below('ada'), ...below('bob') };

  test('a download that was not unpacked is taken, with lists beside it or in another zip', async () => {
    const inner = { 'submissions (1).zip': await zipOf(await CANVAS()) };
    const places = [
      desk.folder({ ...inner, 'gradebook.csv': 'x' }),
      desk.file('download.zip', await zipOf(inner)),
    ];
    for (const place of places)
      expect((await found(place)).submissions.map(({ id }) => id)).toEqual([
        'ada_1001',
        'bob_1002',
      ]);
  });

  test('a zip or a folder of zips that may be the class or one student is asked about', async () => {
    const renamed = desk.folder({ 'lab2.zip': await zipOf(await CANVAS()) });
    expect(await problemOf(renamed)).toMatch(
      /only the zip lab2\.zip, which may be the class or one student's\..* unpack it.*or add from=canvas\./,
    );
    expect((await found(renamed, { from: 'canvas' })).submissions).toHaveLength(2);
    expect((await found(renamed, { from: 'folders' })).submissions).toHaveLength(1);
    expect(await problemOf(desk.folder({ 'class.zip': await zipOf(WORKS) }))).toMatch(/zip class/);
    const zips = { 'class/ada.zip': await zipOf(RAFT), 'class/bob.zip': await zipOf(RAFT) };
    expect(await problemOf(desk.folder(zips))).toMatch(/only the folder class, .* class, give/);
  });

  test.each([
    ['a zip that Canvas named', 'team1_1001_55_raft.zip', 'team1_1001', below('labs/raft')],
    ['a folder that Canvas named', 'team1_1001_55_raft', 'team1_1001', below('src')],
    ['a zip that Canvas named, with two works', 'team1_1001_55_raft.zip', 'team1_1001', WORKS],
    [
      'a folder that Moodle named',
      'Ada Lovelace_501_assignsubmission_file',
      'Ada Lovelace_501',
      below('labs/raft'),
    ],
    [
      'a zip that Blackboard named',
      'Lab_ada_attempt_2026-11-20-23-58-01_raft.zip',
      'ada 2026-11-20-23-58-01',
      below('raft'),
    ],
    [
      'a folder that Brightspace named',
      '12-34 - Ada L - Nov 20, 2026 1158 PM',
      'Ada L Nov 20, 2026 1158 PM',
      below('labs/raft'),
    ],
    ['a folder that Gradescope named', 'submission_123', 'submission_123', below('labs/raft')],
    ['a zip as hand-in packs it', 'ada.zip', 'ada', below('labs/raft')],
    ['a folder that was unpacked from it', 'ada', 'ada', below('labs/raft')],
    ['a zip of the folder raft', 'ada.zip', 'ada', below('raft')],
    [
      'a zip of the whole kit',
      'ada.zip',
      'ada',
      { ...below('kit/labs/raft'), 'kit/package.json': '{}' },
    ],
  ])('%s, given as the class, is asked about', async (_, name, id, files) => {
    const isZip = name.endsWith('.zip');
    const place = isZip
      ? desk.file(name, await zipOf(files))
      : path.join(desk.folder(below(name, files)), name);
    expect(await problemOf(place)).toMatch(
      /may be the class or one student's work: .* add from=folders\.$/,
    );
    expect((await found(place, { from: 'folders' })).submissions.length).toBeGreaterThan(0);
    // In a folder, it is one student's, and its name says whose.
    expect((await found(path.dirname(place))).submissions.map((one) => one.id)).toEqual([id]);
  });

  test.each([
    ['a folder with a date', 'class_2026_11_20', WORKS],
    ['a class of one', 'class', below('ada')],
  ])('%s is a class', async (_, name, files) => {
    const place = path.join(desk.folder(below(name, files)), name);
    expect((await found(place)).submissions.map(({ id }) => id)).toContain('ada');
  });

  test.each([
    ['of loose files', RAFT],
    ['as hand-in packs it', below('labs/raft')],
    ['with more beside its code', { ...below('lab/raft'), 'lab/notes/a.md': 'x' }],
  ])('one student alone with a zip %s is a class of one', async (_, files) => {
    const { submissions } = await found(desk.folder({ 'ada.zip': await zipOf(files) }));
    expect(submissions.map(({ id }) => id)).toEqual(['ada']);
    const torn = (await zipOf(files)).subarray(0, 60);
    expect((await found(desk.folder({ 'ada.zip': torn }))).submissions).toHaveLength(1);
  });
});
