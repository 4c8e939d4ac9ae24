/** `npm run trace` as a person starts it, in a pipe. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { plainEnvironment } from '../../support/command';
import { filesIn } from '../../support/programs';

const ROOT = path.join(__dirname, '..', '..', '..');
const home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'trace-'));

afterAll(() => {
  fs.rmSync(home, { recursive: true, force: true });
});

function trace(...words: readonly string[]) {
  const script = ['--require', './grader/cli/set-up.cjs', 'grader/cli/trace.ts'];
  return spawnSync(process.execPath, [...script, ...words], {
    ...{ cwd: ROOT, env: plainEnvironment(), encoding: 'utf8' },
  });
}

function folderWith(name: string, file: string, edit: (text: string) => string): string {
  const folder = path.join(home, name);
  fs.mkdirSync(folder);
  const files = filesIn('solutions', 'raft');
  const before = files[file] ?? '';
  files[file] = edit(before);
  if (files[file] === before) throw new Error('the edit changes nothing');
  for (const [one, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, one), text);
  return folder;
}

test('a run that fails is shown with its witness and the rule, and that is no failure of the command', () => {
  const dir = folderWith('votes', 'election.ts', (text) =>
    text.replace('state.votedFor === null || state.votedFor === candidateId', 'true'),
  );
  const { status, stdout, stderr } = trace('2A', 'only=many-elections', 'seed=1', `dir=${dir}`);
  expect([status, stderr]).toEqual([0, '']);
  // eslint-disable-next-line no-control-regex -- none may be there
  expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  expect(stdout).toMatch(/^» .*GRANTS/m);
  expect(stdout).toContain('Rule RV.2: One vote per server and term');
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    `npm run grade 2A only=many-elections seed=1 dir=${dir}`,
  );
});

test('code that never comes back leaves nothing to show, and the command says where it is', () => {
  const dir = folderWith('loop', 'raft.ts', (text) =>
    text.replace('readPersist(server);', 'readPersist(server);\n    for (;;);'),
  );
  const { status, stdout } = trace('2A/initial-election', 'seed=7', `dir=${dir}`);
  expect(status).toBe(1);
  expect(stdout).toContain('2A/initial-election   seed 7   at');
  expect(stdout).toContain('never returned');
  expect(stdout).toContain('leaves no trace');
});

test('a scenario file that cannot be read is refused with its name', () => {
  const file = path.join(home, 'bad.json');
  fs.writeFileSync(file, '{ "schema": "other" }');
  const { status, stderr } = trace(`scenario=${file}`, 'solution');
  expect(status).toBe(2);
  expect(stderr.replaceAll(/\s+/g, '')).toContain(file);
  expect(stderr).toContain('not a scenario file');
});
