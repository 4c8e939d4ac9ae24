/** parts.json: a merge misses a part that was forgotten. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  missingOf,
  readSplit,
  type Split,
  unionOf,
  writeSplit,
} from '../../../grader/instructor/class/split';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'split-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const part = (...have: readonly number[]): Split => ({ of: 4, have });

test('parts are put together in any order and twice, and what is missing is known', () => {
  const some = unionOf([part(3), part(1), part(3)]);
  expect(some).toEqual(part(1, 3));
  expect(some && missingOf(some)).toEqual([2, 4]);
  expect(unionOf([part(4, 2), part(1, 3)])).toEqual(part(1, 2, 3, 4));
});

test('nothing is said of classes that were split in several ways, or not at all', () => {
  expect(unionOf([])).toBeUndefined();
  expect(unionOf([part(1), undefined])).toBeUndefined();
  expect(unionOf([undefined, part(1)])).toBeUndefined();
  expect(unionOf([part(1), { of: 8, have: [2] }])).toBeUndefined();
});

test('a part keeps its file, the whole class has none, and a broken one says nothing', () => {
  writeSplit(folder, part(2));
  expect(readSplit(folder)).toEqual(part(2));
  for (const text of ['', '{', '{"of":4}', '{"of":0,"have":[]}', '{"of":4,"have":["2"]}']) {
    fs.writeFileSync(path.join(folder, 'parts.json'), text);
    expect(readSplit(folder)).toBeUndefined();
  }
  writeSplit(folder, part(1, 2, 3, 4));
  expect(fs.readdirSync(folder)).toEqual([]);
});
