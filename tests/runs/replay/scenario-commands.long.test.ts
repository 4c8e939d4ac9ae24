/** From a failing run to a small file that is kept, replayed, and mended: the commands end to end. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { keptLine } from '../../../grader/student/scenario-files/kept-line';
import { parseGradeArgs } from '../../../grader/command/grade-words/args';
import { parseShrinkArgs } from '../../../grader/student/shrink/shrink-args';
import { shrinkForReport } from '../../../grader/student/shrink/shrink-for-report';
import { fileHashes } from '../../../grader/runs/grading/file-hashes';
import { bundleFolder, bundlePrelude } from '../../../grader/world/realm/bundle';
import { CATALOGUE } from '../../../grader/judge/scenarios/catalogue';
import { plainEnvironment } from '../../support/command';
import { mutantFiles } from '../../support/mutants';
import { filesIn } from '../../support/programs';

const ROOT = path.join(__dirname, '..', '..', '..');
const MUTANT = 'fast-backup/boundary-of-too-short';
const NAME = 'too-short.scenario.json';

let folder: string;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'raft-scenarios-'));
  write(mutantFiles(MUTANT));
});

afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
}

function run(command: 'grade' | 'shrink', ...words: readonly string[]) {
  const node = ['--require', './grader/cli/set-up.cjs', `grader/cli/${command}.ts`, ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, node, {
    cwd: ROOT,
    encoding: 'utf8',
    env: plainEnvironment({ RAFT_LAB_PAGES: 'on' }),
  });
  return { status, stdout, stderr };
}

test('a failing run is made smaller, kept, replayed and mended', async () => {
  const dir = `dir=${folder}`;
  const shrunk = run('shrink', '2C', 'only=persist-2', 'seed=1', dir, 'keep=too-short');
  expect(shrunk).toMatchObject({ status: 0, stderr: '' });
  expect(shrunk.stdout).toMatch(/^Making 2C\/persist-2, seed 1, on /);
  expect(shrunk.stdout).toMatch(/\nFails with 3 servers, \d crash/);
  expect(shrunk.stdout).toMatch(/\nBefore: 5 servers, 5 crashes, /);
  expect(shrunk.stdout).toMatch(/\nIt would pass if /);
  expect(shrunk.stdout).toContain('Rule K.2');
  expect(shrunk.stdout).toMatch(/^ {2}Page: {3}\S+2C-persist-2-seed-1-small\.html$/m);
  // eslint-disable-next-line no-control-regex -- they are what must not be there
  expect(shrunk.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);

  const kept = path.join(folder, 'scenarios');
  expect(fs.readdirSync(kept)).toEqual([NAME]);
  expect(run('shrink', '2C/persist-2', dir, 'keep=too-short')).toMatchObject({
    status: 2,
    stdout: '',
  });

  const failing = run('grade', `scenario=${kept}`, dir);
  expect(failing.status).toBe(1);
  expect(failing.stdout).toMatch(/✗ .*rule K\.2, saved for rule K\.2/);
  expect(failing.stdout).toMatch(/fast-backup\.ts:\d+/);
  expect(failing.stdout).toContain('1 of 1 scenario fails.');
  expect(failing.stdout).toMatch(/^ {2}Page: {3}\S+scenario-too-short\.html$/m);

  const code = { folder, shown: 'labs/raft' };
  const never = new AbortController().signal;
  expect(await keptLine(code, ['2C'], never)).toBe(
    'Your kept scenario fails: npm run grade scenario=labs/raft/scenarios',
  );
  expect(await keptLine(code, ['2A'], never)).toBeUndefined();

  write(filesIn('solutions', 'raft'));
  const mended = run('grade', `scenario=${path.join(kept, NAME)}`, dir);
  expect(mended).toMatchObject({ status: 0, stderr: '' });
  expect(mended.stdout).toContain('1 scenario: no rule broke.');
  expect(await keptLine(code, ['2C'], never)).toBe('Your kept scenario passes.');
  write(mutantFiles(MUTANT));
});

test('kept scenarios are no part of what is handed in', async () => {
  fs.mkdirSync(path.join(folder, 'scenarios'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'scenarios', 'other.scenario.json'), '{');
  expect(Object.keys(fileHashes(folder)).filter((name) => name.includes('scenario'))).toEqual([]);
  expect(await bundleFolder(folder, await bundlePrelude())).toMatchObject({ kind: 'bundle' });
  fs.rmSync(path.join(folder, 'scenarios', 'other.scenario.json'));
});

test('a file that is no scenario ends the command, and is named', () => {
  const file = path.join(folder, 'bad.json');
  fs.writeFileSync(file, '{ "schema": "raft-lab/scenario/1", "title": 7 }');
  const { status, stderr } = run('grade', `scenario=${file}`, `dir=${folder}`);
  expect(status).toBe(2);
  expect(stderr.replaceAll('\n', ' ')).toMatch(/bad\.json: The file: "title" must be a text/);
  expect(run('grade', 'scenario=nowhere')).toMatchObject({ status: 2, stdout: '' });
});

test('for a report there are lines, a recording and a schedule, or a reason', async () => {
  const small = await shrinkForReport(folder, { test: '2C/persist-2', seed: 1 }, { seconds: 120 });
  if (small.kind === 'not') throw new Error(small.sentence);
  expect(small.lines[0]).toMatch(/^Fails with 3 servers/);
  expect(small.lines.every((line) => line.length <= 80)).toBe(true);
  expect(small.recording.verdict?.rule).toBe('K.2');
  expect(small.schedule.breaks).toBe('K.2');
  expect(await shrinkForReport(folder, { test: '2A/one-vote', seed: 1 })).toMatchObject({
    kind: 'not',
  });
});

describe('the words of the commands', () => {
  test.each([
    [['2C', 'only=figure-8', 'seed=3']],
    [['2C/figure-8', 'seed=3']],
    [['figure-8', '--seed', '3']],
  ])('shrink %j', (words) => {
    expect(parseShrinkArgs(words, {})).toMatchObject({
      kind: 'shrink',
      wish: { kind: 'run', test: '2C/figure-8', seed: 3 },
    });
  });

  test('shrink keeps under a name that is one', () => {
    expect(parseShrinkArgs(['keep'], {})).toMatchObject({ keep: {} });
    expect(parseShrinkArgs(['keep=lost-vote'], {})).toMatchObject({ keep: { name: 'lost-vote' } });
    expect(parseShrinkArgs(['keep=../x'], {})).toMatchObject({ kind: 'problem' });
    expect(parseShrinkArgs(['keep=con'], {})).toMatchObject({ kind: 'problem' });
  });

  test('grade takes several scenarios, and no stage, test or seed beside them', () => {
    const grade = (...words: readonly string[]) => parseGradeArgs(words, {}, CATALOGUE);
    expect(grade('scenario=a.json', 'scenario=b', 'solution', 'verbose')).toEqual({
      kind: 'scenarios',
      named: ['a.json', 'b'],
      target: { kind: 'solution' },
      verbose: true,
    });
    for (const more of ['2C', 'seed=3', 'only=figure-8', 'json', 'seeds=4', 'list'])
      expect(grade('scenario=a.json', more)).toMatchObject({ kind: 'problem' });
    expect(grade('scenario=')).toMatchObject({ kind: 'problem' });
  });
});
