/** The same folder again: no list that its results were made with can be forgotten without a word. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { refuseWithout } from '../../../grader/instructor/class/made-with';
import {
  allChanges,
  frameOf,
  type OutputOptions,
  writeOutputs,
} from '../../../grader/instructor/class/outputs';
import { withGroups } from '../../../grader/instructor/class/people/groups';
import type { Roster } from '../../../grader/instructor/class/people/person';
import { parseRoster } from '../../../grader/instructor/class/people/roster';
import { runAt } from '../../support/command';
import { RUN, rowOf } from '../../support/class-rows';

const GRADEBOOK =
  'Student,ID,SIS Login ID,Section,raft-1 (12345)\nPoints Possible,,,,20\n"Lovelace, Ada",1001,ada,1,\n"Oneil, Bob",1002,bob,1,\n';

function rosterOf(text: string, groups?: string): Roster {
  const roster = parseRoster(text);
  if ('problem' in roster) throw new Error(roster.problem);
  const whole = groups === undefined ? roster : withGroups(roster, groups);
  if ('problem' in whole) throw new Error(whole.problem);
  return whole;
}

const alone = rosterOf(GRADEBOOK);
const inTeam = rosterOf(GRADEBOOK, 'login,group\nada,team1\nbob,team1\n');
const ENTRIES = [
  rowOf({
    ...{ id: 'team1_1001', remarks: [], score: 6 },
    claim: { platform: 'canvas', slug: 'team1', user: '1001', upload: '55' },
  }),
];

let home = '';
beforeEach(() => (home = mkdtempSync(path.join(tmpdir(), 'made-with-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

const graded = (options: OutputOptions) => writeOutputs(home, RUN, ENTRIES, options);

test('results made with a roster, groups and a column are not replaced without one of them', async () => {
  await graded({ roster: inTeam, column: '12345' });
  const again = (options: OutputOptions) => () => refuseWithout([home], options, ' or delete it');
  expect(again({ roster: inTeam, column: '12345' })).not.toThrow();
  expect(again({ column: '2A' })).toThrow(
    /graded with a roster, .* nobody who is missing\. Add roster=, as when .* or delete it\.$/,
  );
  expect(again({ roster: alone, column: '12345' })).toThrow(/who is in which group.*Add groups=/);
  expect(again({ roster: inTeam, column: '2A' })).toThrow(
    /graded with column=.* not be for raft-1 \(12345\)\. Add column=/,
  );
  await graded({});
  expect(again({})).not.toThrow();
});

test('results of an older kit, which do not list what they were made with, show a roster by its people', async () => {
  await graded({ roster: inTeam, column: '12345' });
  const file = path.join(home, 'results.json');
  const { madeWith, ...older } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  expect(madeWith).toEqual({ roster: { groups: true, column: 'raft-1 (12345)' }, lists: [] });
  writeFileSync(file, JSON.stringify(older));
  expect(() => refuseWithout([home], {})).toThrow(/graded with a roster/);
  const before = { groups: true, column: 'raft-1 (12345)' };
  writeFileSync(file, JSON.stringify({ ...older, madeWith: before }));
  expect(() => refuseWithout([home], {})).toThrow(/graded with a roster/);
  expect(() => refuseWithout([home], { roster: alone })).toThrow(/Add groups=/);
  writeFileSync(file, '{');
  expect(() => refuseWithout([home], {})).not.toThrow();
});

test('grade-class refuses before it reads or writes anything', async () => {
  await graded({ roster: inTeam });
  const before = readFileSync(path.join(home, 'canvas.csv'), 'utf8');
  const { status, err } = runAt(home, 'grade-class', ['none', 'stage=2A', 'out=.', 'public-only']);
  expect([status, err.replace(/\s+/g, ' ')]).toEqual([
    2,
    expect.stringMatching(/graded with a roster.*choose another out=, or delete that folder/),
  ]);
  expect(readFileSync(path.join(home, 'canvas.csv'), 'utf8')).toBe(before);
});

test('"What changes" lists people who are no longer in the roster', () => {
  const { rows } = frameOf(ENTRIES, { roster: inTeam });
  const now = frameOf(ENTRIES, { roster: rosterOf(GRADEBOOK.replace(/"Oneil.*\n/, '')) }).rows;
  expect(allChanges(rows, now, false)).toEqual([
    {
      ...{ id: 'team1_1001 · bob', from: '6 of 8', to: 'no row' },
      because: ['no longer in the roster'],
    },
  ]);
  expect(allChanges(rows, now, true)).toEqual([]);
  // The same people by other ids.
  const other = rosterOf('name,email\n"Lovelace, Ada",a@x.org\n"Oneil, Bob",b@x.org\n');
  expect(allChanges(rows, frameOf(ENTRIES, { roster: other }).rows, false)).not.toContainEqual(
    expect.objectContaining({ to: 'no row' }),
  );
});
