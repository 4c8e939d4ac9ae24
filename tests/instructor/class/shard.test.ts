/** Every submission is in one shard, and in the same one everywhere. */
import { isIn, parseShard, shardOf } from '../../../grader/instructor/class/shard';

const IDS = Array.from({ length: 2_000 }, (_, at) => `student-${at}`);

describe('shards', () => {
  test.each([1, 2, 3, 4, 7, 64])('%i of them hold each id exactly once', (of) => {
    for (const id of IDS) {
      const homes = Array.from({ length: of }, (_, at) => ({ index: at + 1, of })).filter((shard) =>
        isIn(id, shard),
      );
      expect(homes).toEqual([{ index: shardOf(id, of), of }]);
    }
  });

  test('are of nearly the same size', () => {
    const sizes = [1, 2, 3, 4].map((index) => IDS.filter((id) => shardOf(id, 4) === index).length);
    for (const size of sizes) expect(Math.abs(size - 500)).toBeLessThan(100);
  });

  test('stay the same: the first 48 bits of SHA-256', () => {
    // Reckoned with another program.
    expect(['ada', 'bob', '__proto__', ''].map((id) => shardOf(id, 1_000))).toEqual([
      790, 355, 735, 125,
    ]);
  });

  test('do not tell apart two spellings of one name', () => {
    expect('é'.normalize('NFD')).not.toBe('é');
    expect(shardOf('René'.normalize('NFD'), 9_973)).toBe(shardOf('René'.normalize('NFC'), 9_973));
  });
});

describe('shard=', () => {
  test('is read', () => {
    expect(parseShard('2/4')).toEqual({ index: 2, of: 4 });
    expect(parseShard(' 1/1 ')).toEqual({ index: 1, of: 1 });
  });

  test.each([
    ['0/4', 'numbered from 1 to 4'],
    ['5/4', 'no shard 5 of 4'],
    ['1/0', '1 to 10000 shards'],
    ['1/10001', '1 to 10000 shards'],
    ['2', 'written shard=2/4'],
    ['2 of 4', 'written shard=2/4'],
    ['-1/4', 'written shard=2/4'],
    ['1.5/4', 'written shard=2/4'],
    ['', 'written shard=2/4'],
  ])('is refused: "%s"', (text, why) => {
    expect(parseShard(text)).toEqual({ problem: expect.stringContaining(why) as string });
  });
});
