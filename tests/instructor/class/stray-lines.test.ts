/** Lines of lists that reach nobody, or say two things of one person. */
import {
  oddities,
  refuseTimeless,
  refuseTwoTimes,
} from '../../../grader/instructor/class/class-oddities';
import { frameOf, type OutputOptions } from '../../../grader/instructor/class/outputs';
import { parseRoster } from '../../../grader/instructor/class/people/roster';
import { hasDoubtfulLines } from '../../../grader/instructor/class/stray-lines';
import { parseTimes } from '../../../grader/instructor/class/times';
import { rowOf } from '../../support/class-rows';

const ROSTER = parseRoster('id,login,canvas_user_id\nwork-1,ada,1001\nwork-2,1001,1002\n');
const POLICY = {
  deadline: '2026-10-01T12:00:00Z',
  ...{ graceMinutes: 0, percentPerDay: 30, capPercent: 100, freeDays: 0 },
};
const ENTRIES = ['work-1', 'work-2'].map((id) => rowOf({ id, remarks: [] }));

function given(lines: string): OutputOptions {
  const times = parseTimes(`id,submitted_at,free_days_used\n${lines}\n`);
  if ('problem' in times || 'problem' in ROSTER) throw new Error('the fixture is wrong');
  return { roster: ROSTER, times };
}

const rowsOf = (options: OutputOptions) => frameOf(ENTRIES, options).rows;
const IDS = ENTRIES.map(({ id }) => id);
const AT = '2026-10-01T10:00:00Z';

test('two times for one person are refused, one by the submission and one by the person', () => {
  const check = (lines: string) => () => refuseTwoTimes(rowsOf(given(lines)), given(lines));
  expect(check(`ada,${AT},\nwork-1,2026-11-01T10:00:00Z,`)).toThrow(/two times.*work-1, ada\./);
  expect(check(`ada,,2\nwork-1,${AT},`)).not.toThrow();
  expect(check(`ada,${AT},\nwork-2,${AT},`)).not.toThrow();
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
    'Lines of times= that change nothing, because several people are called so: 1001',
  );
  // In a part of the class, others may be elsewhere.
  expect(oddities(true, options, [], rowsOf(options), IDS)).toEqual([]);
});

test('a late policy with times that reach nobody is refused with their names', () => {
  const options = { ...given(`1001,${AT},`), policy: POLICY };
  expect(() => refuseTimeless(rowsOf(options), options)).toThrow(/no line of times= .*: 1001\./);
});
