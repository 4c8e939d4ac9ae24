/** The disk of a live server: what a kill leaves of it. */
import fs from 'node:fs';
import { FolderDisk } from '../../../grader/student/live/disk/folder-disk';
import { temporaryFolder } from './support/cluster';

const home = temporaryFolder();
afterAll(() => fs.rmSync(home, { recursive: true, force: true }));

const contents = new Map<number, string>();
function written(disk: FolderDisk, file: string, id: number, text: string): void {
  contents.set(id, text);
  disk.apply({ op: 'write', file, content: { id, length: text.length } }, fetch);
}
const fetch = (id: number) => contents.get(id) ?? '';
const afterAKill = () => new FolderDisk(home).read().bytes;

test('a kill loses what is not synced, keeps what is, and in the middle of a sync leaves a torn file', () => {
  const disk = new FolderDisk(home);
  written(disk, 'state', 1, 'the first');
  expect(afterAKill()).toEqual(new Map());
  disk.apply({ op: 'sync', file: 'state' }, fetch);
  written(disk, 'state', 2, 'second..');
  expect(afterAKill()).toEqual(new Map([['state', 'the first']]));

  const whole = fs.writeSync;
  const half = jest.spyOn(fs, 'writeSync');
  half.mockImplementationOnce(whole).mockImplementationOnce(() => {
    throw new Error('killed');
  });
  expect(() => disk.apply({ op: 'sync', file: 'state' }, fetch)).toThrow('killed');
  half.mockRestore();
  expect(afterAKill()).toEqual(new Map([['state', 'seco']]));
});

test('two names are two files on any system, and a boot finds them under their names', () => {
  const folder = fs.mkdtempSync(`${home}-names`);
  const disk = new FolderDisk(folder);
  const names = [
    'a',
    'A',
    '+a',
    '%41',
    'term:3',
    'COM1',
    'ein Name?',
    'é漢',
    '..a',
    'n'.repeat(255),
    `\n${'🦊'.repeat(63)}`,
  ];
  names.forEach((name, i) => {
    written(disk, name, 10 + i, `of ${i}`);
    disk.apply({ op: 'sync', file: name }, fetch);
  });
  const stored = fs.readdirSync(folder).filter((name) => name.endsWith('.bin'));
  expect(new Set(stored.map((name) => name.toLowerCase())).size).toBe(names.length);
  for (const name of stored) expect(name).toMatch(/^[a-z0-9._%-]+$/);
  expect(new FolderDisk(folder).read().bytes).toEqual(
    new Map(names.map((name, i) => [name, `of ${i}`])),
  );
  disk.apply({ op: 'rename', file: 'a', to: 'm'.repeat(255) }, fetch);
  expect(new FolderDisk(folder).read().bytes.get('m'.repeat(255))).toBe('of 0');
  fs.rmSync(folder, { recursive: true });
});
