/** `npx jest labs` in a kit as students have it: Jest by itself, their files, and the grader beside them. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { plainEnvironment } from '../../support/command';
import { filesIn } from '../../support/programs';

const ROOT = path.join(__dirname, '..', '..', '..');
const JEST = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
const kit = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'own-kit-'));

beforeAll(() => {
  const labs = path.join(kit, 'labs', 'raft');
  fs.mkdirSync(labs, { recursive: true });
  for (const [name, text] of Object.entries(filesIn('solutions', 'raft')))
    fs.writeFileSync(path.join(labs, name), text);
  const parts = { recursive: true, filter: (file: string) => !/(?:page|variants)$/.test(file) };
  fs.cpSync(path.join(ROOT, 'grader'), path.join(kit, 'grader'), parts);
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(kit, 'node_modules'), 'junction');
  const copies = [
    ['grader/instructor/release/template/jest.config.js', 'jest.config.js'],
    ['labs/raft/example.test.ts', 'labs/raft/example.test.ts'],
  ] as const;
  for (const [from, to] of copies) fs.copyFileSync(path.join(ROOT, from), path.join(kit, to));
  fs.writeFileSync(path.join(labs, 'mine.test.ts'), MINE);
  const handout = fs.readFileSync(path.join(ROOT, 'labs', '2B', 'README.md'), 'utf8');
  const example = /```ts\n([^`]*grader\/student\/testing[^]*?)```/.exec(handout)?.[1];
  if (example === undefined) throw new Error('the handout has no example');
  fs.writeFileSync(path.join(labs, 'handout.test.ts'), example);
});

afterAll(() => {
  fs.rmSync(kit, { recursive: true, force: true });
});

const MINE = `
import { expect, test } from '@jest/globals';
import { scenario } from '../../grader/student/testing';
import { Log } from './log';

test('a class of my own', () => {
  expect(new Log().lastIndex).toBe(0);
});

test('nobody leads alone', async () => {
  await scenario({ stage: '2A' }, (cluster) => {
    const first = cluster.leader();
    first.next().crash();
    first.next(2).crash();
    cluster.run(2_000);
    cluster.agree('1', { on: 2 });
  });
});
`;

test("runs the kit's example, the handout's and a student's own tests, and a failure is told as in a grading", () => {
  const { status, stderr } = spawnSync(process.execPath, [JEST, 'labs', '--no-cache'], {
    ...{ cwd: kit, env: plainEnvironment(), encoding: 'utf8' },
  });
  expect(status).toBe(1);
  expect(stderr).toContain('PASS labs/raft/example.test.ts');
  expect(stderr).toContain('PASS labs/raft/handout.test.ts');
  expect(stderr).toContain('✗ nobody leads alone   seed 1');
  expect(stderr).toContain('Rule V.2');
  expect(stderr).toContain('Replay: npx jest labs -t "nobody leads alone"');
  expect(stderr).toMatch(/> \d+ \| +cluster\.agree/);
  expect(stderr).toContain('3 passed, 4 total');
});

test('in the kit itself, `labs` means the labs, and no argument means the tests of the kit', () => {
  const rootsFor = (...words: readonly string[]) => {
    const flags = ['--showConfig', ...words];
    const { stdout } = spawnSync(process.execPath, [JEST, ...flags], {
      ...{ cwd: ROOT, env: plainEnvironment(), encoding: 'utf8' },
    });
    return (JSON.parse(stdout) as { configs: { roots: string[] }[] }).configs[0]?.roots;
  };
  expect(rootsFor('labs')).toEqual([path.join(ROOT, 'labs')]);
  expect(rootsFor('tests/instructor/skeletons/labs.test.ts')).toEqual([path.join(ROOT, 'tests')]);
});
