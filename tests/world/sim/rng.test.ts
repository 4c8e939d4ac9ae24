import { Rng } from '../../../grader/world/sim/rng';

function draws(rng: Rng, count = 50): number[] {
  return Array.from({ length: count }, () => rng.int(0, 1_000_000));
}

/** How often each number came up. */
function tally(count: number, draw: (i: number) => number): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const drawn = draw(i);
    counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
  }
  return counts;
}

describe('a seed', () => {
  test('gives the same draws every time', () => {
    expect(draws(new Rng(7))).toEqual(draws(new Rng(7)));
  });

  test('gives other draws than another seed', () => {
    expect(draws(new Rng(7))).not.toEqual(draws(new Rng(8)));
  });

  test('counts with its low 32 bits only', () => {
    expect(draws(new Rng(2 ** 32 + 7))).toEqual(draws(new Rng(7)));
  });

  test('gives the same draws on every machine and in every release', () => {
    const rng = new Rng(42);
    expect(draws(rng.fork('network'), 5)).toEqual(KNOWN_DRAWS);
  });
});

/** Changing these means that no seed that was ever reported replays any more. */
const KNOWN_DRAWS = [362_165, 160_289, 930_628, 214_656, 866_743];

describe('a fork', () => {
  test('depends on its name', () => {
    expect(draws(new Rng(7).fork('disk 1'))).not.toEqual(draws(new Rng(7).fork('disk 2')));
  });

  test('depends on the seed', () => {
    expect(draws(new Rng(7).fork('disk'))).not.toEqual(draws(new Rng(8).fork('disk')));
  });

  test('does not depend on what was drawn before', () => {
    const root = new Rng(7);
    const before = draws(root.fork('disk'));
    draws(root);
    expect(draws(root.fork('disk'))).toEqual(before);
  });

  test('draws otherwise than what it was forked from', () => {
    const root = new Rng(7);
    expect(draws(root.fork('disk'))).not.toEqual(draws(new Rng(7)));
  });

  test('of a seed is no like that of its neighbour', () => {
    const pairs = tally(4_000, (i) => {
      const rng = new Rng(i).fork('disk');
      return 4 * rng.int(0, 3) + rng.int(0, 3);
    });
    // Each of the 16 pairs is due 250 times.
    expect(pairs.size).toBe(16);
    for (const count of pairs.values()) {
      expect(count).toBeGreaterThan(180);
      expect(count).toBeLessThan(320);
    }
  });

  test('can be forked again', () => {
    const again = () => draws(new Rng(7).fork('server').fork('disk'));
    expect(again()).toEqual(again());
    expect(again()).not.toEqual(draws(new Rng(7).fork('disk').fork('server')));
  });
});

describe('a new draw leaves the draws of all others alone:', () => {
  /** A run with three parts; one of them may draw more, or be forked further. */
  function run(change: (parts: { root: Rng; network: Rng; nemesis: Rng }) => void) {
    const root = new Rng(7);
    const [network, disk, nemesis] = [
      root.fork('network'),
      root.fork('disk'),
      root.fork('nemesis'),
    ];
    draws(network, 3);
    change({ root, network, nemesis });
    return { network: draws(network), disk: draws(disk), nemesis: draws(nemesis) };
  }
  const before = run(() => undefined);

  test('a draw more in the network', () => {
    const after = run(({ network }) => network.int(0, 9));
    expect(after.network).not.toEqual(before.network);
    expect({ disk: after.disk, nemesis: after.nemesis }).toEqual({
      disk: before.disk,
      nemesis: before.nemesis,
    });
  });

  test('a new part that is forked off and draws', () => {
    expect(run(({ root }) => draws(root.fork('clients')))).toEqual(before);
  });

  test('a part of a part', () => {
    expect(run(({ nemesis }) => draws(nemesis.fork('crashes')))).toEqual(before);
  });
});

describe('int', () => {
  test('reaches both bounds and nothing beyond', () => {
    const rng = new Rng(1);
    const counts = tally(2_000, () => rng.int(-2, 3));
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2, 3]);
    // Each is due 333 times.
    for (const count of counts.values()) expect(count).toBeGreaterThan(250);
  });

  test('of one number is that number', () => {
    const rng = new Rng(1);
    expect([...tally(100, () => rng.int(5, 5)).keys()]).toEqual([5]);
  });
});

describe('chance', () => {
  test.each([
    ['one in ten', 1, 10, 850, 1_150],
    ['two in three', 2, 3, 6_400, 6_930],
    ['never', 0, 10, 0, 0],
    ['always', 10, 10, 10_000, 10_000],
  ])('%s', (_name, hits, outOf, min, max) => {
    const rng = new Rng(3);
    let count = 0;
    for (let i = 0; i < 10_000; i++) if (rng.chance(hits, outOf)) count++;
    expect(count).toBeGreaterThanOrEqual(min);
    expect(count).toBeLessThanOrEqual(max);
  });
});

describe('pick', () => {
  test('reaches every element', () => {
    const rng = new Rng(5);
    const picked = new Set(Array.from({ length: 200 }, () => rng.pick(['a', 'b', 'c'])));
    expect(picked).toEqual(new Set(['a', 'b', 'c']));
  });

  test('of an empty list is refused', () => {
    expect(() => new Rng(5).pick([])).toThrow('the list is empty');
  });
});

describe('sample', () => {
  const LIST = [10, 11, 12, 13, 14];

  test('gives distinct elements of the list, as many as asked', () => {
    for (let seed = 0; seed < 200; seed++) {
      const chosen = new Rng(seed).sample(LIST, 3);
      expect(new Set(chosen).size).toBe(3);
      expect(LIST).toEqual(expect.arrayContaining(chosen));
    }
  });

  test('reaches every element and every order', () => {
    const rng = new Rng(9);
    const orders = new Set(Array.from({ length: 500 }, () => rng.sample([1, 2, 3], 2).join()));
    expect([...orders].sort()).toEqual(['1,2', '1,3', '2,1', '2,3', '3,1', '3,2']);
  });

  test('gives the whole list if more is asked, and leaves it as it was', () => {
    const list = [...LIST];
    expect(new Rng(9).sample(list, 99).sort((a, b) => a - b)).toEqual(LIST);
    expect(list).toEqual(LIST);
  });
});
