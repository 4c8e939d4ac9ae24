/** A class as it comes: folders and archives side by side, and the exports of three learning systems. */
import path from 'node:path';
import { safeFileName } from '../../../grader/instructor/class/intake';
import { below, forgedZip, RAFT, tarGzOf, zipOf } from '../../support/archives';
import { Desk, found, handed, names, problemOf } from '../../support/intake';

const desk = new Desk();
afterAll(() => desk.clear());

async function ids(where: string): Promise<readonly string[]> {
  return (await found(where)).submissions.map(({ id }) => id);
}

describe('a folder', () => {
  test('may mix folders and archives, and all else is named', async () => {
    const folder = desk.folder({
      ...below('ada'),
      'bob.zip': await zipOf(RAFT),
      'cleo.tar.gz': await tarGzOf(below('labs/raft')),
      'dan.7z': '7z\xbc\xaf\x27\x1c',
      'grades.csv': 'x',
      '.DS_Store': 'x',
    });
    const all = await handed(folder);
    expect(Object.keys(all)).toEqual(['ada', 'bob', 'cleo', 'dan']);
    for (const id of ['ada', 'bob', 'cleo'])
      expect(all[id] && names(all[id])).toEqual(['persister.ts', 'raft.ts']);
    expect(all['dan']?.problem).toContain('no score was given');
    expect((await found(folder)).skipped).toEqual([
      { path: '.DS_Store', why: 'made by the system' },
      { path: 'grades.csv', why: 'neither a folder nor an archive' },
    ]);
  });

  test('of results is not a class', async () => {
    const folder = desk.folder({
      ...{ 'results.json': '{}', 'people.csv': 'x' },
      'feedback/ada.html': 'x',
    });
    expect(await problemOf(folder)).toMatch(/holds results of grade-class, not submissions/);
  });

  test('of namesakes gives each an id of its own, capital letters or not', async () => {
    const folder = desk.folder({
      ...below('ada'),
      'ada.zip': await zipOf(RAFT),
      'ADA.tgz': await tarGzOf(RAFT),
    });
    const all = await handed(folder);
    const claimed = Object.keys(all);
    expect(claimed).toHaveLength(3);
    expect(new Set(claimed.map((id) => safeFileName(id).toLowerCase())).size).toBe(3);
    expect(claimed.filter((id) => / \([23]\)$/.test(id))).toHaveLength(2);
    expect(all['ada (2)']?.remarks.join() ?? all['ada (3)']?.remarks.join()).toContain(
      'called ada too',
    );
  });

  test.each([
    ['an empty one', () => ({}), 'It is empty.'],
    ['one without submissions', () => ({ 'a.txt': 'x' }), 'It has a.txt'],
    ['one that is a submission itself', () => RAFT, 'single submission'],
    [
      'one that is a kit',
      () => ({ 'labs/raft/raft.ts': '', 'package.json': '' }),
      'single submission',
    ],
  ])('%s is a problem', async (_, files, message) => {
    expect(await problemOf(desk.folder(files()))).toContain(message);
  });

  test('that is not there is a problem', async () => {
    expect(await problemOf(path.join(desk.folder(), 'nowhere'))).toContain('There is no');
  });
});

describe('Moodle', () => {
  const FILE = 'assignsubmission_file_';

  test('keeps namesakes apart by number, and leaves typed text out', async () => {
    const folder = desk.folder({
      ...below(`Ada Lovelace_123456_${FILE}`),
      [`Ada Lovelace_777_${FILE}/raft.zip`]: await zipOf(below('labs/raft')),
      'Ada Lovelace_123456_assignsubmission_onlinetext_/onlinetext.html': 'hello',
    });
    const all = await handed(folder);
    expect(Object.keys(all)).toEqual(['Ada Lovelace_123456', 'Ada Lovelace_777']);
    for (const one of Object.values(all)) expect(names(one)).toEqual(['persister.ts', 'raft.ts']);
    expect((await found(folder)).skipped[0]?.why).toContain('typed into Moodle');
  });

  test('may write all files into one folder', async () => {
    const folder = desk.folder({
      [`Ada Lovelace_1_${FILE}raft.ts`]: 'ada',
      [`Ada Lovelace_1_${FILE}persister.ts`]: 'ada',
      [`Bob_2_${FILE}raft.zip`]: await zipOf(RAFT),
    });
    const all = await handed(folder);
    expect(all['Ada Lovelace_1']?.files.get('raft.ts')?.toString()).toBe('ada');
    expect(all['Bob_2'] && names(all['Bob_2'])).toHaveLength(2);
  });

  test('may be the zip as it was downloaded, with zips in it', async () => {
    const file = desk.file(
      'CS1-Raft-99.zip',
      await zipOf({
        [`Ada Lovelace_1_${FILE}/raft.zip`]: await zipOf(below('labs/raft')),
        ...below(`Bob_2_${FILE}/deep`),
      }),
    );
    const all = await handed(file);
    expect(Object.keys(all)).toEqual(['Ada Lovelace_1', 'Bob_2']);
    for (const one of Object.values(all)) expect(names(one)).toEqual(['persister.ts', 'raft.ts']);
  });
});

describe('Canvas', () => {
  test('of several attempts the latest counts, and LATE is remarked on', async () => {
    const folder = desk.folder({
      'lovelaceada_LATE_12345_67891_raft-1.zip': await zipOf({ ...RAFT, 'second.ts': '' }),
      'lovelaceada_12345_67890_raft.zip': await zipOf(RAFT),
      'bob_12346_67893_raft-10.zip': await zipOf({ ...RAFT, 'tenth.ts': '' }),
      'bob_12346_67892_raft-9.zip': await zipOf(RAFT),
    });
    const all = await handed(folder);
    expect(Object.keys(all).sort()).toEqual(['bob_12346', 'lovelaceada_12345']);
    expect(all['lovelaceada_12345']?.files.has('second.ts')).toBe(true);
    expect(all['lovelaceada_12345']?.remarks).toEqual(['Canvas marks it as LATE.']);
    expect(all['lovelaceada_12345']?.submittedAt).toBeUndefined();
    expect(all['bob_12346']?.files.has('tenth.ts')).toBe(true);
    expect((await found(folder)).skipped.map(({ path: name }) => name).sort()).toEqual([
      'bob_12346_67892_raft-9.zip',
      'lovelaceada_12345_67890_raft.zip',
    ]);
  });

  test('archives of one attempt are no attempts: the one with raft.ts counts, if it is the only one', async () => {
    const folder = desk.folder({
      'hoppergrace_1003_59_raft.zip': await zipOf({ ...RAFT, 'mine.ts': '' }),
      'hoppergrace_1003_60_report.zip': await zipOf({ 'report.txt': 'x' }),
      'senlinus_1002_57_raft.zip': await zipOf(RAFT),
      'senlinus_1002_58_raft-old.zip': await zipOf(RAFT),
      // Canvas counts names and uploads up, so these are in no order.
      'lovelaceada_1001_71_raft.zip': await zipOf(RAFT),
      'lovelaceada_1001_70_raft-1.zip': await zipOf(RAFT),
    });
    const all = await handed(folder);
    expect(all['hoppergrace_1003']?.files.has('mine.ts')).toBe(true);
    expect(all['hoppergrace_1003']?.ignored).toEqual([
      { path: 'report.zip', why: 'beside the archive with raft.ts' },
    ]);
    for (const id of ['senlinus_1002', 'lovelaceada_1001'])
      expect(all[id]?.problem).toContain('several archives, and it is not clear which one counts');
    expect((await found(folder)).skipped).toEqual([]);
  });

  test('loose files of a student belong together, under their own names', async () => {
    const folder = desk.folder({
      'ada_12_101_raft-2.ts': "import './log-2';",
      'ada_12_102_persister-2.ts': 'x',
      'ada_12_103_log-2.ts': 'x',
      'ada_12_104_append-entries.ts': 'x',
      'bob_13_105_raft.ts': 'x',
    });
    const all = await handed(folder);
    expect(all['ada_12'] && names(all['ada_12'])).toEqual([
      'append-entries.ts',
      'log-2.ts',
      'persister.ts',
      'raft.ts',
    ]);
    expect(all['bob_13'] && names(all['bob_13'])).toEqual(['raft.ts']);
  });

  test('of loose files and a zip, those of the later upload count', async () => {
    const folder = desk.folder({
      'ada_12_100_raft.zip': await zipOf(RAFT),
      'ada_12_101_raft.ts': 'later',
      'bob_13_100_raft.ts': 'earlier',
      'bob_13_101_raft.zip': await zipOf(RAFT),
    });
    const all = await handed(folder);
    expect(all['ada_12']?.files.get('raft.ts')?.toString()).toBe('later');
    expect(all['bob_13']?.files.get('raft.ts')?.toString()).toBe(RAFT['raft.ts']);
  });

  test('may be the zip as it was downloaded', async () => {
    const file = desk.file(
      'submissions.zip',
      await zipOf({
        'ada_LATE_12_100_raft.zip': await zipOf(below('labs/raft')),
        'bob_13_101_raft.tar.gz': await tarGzOf(RAFT),
      }),
    );
    const all = await handed(file);
    expect(Object.keys(all).sort()).toEqual(['ada_12', 'bob_13']);
    for (const one of Object.values(all)) expect(names(one)).toEqual(['persister.ts', 'raft.ts']);
  });
});

describe('Gradescope', () => {
  const METADATA = [
    '---',
    'submission_123:',
    '  :submitters:',
    "  - :name: Ada O'Neill",
    "    :sid: '007'",
    '    :email: ada@example.org',
    '  - :name: "B\\u00f6b"',
    '  :created_at: 2026-02-03 04:05:06.789012345 Z',
    '  :score: 0.0',
    '  :history:',
    '  - :id: 122',
    '    :created_at: 2020-01-01 00:00:00.0 Z',
    '  :results:',
    '    output: |-',
    '      submission_124:',
    '        :created_at: 2000-01-01 00:00:00 Z',
    'submission_124:',
    '  :submitters:',
    "  - :name: 'Cleo",
    "      :email: ada@example.org'",
    '    :sid:',
    '  :created_at: !ruby/object:ActiveSupport::TimeWithZone',
    '    utc: &1 2026-02-03 05:00:00.000000000 Z',
    '    time: 2026-02-02 21:00:00.000000000 Z',
    'submission_125:',
    '  :created_at: tomorrow',
    '',
  ].join('\n');
  const EXPORT = {
    'assignment_1_export/submission_metadata.yml': METADATA,
    ...below('assignment_1_export/submission_123'),
    ...below('assignment_1_export/submission_124/labs/raft'),
    ...below('assignment_1_export/submission_125'),
  };

  test.each([
    ['the folder', () => desk.folder(EXPORT)],
    ['the zip', async () => desk.file('export.zip', await zipOf(EXPORT))],
    ['what is in the folder', () => path.join(desk.folder(EXPORT), 'assignment_1_export')],
  ])('as %s: times and names are read', async (_, where) => {
    const all = await handed(await where());
    expect(Object.keys(all)).toEqual(['submission_123', 'submission_124', 'submission_125']);
    expect(all['submission_123']).toMatchObject({
      submittedAt: '2026-02-03T04:05:06.789Z',
      remarks: ["Submitted by Ada O'Neill (007), Böb."],
    });
    expect(all['submission_124']).toMatchObject({
      submittedAt: '2026-02-03T05:00:00.000Z',
      remarks: ["Submitted by 'Cleo."],
    });
    expect(all['submission_125']?.submittedAt).toBeUndefined();
    for (const one of Object.values(all)) expect(names(one)).toEqual(['persister.ts', 'raft.ts']);
  });
});

describe('one folder that holds what looks like an export', () => {
  const MOODLE = {
    ...below('Ada Lovelace_501_assignsubmission_file'),
    ...below('Alan Turing_502_assignsubmission_file'),
  };
  const GRADESCOPE = {
    'submission_metadata.yml':
      '---\nsubmission_1:\n  :submitters:\n  - :name: Ada\n    :email: ada@x.org\n',
    ...below('submission_1'),
  };
  const CANVAS = {
    'lovelaceada_1001_93000_raft.ts': 'x',
    'turingalan_1002_93001_raft.ts': 'x',
  };
  const inside = (folder: string, files: Readonly<Record<string, string | Buffer>>) =>
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));

  test.each([
    ['Moodle', MOODLE],
    ['Gradescope', GRADESCOPE],
    ['Canvas', CANVAS],
  ])("of %s may be one student's, and then nobody of the export has it", async (_, files) => {
    const places = [inside('mallory', files), inside('mallory/homework', files)];
    for (const place of places) {
      const folder = desk.folder(place);
      expect(await problemOf(folder)).toMatch(/may be the class or one student/);
      expect(await problemOf(desk.file('class.zip', await zipOf(place)))).toMatch(/unpack it/);
      const { submissions } = await found(folder, { from: 'folders' });
      expect(submissions.map(({ id, claim }) => [id, claim?.platform])).toEqual([
        ['mallory', 'folders'],
      ]);
    }
  });

  test.each([
    ['CS101-Raft 1-4711', MOODLE, undefined],
    ['assignment_12_export (1)', GRADESCOPE, undefined],
    ['submissions', CANVAS, undefined],
    ['class', MOODLE, 'moodle'],
    ['class', CANVAS, 'canvas'],
  ] as const)(
    'is the class where a platform calls its downloads %s, or the instructor says it',
    async (folder, files, from) => {
      const { submissions } = await found(desk.folder(inside(folder, files)), {
        ...(from && { from }),
      });
      expect(submissions.map(({ claim }) => claim?.platform)).not.toContain('folders');
      expect(submissions.length).toBe(files === GRADESCOPE ? 1 : 2);
    },
  );
});

describe('a zip of a class', () => {
  test('with one folder around everything is no class that can be told from a student', async () => {
    const zip = await zipOf({ ...below('class/ada'), ...below('class/bob'), 'class/c.zip': 'x' });
    expect(await problemOf(desk.file('class.zip', zip))).toMatch(/folder class, .* unpack it/);
  });

  test('with one broken submission gives the others', async () => {
    const zip = await zipOf({ ...below('ada'), 'bob.zip': (await zipOf(RAFT)).subarray(0, 90) });
    const all = await handed(desk.file('class.zip', zip));
    expect(all['ada']?.problem).toBeUndefined();
    expect(all['bob']?.problem).toContain('is not a complete zip');
  });

  test('of one student alone is a problem, and so is a broken one', async () => {
    expect(await problemOf(desk.file('ada.zip', await zipOf(RAFT)))).toContain('single submission');
    expect(await problemOf(desk.file('class.zip', 'PK\x03\x04...'))).toContain('Export it again');
    expect(await problemOf(desk.file('class.tgz', await tarGzOf(RAFT)))).toContain('Unpack it');
  });

  test('cannot reach beyond itself', async () => {
    const entries = Object.entries(below('..')).map(([name, content]) => ({ name, content }));
    const zip = forgedZip([...entries, { name: 'ada/raft.ts' }, { name: '/raft.ts' }]);
    const { submissions, skipped } = await found(desk.file('class.zip', zip));
    expect(submissions.map(({ id }) => id)).toEqual(['ada']);
    expect(skipped.length).toBeGreaterThan(0);
  });
});

describe('an id as the name of a file', () => {
  test.each([
    ['ada', 'ada'],
    ['Ada Lovelace_123', 'Ada Lovelace_123'],
    ['CON', '_CON'],
    ['com1.ada', '_com1.ada'],
    ['..', '_'],
    ['../../etc', '__.._etc'],
    ['ada. .', 'ada_'],
    ['=cmd|x', '_cmd_x'],
    ['-rf', '_rf'],
    ['a\u0000b\u202ec', 'a_b_c'],
    ['100%', '100_'],
    ['', '_'],
  ])('%j is called %j', (id, name) => {
    expect(safeFileName(id)).toBe(name);
  });

  test('is never too long, cut between characters, and still its own', () => {
    const [one, two] = ['a', 'b'].map((end) => safeFileName('😀'.repeat(100) + end));
    expect(one).not.toBe(two);
    expect(Buffer.byteLength(one ?? '')).toBeLessThanOrEqual(150);
    expect(one).not.toMatch(/\p{Surrogate}/u);
  });

  test('with formulas, controls or 300 characters in it harms nothing', async () => {
    const odd = ['=1+1', '+x', 'a\tb', '😀'.repeat(50)];
    const zip = await zipOf(Object.assign({}, ...odd.map((name) => below(name))) as typeof RAFT);
    const listed = await ids(desk.file('class.zip', zip));
    expect(listed).toHaveLength(odd.length);
    // eslint-disable-next-line no-control-regex -- they must not be there
    expect(listed.join('')).not.toMatch(/[\u0000-\u001f]/);
  });
});
