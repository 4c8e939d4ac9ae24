/** `npm run mutants` as a whole, in a copy of the kit whose bank is small. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..', '..');
const COPIED = ['grader', 'solutions', 'docs', 'package.json', 'tsconfig.json'];

const SMALL_BANK = `
import { edit, type Mutant } from '../mutant';

const base = { mistake: 'Something is wrong.', stage: '2A' } as const;
const line = '  return count > server.peers.length / 2;';

export const BANK: readonly Mutant[] = [
  { ...base, id: 'fake/caught', rules: ['C.2'], edits: [edit('server.ts', line, '  return true;')] },
  { ...base, id: 'fake/wrong', rules: ['B.2'], edits: [edit('server.ts', line, '  return !!count;')] },
  {
    ...base,
    id: 'fake/canary',
    rules: ['C.2'],
    edits: [edit('server.ts', line, '  return 2 * count > server.peers.length;')],
  },
];
`;

let copy: string;

beforeAll(() => {
  copy = mkdtempSync(path.join(os.tmpdir(), 'raft-mutants-'));
  for (const name of COPIED)
    cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
  writeFileSync(path.join(copy, 'grader', 'proof', 'mutants', 'bank', 'index.ts'), SMALL_BANK);
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

function mutants(...words: readonly string[]): { code: number | null; out: string; err: string } {
  const argv = ['--require', 'tsx/cjs', path.join('grader', 'cli', 'mutants.ts'), ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
    cwd: copy,
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}

test('a mutant that survives, or is named wrongly, makes the exit code 1', () => {
  const canary = mutants('only=canary', 'seeds=1');
  expect(canary).toMatchObject({ code: 1, err: '' });
  expect(canary.out).toContain('✗ fake/canary: no test fails. Something is wrong.');
  const wrong = mutants('only=wrong', 'seeds=1');
  expect(wrong.code).toBe(1);
  expect(wrong.out.replace(/\s+/g, ' ')).toMatch(
    /✗ fake\/wrong: 2A\/\S+ fails on seed 1 with C\.2 .*: B\.2/,
  );
});

test('one that is caught is also looked up in docs/mutants.md', () => {
  expect(mutants('only=caught', 'seeds=1')).toMatchObject({ code: 0, err: '' });
  const stale = mutants('only=caught');
  expect(stale.code).toBe(1);
  const row = /should say:\n(.*)/.exec(stale.out)?.[1] ?? '';
  expect(row).toMatch(
    /^\| `fake\/caught` \| Something is wrong\. \| 2A \| `2A\/.*` \| C\.2 \| \S+ 3\/3 \| 1 \|/,
  );
  writeFileSync(path.join(copy, 'docs', 'mutants.md'), `${row}\n`);
  expect(mutants('only=caught').code).toBe(0);
});

test('words that are not understood are told, with exit code 2', () => {
  expect(mutants('fast')).toMatchObject({ code: 2, out: '' });
});
