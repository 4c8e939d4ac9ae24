/** parts.json: a merge misses a part that was forgotten. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  missingOf,
  type Piece,
  readSplit,
  type Split,
  unionOf,
  writeSplit,
} from '../../../grader/instructor/class/parts-file';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'split-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const part = (...have: readonly number[]): Split => ({ of: 4, have });

/** A folder with these submissions; of a whole class if there is no split. */
function piece(split: Split | undefined, ...ids: readonly string[]): Piece {
  return { name: `graded/${ids.join('')}`, split, ids: new Set(ids) };
}

test('parts are put together in any order and twice, and what is missing is known', () => {
  const some = unionOf([piece(part(3)), piece(part(1)), piece(part(3))]);
  expect(some).toEqual(part(1, 3));
  expect(missingOf(some as Split)).toEqual([2, 4]);
  expect(unionOf([piece(part(4, 2)), piece(part(1, 3))])).toEqual(part(1, 2, 3, 4));
});

test('parts of classes that were split in different ways are refused, because somebody would be missing', () => {
  const union = unionOf([piece(part(1), 'ada'), piece({ of: 8, have: [2] }, 'bob')]);
  expect(union).toHaveProperty(
    'problem',
    expect.stringMatching(/graded\/ada .*shard=\.\.\.\/4.*graded\/bob .*shard=\.\.\.\/8/),
  );
});

test('a whole class among its parts is whole; a folder with other submissions makes no part complete', () => {
  expect(unionOf([])).toBeUndefined();
  expect(unionOf([piece(undefined, 'ada')])).toBeUndefined();
  expect(unionOf([piece(part(1), 'ada'), piece(undefined, 'ada', 'bob')])).toBeUndefined();
  expect(unionOf([piece(undefined, 'late'), piece(part(1), 'ada')])).toEqual(part(1));
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
