/** Parts of long proofs: the same for the same commit, and each has its turn. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { commitOf, dayOf, turnOf, turnWords } from '../../grader/command/turn';

let folder = '';

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'raft-turn-'));
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

function commit(message: string): void {
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...who, 'commit', '-q', '--allow-empty', '-m', message], { cwd: folder });
}

test('a commit has one part, and another commit another number', () => {
  execFileSync('git', ['init', '-q'], { cwd: folder });
  expect(commitOf(folder)).toBeUndefined();
  commit('one');
  const one = commitOf(folder);
  expect(commitOf(folder)).toEqual(one);
  expect(one?.name).toMatch(/^commit [0-9a-f]{7}$/);
  commit('two');
  expect(commitOf(folder)?.number).not.toBe(one?.number);
});

test('where there is no repository, the day takes the place of the commit', () => {
  expect(commitOf(path.parse(folder).root)).toBeUndefined();
  const day = (date: string) => turnOf(5, dayOf(new Date(date)));
  expect(day('2026-03-01T00:00:00Z')).toEqual(day('2026-03-01T23:59:59Z'));
  const parts = [1, 2, 3, 4, 5].map((date) => day(`2026-03-0${date}T12:00:00Z`).part);
  expect(parts.sort()).toEqual([1, 2, 3, 4, 5]);
  expect(turnWords(day('2026-03-01T12:00:00Z'))).toMatch(/^part \d of 5, chosen by 2026-03-01$/);
});

test.each([
  [0, 1],
  [4, 5],
  [5, 1],
  [0xffffffff, 1],
])('the number %i has part %i of 5', (number, part) => {
  expect(turnOf(5, { number, name: 'commit 0a1b2c3' }).part).toBe(part);
});
