/** The checker says of known histories what is known of them, and of small ones what trying every order says. */
import fc from 'fast-check';
import { check } from '../../../grader/student/live/linearizable/check';
import type { Operation } from '../../../grader/student/live/linearizable/operation';
import { shortestPrefix } from '../../../grader/student/live/linearizable/shortest';
import { showHistory } from '../../../grader/student/live/linearizable/show';
import { bruteForce } from './support/brute-force';

/** `w1 0-2`: writes 1 from 0 to 2; `r1 3-4`; `r 3-4` reads nothing; `w1 0-` has no answer. */
function history(...lines: readonly string[]): Operation[] {
  return lines.map((line, client) => {
    const [, kind, value, from, to] = /^([rw])(\w*) (\d+)-(\d*)$/.exec(line) ?? [];
    return {
      client,
      call:
        kind === 'w'
          ? { kind: 'write', value: value ?? '' }
          : { kind: 'read', value: value === '' ? undefined : value },
      invokedAt: Number(from),
      answeredAt: to === '' ? undefined : Number(to),
    };
  });
}

const YES: readonly (readonly [string, readonly string[]])[] = [
  ['nothing', []],
  ['a read of nothing', ['r 0-1']],
  ['a read after a write', ['w1 0-1', 'r1 2-3']],
  ['a read of the old value during a write', ['w1 0-1', 'w2 2-9', 'r1 3-4']],
  ['a read of the new value during a write', ['w1 0-1', 'w2 2-9', 'r2 3-4', 'r2 5-6']],
  ['writes at once, in either order', ['w1 0-9', 'w2 0-9', 'r2 10-11', 'r2 12-13']],
  ['a write without an answer that took effect late', ['w1 0-1', 'w2 2-', 'r1 5-6', 'r2 50-60']],
  ['a write without an answer that never took effect', ['w1 0-1', 'w2 2-', 'r1 50-60']],
  ['a read without an answer', ['w1 0-1', 'r7 2-']],
  ['an answer in the moment of the next call', ['w1 0-1', 'w2 1-2', 'r1 2-3']],
];

const NO: readonly (readonly [string, readonly string[]])[] = [
  ['a read of what nobody wrote', ['r1 0-1']],
  ['a stale read', ['w1 0-1', 'w2 2-3', 'r1 4-5']],
  ['a lost write', ['w1 0-1', 'r 2-3']],
  ['a value that comes back', ['w1 0-9', 'w2 0-9', 'r1 10-11', 'r2 12-13', 'r1 14-15']],
  ['two readers that disagree', ['w1 0-20', 'r1 1-2', 'r 3-4']],
  [
    'a write without an answer that comes and goes',
    ['w1 0-', 'w2 1-2', 'r1 3-4', 'r2 5-6', 'r1 7-8'],
  ],
  ['a read of what is written later', ['r1 0-1', 'w1 2-3']],
];

describe('a history is linearizable:', () => {
  test.each(YES)('%s', (_name, lines) => {
    expect(check(history(...lines))).toBe('yes');
  });
});

describe('a history is not linearizable:', () => {
  test.each(NO)('%s', (_name, lines) => {
    expect(check(history(...lines))).toBe('no');
  });
});

test('a search that has used up its memory says so, and neither yes nor no', () => {
  const writes = Array.from({ length: 12 }, (_, i) => `w${i} 0-100`);
  const hard = history(...writes, 'r1 101-102', 'r2 103-104');
  expect(check(hard, 50)).toBe('unknown');
  expect(check(hard)).toBe('no');
});

const VALUES = ['a', 'b', 'c'];
const operations = fc.array(
  fc.record({
    isWrite: fc.boolean(),
    value: fc.option(fc.constantFrom(...VALUES), { nil: undefined }),
    from: fc.nat(12),
    takes: fc.option(fc.integer({ min: 0, max: 8 }), { nil: undefined }),
  }),
  { maxLength: 6 },
);

test('the search and trying every order agree on small histories', () => {
  const told = { yes: 0, no: 0 };
  fc.assert(
    fc.property(operations, (drawn) => {
      const made = drawn.map(({ isWrite, value, from, takes }, client): Operation => ({
        client,
        call: isWrite ? { kind: 'write', value: value ?? 'a' } : { kind: 'read', value },
        invokedAt: from,
        answeredAt: takes === undefined ? undefined : from + takes,
      }));
      const wanted = bruteForce(made) ? 'yes' : 'no';
      told[wanted]++;
      expect(check(made)).toBe(wanted);
    }),
    { seed: 7, numRuns: 2_000 },
  );
  // Neither verdict is so rare that nothing was compared.
  expect(Math.min(told.yes, told.no)).toBeGreaterThan(200);
});

test('a long history of many clients takes no time', () => {
  const long = Array.from({ length: 20_000 }, (_, i): Operation => {
    const value = String(i - (i % 8));
    return {
      client: i % 8,
      call: i % 8 === 0 ? { kind: 'write', value } : { kind: 'read', value },
      invokedAt: i * 10,
      answeredAt: i * 10 + (i % 8 === 0 ? 9 : 35 - 4 * (i % 8)),
    };
  });
  expect(check(long)).toBe('yes');
  expect(check([...long, ...history('r1 300000-300001')])).toBe('no');
});

describe('the shortest beginning that cannot be explained', () => {
  const whole = history(
    ...['w1 0-1', 'w2 2-3', 'r2 4-5', 'w3 6-20', 'r1 8-9', 'r3 10-11', 'w4 30-31', 'r4 32-33'],
  );

  test('ends with the first answer that fits nowhere', () => {
    const prefix = shortestPrefix(whole);
    expect(check(prefix)).toBe('no');
    expect(prefix).toHaveLength(5);
    expect(prefix.at(-1)).toMatchObject({ call: { kind: 'read', value: '1' }, answeredAt: 9 });
  });

  test('is shown on a time axis', () => {
    expect(showHistory('k', shortestPrefix(whole))).toMatchInlineSnapshot(`
      "Key k: no order of these operations explains what clients saw.
        (the last 4 of 5; the others can be explained)
        client 0  writes 1                    |---|
        client 1  writes 2                            |---|
        client 2  reads 2                                     |--|
        client 4  reads 1                                                    |---|
                                              0.000 s                     0.009 s"
    `);
  });
});
