/** One student's uploads to Canvas, of which there may be any number. */
import { ownNames, type Upload } from '../../../grader/instructor/class/intake/canvas';
import type { Item } from '../../../grader/instructor/class/intake/item';
import type { FileSlot } from '../../../grader/instructor/class/intake/slots';

const reads: string[] = [];

function upload(file: string, at: number, bytes: number): Upload {
  const read = () => {
    reads.push(file);
    return Promise.resolve(Buffer.from("import './log-2';"));
  };
  const item: Item = { path: file, kind: 'file', bytes, read };
  const slot: FileSlot = {
    kind: 'file',
    name: file,
    item,
    open: () => Promise.reject(new Error()),
  };
  return { slot, file, isLate: false, upload: 90_000 + at };
}

test('a file keeps a number that another one imports, and loses one that Canvas gave', async () => {
  const all = ['raft.ts', 'log-2.ts', 'raft-1.ts'].map((file, at) => upload(file, at, 100));
  const names = (await ownNames(all)).map(({ path }) => path);
  expect(names.toSorted()).toEqual(['log-2.ts', 'raft.ts', 'raft.ts']);
});

test.each([
  ['hundreds', 900, 100],
  ['megabytes', 20, 900_000],
])('%s of attempts are not all read into memory at once', async (_, count, bytes) => {
  reads.length = 0;
  const all = Array.from({ length: count }, (_, at) => upload(`raft-${at + 1}.ts`, at, bytes));
  const items = await ownNames(all);
  expect(new Set(items.map(({ path }) => path))).toEqual(new Set(['raft.ts']));
  expect(reads).toEqual([]);
});
