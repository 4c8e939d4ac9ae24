/**
 * A class of forty on Canvas, with teams, from the download to what goes back: every grade is known
 * beforehand, and everybody has just theirs.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { MemoryBytes } from '../../../grader/instructor/class/intake/bytes';
import { zipItems } from '../../../grader/instructor/class/intake/zip';
import { below, zipOf } from '../../support/archives';
import { runAt } from '../../support/command';
import { canvasImports, canvasTakesFeedback } from '../../support/platforms';
import { filesIn } from '../../support/programs';

const CORRECT = filesIn('solutions', 'raft');
const TODO = filesIn('labs', 'raft');
/** Costs next to nothing, and is a zero that counts. */
const CANNOT_RUN = { 'raft.ts': 'export class Raft {' };
const CHEAT = { ...CORRECT, 'raft.ts': `import 'node:fs';\n${CORRECT['raft.ts'] ?? ''}` };
const MAXIMUM = 20;

/** Sortable name, Canvas's ID, and what the gradebook is to get; null where Canvas must keep what it has. */
type Student = readonly [name: string, id: number, grade: number | null];

interface Work {
  /** As Canvas writes it before the number. */
  readonly name: string;
  readonly id: number;
  readonly files?: Readonly<Record<string, string>>;
  readonly group?: string;
  readonly members?: readonly number[];
}

/** Twelve teams of two or three, named as students name them: each with the number of its first member. */
const TEAMS: readonly Work[] = [
  { group: 'Team 1', name: 'team1', id: 1001, members: [1001, 1002], files: CORRECT },
  { group: 'The_A_Team', name: 'the_a_team_LATE', id: 1003, members: [1003, 1004], files: CORRECT },
  { group: 'Lab_Team_12', name: 'lab_team_12', id: 1005, members: [1005, 1006], files: TODO },
  { group: 'Überflieger', name: 'überflieger', id: 1007, members: [1007, 1008] },
  { group: '1011', name: '1011', id: 1009, members: [1009, 1010] },
  { group: 'Ada Lovelace', name: 'adalovelace', id: 1011, members: [1011, 1012] },
  { group: 'Q, "the" Team', name: 'qtheteam', id: 1013, members: [1013, 1014] },
  { group: 'LATE', name: 'late', id: 1015, members: [1015, 1016] },
  { group: 'x_1001', name: 'x_1001', id: 1017, members: [1017, 1018] },
  { group: 'Drei', name: 'drei', id: 1019, members: [1019, 1020, 1021] },
  { group: 'Vier', name: 'vier', id: 1022, members: [1022, 1023, 1024] },
  { group: 'Fünf', name: 'fünf', id: 1025, members: [1025, 1026, 1027] },
];
const TORN = [1028, 1029];
const NOTHING = 1030;
const CHEATER = 1031;
const LATE = 1032;
const EXTENDED = 1033;
const ALONE = [1034, 1035, 1036, 1037, 1038, 1039, 1040];

const NAMES = new Map([
  [1002, "O'Brien, Conan"],
  [1004, '王, 小明'],
  [1006, 'Smith, John'],
  [1008, 'Smith, John'],
  [1010, 'Kowalski, Jr., Jan'],
  [1032, 'Müller, Jürgen'],
]);
const nameOf = (id: number) => NAMES.get(id) ?? `Student, N${id}`;

const GRADES = new Map<number, number | null>([
  ...[1001, 1002].map((id) => [id, 20] as const),
  // A day late, at ten per cent.
  ...[1003, 1004].map((id) => [id, 18] as const),
  // One of the team was ill, and is given five points.
  [1005, 0],
  [1006, 1],
  ...TORN.map((id) => [id, null] as const),
  // Looked at by hand: only a letter.
  [1029, 0],
  [NOTHING, null],
  [LATE, 14],
  [EXTENDED, 20],
]);
const STUDENTS: readonly Student[] = Array.from({ length: 40 }, (_, at) => {
  const id = 1001 + at;
  return [nameOf(id), id, GRADES.has(id) ? (GRADES.get(id) ?? null) : 0];
});

const alone = (id: number, files?: Work['files'], late = ''): Work => ({
  name: `${nameOf(id)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')}${late}`,
  id,
  ...(files && { files }),
});
const WORKS: readonly Work[] = [
  ...TEAMS,
  ...[...TORN, CHEATER, ...ALONE].map((id) => alone(id, id === CHEATER ? CHEAT : undefined)),
  ...[LATE, EXTENDED].map((id) => alone(id, CORRECT, '_LATE')),
  { name: 'guestgus', id: 9999 },
  // Not in the class, and in a group that is called as if it were somebody's upload.
  { name: 'student_1036', id: 98 },
];

/** What is written into a cell, quoted as Canvas does. */
const cell = (text: string) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const table = (...lines: readonly (readonly string[])[]) =>
  `${lines.map((cells) => cells.map(cell).join(',')).join('\n')}\n`;

let home: string;
beforeAll(async () => {
  home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'canvas-road-'));
  const inbox = path.join(home, 'submissions');
  fs.mkdirSync(inbox);
  for (const [at, { name, id, files = CANNOT_RUN }] of WORKS.entries()) {
    const zip = await zipOf(below('raft', files));
    const bytes = TORN.includes(id) ? zip.subarray(0, zip.length / 2) : zip;
    fs.writeFileSync(path.join(inbox, `${name}_${id}_${930_000 + at}_raft.zip`), bytes);
  }
  const write = (name: string, text: string) => fs.writeFileSync(path.join(home, name), text);
  const login = (id: number) => `u${id}`;
  write(
    'gradebook.csv',
    `\ufeff${table(
      ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', 'Quiz (776)', 'Raft 1 (777)'],
      ['    Points Possible', '', '', '', '', '5', `${MAXIMUM}`],
      ...STUDENTS.map(([name, id]) => [name, `${id}`, `00${id}`, login(id), 'A and B', '4', '']),
      ['Student, Test', '1999', '', '8f2be4c3', 'A', '', ''],
    )}`,
  );
  write(
    'groups.csv',
    table(
      ['name', 'canvas_user_id', 'user_id', 'login_id', 'sections', 'group_name'],
      ...TEAMS.flatMap(({ group = '', members = [] }) =>
        members.map((id) => [nameOf(id), `${id}`, `00${id}`, login(id), 'A and B', group]),
      ),
    ),
  );
  write(
    'late.json',
    JSON.stringify({
      deadline: '2026-10-24T20:00:00+02:00',
      ...{ zone: 'Europe/Berlin', percentPerDay: 10, capPercent: 50 },
    }),
  );
  write(
    'times.csv',
    table(
      ['id', 'submitted_at'],
      // Clocks go back in this night: 24.5 hours, and one day.
      ['the_a_team_1003', '2026-10-25T19:30:00+01:00'],
      [login(LATE), '2026-10-26T20:30:00+01:00'],
      [`${EXTENDED}`, '2026-10-30T12:00:00+01:00'],
    ),
  );
  write('extensions.csv', table(['id', 'deadline'], [login(EXTENDED), '2026-10-31T20:00']));
  fs.mkdirSync(path.join(home, 'results'));
  write(
    'results/overrides.csv',
    table(
      ['id', 'score', 'reason', 'by'],
      [login(1006), '+5', 'was ill', 'prof'],
      [`${TORN[1] ?? 0}`, '0', 'only a letter; checked', 'ta'],
    ),
  );
});
afterAll(() => fs.rmSync(home, { recursive: true, force: true }));

test('the whole road of a class with teams', async () => {
  const words = ['roster=gradebook.csv', 'groups=groups.csv', 'column=Raft 1', 'times=times.csv'];
  const lists = ['late=late.json', 'extensions=extensions.csv'];
  const grade = () =>
    runAt(home, 'grade-class', [
      ...['submissions', 'stage=2A', 'out=results', 'public-only', ...words, ...lists],
    ]);
  const read = (name: string) => fs.readFileSync(path.join(home, 'results', name), 'utf8');
  const first = grade();
  expect(first).toMatchObject({ status: 1, err: '' });

  // What goes into Canvas's gradebook.
  const site = {
    students: new Map(STUDENTS.map(([name, id]) => [`${id}`, `${name} ${id}`])),
    ...{ column: 'Raft 1 (777)', maximum: MAXIMUM },
  };
  const due = STUDENTS.flatMap(([name, id, grade]) =>
    grade === null ? [] : [[`${name} ${id}`, grade] as const],
  );
  expect(canvasImports(read('canvas.csv'), site)).toEqual({ grades: new Map(due), skipped: [] });

  // Nobody is missing, and nothing is anybody's who cannot be known.
  const people = parse(read('people.csv'), { columns: true }) as unknown as readonly Readonly<
    Record<string, string>
  >[];
  const ofKind = (kind: string) => people.filter(({ match }) => match === kind);
  expect(ofKind('missing').map(({ person }) => person)).toEqual([`u${NOTHING}`]);
  expect(ofKind('unmatched').map(({ submission }) => submission)).toEqual([
    'guestgus_9999',
    'student_1036_98',
  ]);
  expect(new Set(people.map(({ person }) => person)).size).toBe(41);
  expect(first.out).toMatch(new RegExp(`Handed in nothing: ${nameOf(NOTHING)}\n`));

  // Every page comes back to the upload that it is about. All members of a team see it, so a team in which one
  // member has another result has none.
  const uploads = new Map(WORKS.map(({ id }, at) => [`${930_000 + at}`, `${id}`]));
  const zip = fs.readFileSync(path.join(home, 'results', 'feedback-canvas.zip'));
  const pages = (await zipItems(new MemoryBytes(zip), 100)).map(({ path: name }) => name);
  const isAlike = (id: number) => id !== 1005;
  const known = WORKS.filter(({ id }) => id > 1000 && id < 1041 && isAlike(id)).map(
    ({ id }) => `${id}`,
  );
  expect(first.out).toMatch(/Of a group whose members have different results/);
  expect(pages.map((name) => canvasTakesFeedback(name, uploads)).sort()).toEqual(known.sort());

  // Graded once more: nothing is, nothing changes, and what was decided by hand is kept.
  const again = grade();
  expect(again.out).toMatch(/ 0 to grade, 26 as they were graded before/);
  expect(again.out).not.toMatch(/What changes|no longer/);
  expect(canvasImports(read('canvas.csv'), site)).toMatchObject({ grades: new Map(due) });
  expect(read('feedback/lab_team_12_1005 · u1006.md')).toMatch(/Changed by prof: was ill/);
});
