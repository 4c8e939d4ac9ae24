/** Grades that would have reached other hands: pages of groups, corrected rosters, accounts that contradict. */
import { refuseTimeless } from '../../../grader/instructor/class/class-oddities';
import { canvasFeedback } from '../../../grader/instructor/class/feedback-zips';
import { isMissing, type Row } from '../../../grader/instructor/class/entry';
import { frameOf, type OutputOptions } from '../../../grader/instructor/class/outputs';
import { parseOverrides } from '../../../grader/instructor/class/overrides';
import { platformOddities } from '../../../grader/instructor/class/platform-oddities';
import { parseRoster } from '../../../grader/instructor/class/people/roster';
import { changes, gone } from '../../../grader/instructor/class/regrade';
import { mailMergeCsv } from '../../../grader/instructor/class/tables/mail-merge';
import { parseTimes } from '../../../grader/instructor/class/times';
import { parsePolicy } from '../../../grader/instructor/class/late';
import { rowOf } from '../../support/class-rows';

function given<T extends object>(read: T | { readonly problem: string }): T {
  if ('problem' in read) throw new Error(read.problem);
  return read;
}

describe("a group's page on Canvas, which all members see", () => {
  const roster = given(
    parseRoster(
      'canvas_user_id,name,group\n1001,Grace,Team AB\n1002,Linus,Team AB\n1003,Xiao,Team AB\n',
    ),
  );
  const claim = { platform: 'canvas', slug: 'teamab', user: '1002', upload: '55' } as const;
  const rowsWith = (overrides: string): readonly Row[] =>
    frameOf([rowOf({ id: 'teamab_1002', claim, remarks: [] })], {
      roster,
      overrides: given(parseOverrides(`id,score,reason,by\n${overrides}`)),
    }).rows;

  test('is the page of the one who handed in, if all have the same result', () => {
    const rows = rowsWith('');
    expect(rows).toHaveLength(3);
    const { pages, differing } = canvasFeedback(rows);
    expect(pages.map(({ person }) => person?.name)).toEqual(['Linus']);
    expect(differing).toEqual([]);
  });

  test('is left out if one of them has a result of their own, and the instructor learns of it', () => {
    const rows = rowsWith('1001,2,"plagiarism, see case 17",prof\n');
    expect(canvasFeedback(rows).pages).toEqual([]);
    const [[concerned] = []] = platformOddities({ roster }, rows).filter(([, what]) =>
      what.includes('feedback-canvas.zip has none'),
    );
    expect(concerned).toEqual(['Grace', 'Linus', 'Xiao']);
  });
});

describe('a corrected roster', () => {
  const SCORES: Readonly<Record<string, number>> = { ada: 8, linus: 1, wei: 5 };
  const rowsOf = (lines: string): readonly Row[] =>
    frameOf(
      Object.entries(SCORES).map(([id, score]) => rowOf({ id, score, remarks: [] })),
      { roster: given(parseRoster(`id,name,email\n${lines}`)) },
    ).rows;
  const before = rowsOf('ada,Ada,a@x.edu\nlinus,Linus,l@x.edu\nwei,Wei,w@x.edu\n');
  const told = (all: ReturnType<typeof changes>) =>
    all.map(({ id, from, to }) => `${id}: ${from} -> ${to}`);

  test('that gives two people the work of the other tells both', () => {
    const after = rowsOf('linus,Ada,a@x.edu\nada,Linus,l@x.edu\nwei,Wei,w@x.edu\n');
    expect(told(changes(before, after)).sort()).toEqual([
      'Ada: 8 of 8 -> 1 of 8',
      'Linus: 1 of 8 -> 8 of 8',
    ]);
    expect(gone(before, after)).toEqual([]);
  });

  test('without somebody who had a grade says that this grade is gone', () => {
    const after = rowsOf('ada,Ada,a@x.edu\nlinus,Linus,l@x.edu\n');
    expect(changes(before, after)).toEqual([]);
    expect(told(gone(before, after))).toEqual(['wei: 5 of 8 -> no row']);
  });

  test('that is the same changes nothing', () => {
    expect([...changes(before, before), ...gone(before, before)]).toEqual([]);
  });
});

describe('an account of GitHub Classroom beside what the student chose', () => {
  const roster = given(
    parseRoster(
      'name,email,github\nAda,ada@x.edu,ada\nGrace,grace@x.edu,ghopper\nZed,zed@x.edu,\n',
    ),
  );
  const ownerOf = (name: string, account: string) => {
    const claim = { platform: 'folders', name, account } as const;
    const row = frameOf([rowOf({ id: name, claim, remarks: [] })], { roster }).rows.find(
      ({ standing }) => standing !== 'missing',
    );
    return row?.person?.name ?? row?.unmatched;
  };

  test.each([
    ['ada@x.edu', 'ADA', 'Ada'],
    ['77', 'GHopper', 'Grace'],
    ['zed@x.edu', 'unknown', 'Zed'],
    ['ada@x.edu', 'ghopper', 'GitHub Classroom says ada@x.edu, and its account ghopper is'],
    ['ada@x.edu', 'unknown', 'GitHub Classroom says account unknown, and ada@x.edu has another'],
  ])('%s and account %s: %s', (name, account, owner) => {
    expect(ownerOf(name, account)).toContain(owner);
  });
});

test('a list of the late ones may say nothing about a part of the class', () => {
  const late = '{"deadline":"2026-10-25T20:00:00Z","percentPerDay":10}';
  const options: OutputOptions = {
    times: given(parseTimes('id,submitted_at\ns03,2026-10-25T20:01:00+01:00\n')),
    policy: given(parsePolicy(late)),
  };
  const rows = [rowOf({ id: 's00', remarks: [] })];
  expect(() => {
    refuseTimeless(rows, { ...options, part: 'shard 2/3' });
  }).not.toThrow();
  expect(() => {
    refuseTimeless(rows, options);
  }).toThrow('Nobody in the class is called so');
});

test("N/A in Canvas's gradebook is told, because Canvas drops the grades of those who are not assigned", () => {
  const roster = given(
    parseRoster(
      'Student,ID,SIS Login ID,Section,Raft (12345)\n    Points Possible,,,,10\n"Lovelace, Ada",1001,ada,CS 1,N/A\n"Sen, Linus",1002,sen,CS 2,\n',
    ),
  );
  const { rows } = frameOf([], { roster });
  const told = (column: string) =>
    platformOddities({ roster, column }, rows).flatMap(([who, what]) =>
      what.startsWith('With N/A') ? who : [],
    );
  expect(told('Raft')).toEqual(['Lovelace, Ada']);
});

test('nobody is said to have handed in nothing while work under their name matches nobody', () => {
  const roster = given(
    parseRoster('name,email\nWei Chen,w1@x.edu\nWei Chen,w2@x.edu\nAda,a@x.edu\n'),
  );
  const entries = ['12349-678', '12350-678'].map((number) =>
    rowOf({
      id: number,
      claim: { platform: 'brightspace', name: 'Wei Chen', number },
      remarks: [],
    }),
  );
  const { rows, pairings } = frameOf(entries, { roster });
  expect(rows.filter(isMissing).map(({ person }) => person?.name)).toEqual(['Ada']);
  const how = pairings.flatMap((one) => (one.person?.name === 'Wei Chen' ? one.how : []));
  expect(how).toEqual(
    Array(2).fill(
      'Nothing was handed in that is certainly theirs. This has their name and matches nobody: 12349-678, 12350-678.',
    ),
  );
  expect(mailMergeCsv(rows, () => '')).toContain('w1@x.edu,Wei Chen,w1@x.edu,undecided,');
  const part = frameOf([], { roster, part: 'shard 1/2' });
  expect(mailMergeCsv(part.rows, () => '')).toContain('a@x.edu,Ada,a@x.edu,not in this part,');
});
