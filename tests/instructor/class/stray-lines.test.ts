/** Lines of lists that reach nobody, or say two things of one person. */
import { oddities, refuseTimeless } from '../../../grader/instructor/class/class-oddities';
import { refuseDoubled, refuseTwoTimes } from '../../../grader/instructor/class/doubled-lines';
import { parseExtensions } from '../../../grader/instructor/class/extensions';
import { frameOf, type OutputOptions } from '../../../grader/instructor/class/outputs';
import { parseOverrides } from '../../../grader/instructor/class/overrides';
import { parseRoster } from '../../../grader/instructor/class/people/roster';
import { hasDoubtfulLines } from '../../../grader/instructor/class/stray-lines';
import { parseTimes } from '../../../grader/instructor/class/times';
import { rowOf } from '../../support/class-rows';

const ROSTER = parseRoster(
  'id,login,canvas_user_id,name\nwork-1,ada,1001,Ada Lovelace\nwork-2,1001,1002,Bob\n',
);
const POLICY = {
  deadline: '2026-10-01T12:00:00Z',
  ...{ graceMinutes: 0, percentPerDay: 30, capPercent: 100, freeDays: 0 },
};
const ENTRIES = ['work-1', 'work-2'].map((id) => rowOf({ id, remarks: [] }));

function given(lines: string): OutputOptions {
  const times = parseTimes(`id,submitted_at,free_days_used\n${lines}\n`);
  if ('problem' in times || 'problem' in ROSTER) throw new Error('the fixture is wrong');
  return { roster: ROSTER, times, listFiles: { times: 'lists/times.csv' } };
}

const rowsOf = (options: OutputOptions) => frameOf(ENTRIES, options).rows;
const IDS = ENTRIES.map(({ id }) => id);
const AT = '2026-10-01T10:00:00Z';

const check = (lines: string) => () => refuseTwoTimes(rowsOf(given(lines)), given(lines));

test('two times for one person are refused, one by the submission and one by the person', () => {
  expect(check(`ada,${AT},\nwork-1,2026-11-01T10:00:00Z,`)).toThrow(
    /^lists\/times\.csv has two times for Ada Lovelace \(ada\), .*: line 2 \(ada\) and line 3 \(work-1\)\./,
  );
  expect(check(`work-1,${AT},1\nada,,2`)).toThrow(/two numbers of free days for .*line 2 .*line 3/);
  expect(check(`ada,,2\nwork-1,${AT},`)).not.toThrow();
  expect(check(`ada,${AT},\nwork-2,${AT},`)).not.toThrow();
});

describe('in a group,', () => {
  const roster = parseRoster('login,name,group\nada,Ada,team\nbob,Bob,team\n');
  const group = (list: 'times' | 'overrides' | 'extensions', ...lines: readonly string[]) => {
    if ('problem' in roster) throw new Error(roster.problem);
    const read = {
      times: () => parseTimes(`id,submitted_at\n${lines.map((id) => `${id},${AT}`).join('\n')}\n`),
      overrides: () =>
        parseOverrides(`id,score,reason,by\n${lines.map((id) => `${id},1,x,p`).join('\n')}\n`),
      extensions: () =>
        parseExtensions(`id,deadline\n${lines.map((id) => `${id},${AT}`).join('\n')}\n`, undefined),
    }[list]();
    if ('problem' in read) throw new Error(read.problem);
    const options: OutputOptions = { roster, [list]: read, listFiles: { [list]: 'l.csv' } };
    return { options, rows: frameOf([rowOf({ id: 'team', remarks: [] })], options).rows };
  };

  test.each([
    ['team', 'ada'],
    ['team', 'team · ada'],
  ])("the group's time beside a member's is refused: %s, %s", (one, other) => {
    const { options, rows } = group('times', one, other);
    expect(() => refuseTwoTimes(rows, options)).toThrow(/two times for Ada .*line 2 .*line 3/);
  });

  test.each(['times', 'overrides', 'extensions'] as const)(
    "two lines of %s= about a member are refused, one by the id of the member's row",
    (list) => {
      const { options, rows } = group(list, 'ada', 'bob', 'team · ada');
      expect(() => refuseDoubled(options, rows, ['team'])).toThrow(
        /^l\.csv has two lines about Ada \(ada\), .*: line 2 \(ada\) and line 4 \(team · ada\)\./,
      );
    },
  );

  test.each(['overrides', 'extensions'] as const)(
    "lines of %s= for the group and for a member are listed, and the member's counts",
    (list) => {
      const { options, rows } = group(list, 'team', 'ada');
      expect(() => refuseDoubled(options, rows, ['team'])).not.toThrow();
      expect(oddities(false, options, [], rows, ['team'])).toContain(
        'Lines of l.csv for a submission and for a person who handed it in (the line for the person counts): line 2 (team) and line 3 (ada)',
      );
    },
  );
});

test.each([
  ['nobody', `ghost,${AT},`, true],
  ['several people', `1001,${AT},`, true],
  ['one person', `ada,${AT},`, false],
  ['a submission', `work-2,${AT},`, false],
])('a line that fits %s: the instructor must look at it is %j', (_, line, isStray) => {
  const options = given(line);
  expect(hasDoubtfulLines(false, options, rowsOf(options), IDS)).toBe(line !== '' && isStray);
});

test('the list with a line that fits several people is named', () => {
  const options = given(`1001,${AT},`);
  expect(oddities(false, options, [], rowsOf(options), IDS).join('\n')).toContain(
    'Lines of lists/times.csv that change nothing, because several people are called so: line 2 (1001) is Ada Lovelace (ada) or Bob (1002)',
  );
  // In a part of the class, others may be elsewhere.
  expect(oddities(true, options, [], rowsOf(options), IDS)).toEqual([]);
});

test.each([
  [
    `1001,${AT},`,
    'Several people are called so: line 2 (1001) is Ada Lovelace (ada) or Bob (1002).',
  ],
  [`ghost,${AT},`, 'Nobody in the class is called so, or there is no time: line 2 (ghost).'],
  ['ada,,', 'Every time is empty.'],
  ['ada,,2', 'Nobody in the class is called so, or there is no time: line 2 (ada).'],
])(
  'a late policy with a list of times that reaches nobody does not ask for a list: %s',
  (line, why) => {
    const options = { ...given(line), policy: POLICY };
    expect(() => refuseTimeless(rowsOf(options), options)).toThrow(
      `late= needs the time of each submission, and lists/times.csv gives none. ${why}`,
    );
  },
);

describe('a line that nobody is meant by', () => {
  const roster = parseRoster(
    'Identifier,Full name,ID number,Email address,Status,Grade,Maximum grade,Grade can be changed\nParticipant 42,Ada Lovelace,0012345,a@x.org,,,100,Yes\nParticipant 43,"Mouse, Mickey",777,m@x.org,,,100,Yes\n',
  );
  const told = (id: string) => {
    const overrides = parseOverrides(`id,score,reason,by\n${id},1,x,p\n`);
    if ('problem' in roster || 'problem' in overrides) throw new Error('the fixture is wrong');
    const options: OutputOptions = { roster, overrides, listFiles: { overrides: 'o.csv' } };
    return oddities(false, options, [], frameOf([], options).rows, []).join('\n');
  };

  test.each([
    ['42', "Moodle's number", 'line 2 (42; perhaps Participant 42 is meant)'],
    ['12345', 'lost zeros', 'line 2 (12345; perhaps 0012345 is meant)'],
    ['44', 'unknown', 'line 2 (44)'],
  ])('%s (%s) is listed with what may be meant', (id, _why, words) => {
    expect(told(id)).toBe(`Changed by hand, but not in the class (o.csv): ${words}`);
  });

  test.each(['"Lovelace, Ada"', 'Mickey Mouse'])('%s is a name in the other order', (id) => {
    expect(told(id)).not.toMatch(/not in the class/);
  });
});

test('a decimal comma is told apart', () => {
  expect(parseOverrides('id,score,reason,by\nada,"72,5",x,p\n')).toEqual({
    problem:
      'line 2: "72,5" is not a score such as 85, +5 or -2.5, or EX for excused. Write 72.5, with a point.',
  });
});
