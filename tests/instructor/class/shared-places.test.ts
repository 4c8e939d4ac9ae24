/** Two ids of a list that name one repository or folder are shown to the instructor, and keep their grades. */
import path from 'node:path';
import { oddities } from '../../../grader/instructor/class/class-oddities';
import type { Entry } from '../../../grader/instructor/class/entry';
import { ofNow } from '../../../grader/instructor/class/grade-one';
import { frameOf } from '../../../grader/instructor/class/outputs';
import { overviewHtml } from '../../../grader/instructor/class/pages/overview-html';
import { feedbackHtml } from '../../../grader/instructor/class/pages/feedback-html';
import { sharedPlaces } from '../../../grader/instructor/class/shared-places';
import { hasDoubtfulLines } from '../../../grader/instructor/class/stray-lines';
import { below } from '../../support/archives';
import { RUN, rowOf } from '../../support/class-rows';
import { Desk, found } from '../../support/intake';

const desk = new Desk();
afterAll(() => desk.clear());

/** The class of a list, as it is after the grading. */
async function graded(...lines: readonly string[]): Promise<readonly Entry[]> {
  const folder = desk.folder({
    ...below('class/ada'),
    ...below('class/bob'),
    'list.txt': lines.join('\n'),
  });
  const { submissions } = await found(path.join(folder, 'list.txt'));
  return submissions.map(({ id, shared }) => ({
    ...rowOf({ id, remarks: [] }),
    ...(shared && { shared }),
  }));
}

const GITHUB = 'https://github.com/course/raft-ada';

test.each([
  ['an address', GITHUB, GITHUB],
  ['an address with .git', GITHUB, `${GITHUB}.git`],
  ['an address in other letters', GITHUB, 'https://GitHub.com/Course/raft-ada/'],
  ['an address of ssh', GITHUB, 'git@github.com:course/raft-ada.git'],
  ['a port', GITHUB, 'ssh://git@github.com:22/course/raft-ada.git'],
  ['a password', GITHUB, 'https://token@github.com/course/raft-ada'],
  ['a folder', 'class/ada', './class/bob/../ada/'],
  ['one commit', `${GITHUB} 4f2c9d1`, `${GITHUB} 4f2c9d1`],
  ['the newest commit', GITHUB, `${GITHUB} main`],
])('%s under two ids is reported', async (_, one, other) => {
  const entries = await graded(`ada ${one}`, 'bob class/bob', `eve ${other}`);
  const { rows } = frameOf(entries, {});
  const [place = ''] = one.split(' ');
  const said = `ada and eve name the same repository or folder in the list, and get the same points if they mean the same commit: ${place}`;
  expect(sharedPlaces(rows)).toEqual([said]);
  expect(oddities(true, {}, [], rows, [])).toContain(said);
  expect(hasDoubtfulLines(true, {}, rows, [])).toBe(true);
  expect(rows.map(({ id, score }) => [id, score])).toEqual(entries.map((e) => [e.id, e.score]));
});

test.each([
  ['other repositories', GITHUB, 'https://github.com/course/raft-eve'],
  ['the same path on another server', GITHUB, 'https://gitlab.com/course/raft-ada'],
  ['a branch for each student', `${GITHUB} ada`, `${GITHUB} eve`],
  ['other folders', 'class/ada', 'class/bob'],
])('%s are not reported', async (_, one, other) => {
  const { rows } = frameOf(await graded(`ada ${one}`, `eve ${other}`), {});
  expect(sharedPlaces(rows)).toEqual([]);
  expect(hasDoubtfulLines(false, {}, rows, ['ada', 'eve'])).toBe(false);
});

test('the overview has it as a remark, and no student sees it', async () => {
  const { rows } = frameOf(await graded('ada class/ada', 'eve class/ada'), {});
  const remark = 'The list names the same repository or folder for eve: class/ada.';
  expect(overviewHtml(RUN, rows, (id) => id)).toContain(remark);
  for (const row of rows) expect(feedbackHtml(RUN, row)).not.toContain('same repository');
});

test('a corrected list removes it from results that are kept', async () => {
  const [ada] = await graded('ada class/ada', 'eve class/ada');
  if (!ada) throw new Error('nobody was found');
  const folder = desk.folder({ ...below('class/ada'), 'list.txt': 'ada class/ada' });
  const { submissions } = await found(path.join(folder, 'list.txt'));
  const handed = await submissions[0]?.open();
  expect(ada.shared).toBeDefined();
  expect(handed && ofNow(ada, handed).shared).toBeUndefined();
});

test('a place of the list that is not there is not to be handed in again', async () => {
  const list = desk.file('list.txt', 'ada nowhere\n');
  const { submissions } = await found(list);
  const handed = await submissions[0]?.open();
  expect(handed?.problem).toMatch(/the list names .*nowhere\. Correct the list and run/);
});
