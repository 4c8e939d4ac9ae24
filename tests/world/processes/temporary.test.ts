/** Folders that a killed process left behind go; those of a living one, or of others, stay. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { discard, sweep, temporaryFolder } from '../../../grader/world/processes/temporary';

let parent = '';
beforeAll(() => {
  parent = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'sweep-'));
});
afterAll(() => fs.rmSync(parent, { recursive: true, force: true }));

/** Larger than any number that a system gives to a process. */
const NOBODY = '4194999';

/** The name of a folder of ours, with another process, or another start of it, in it. */
function nameWith(change: (parts: string[]) => void): string {
  const folder = temporaryFolder('test');
  discard(folder);
  const parts = path.basename(folder).split('-');
  change(parts);
  return parts.join('-');
}

const put = (name: string) => {
  fs.mkdirSync(path.join(parent, name, 'inside'), { recursive: true });
  fs.writeFileSync(path.join(parent, name, 'inside', 'file'), 'x');
  return name;
};
const left = () => fs.readdirSync(parent).sort();

test('a temporary folder names its process, and nobody else may look into it', () => {
  const folder = temporaryFolder('test');
  try {
    expect(path.basename(folder)).toMatch(
      new RegExp(`^raft-lab-test-${process.pid}-\\d+-[0-9a-f]{12}-\\w{6}$`),
    );
    if (process.platform !== 'win32') expect(fs.statSync(folder).mode & 0o777).toBe(0o700);
  } finally {
    discard(folder);
  }
  expect(fs.existsSync(folder)).toBe(false);
});

test('what a process that is gone has left goes, and nothing else', () => {
  const own = put(nameWith(() => undefined));
  const foreign = [
    put(nameWith((parts) => parts.splice(3, 3, NOBODY, '1', '000000000000'))),
    put('raft-lab-notes'),
    put('raft-lab-git-abcdef'),
    put(`raft-lab-${NOBODY}`),
  ];
  put(nameWith((parts) => parts.splice(3, 1, NOBODY)));
  sweep(parent);
  expect(left()).toEqual([own, ...foreign].sort());
});

const linux = fs.existsSync('/proc/self/stat') ? test : test.skip;

linux('a number that was given to another process since does not keep a folder', () => {
  const name = put(nameWith((parts) => parts.splice(4, 1, '1')));
  sweep(parent);
  expect(left()).not.toContain(name);
});

const links = process.platform === 'win32' ? test.skip : test;

links('a link that is called so is left alone, and so is what it points to', () => {
  const name = nameWith((parts) => parts.splice(3, 1, NOBODY));
  const target = put('precious');
  fs.symlinkSync(path.join(parent, target), path.join(parent, name));
  sweep(parent);
  expect(left()).toEqual(expect.arrayContaining([name, target]));
  expect(fs.existsSync(path.join(parent, target, 'inside', 'file'))).toBe(true);
});
