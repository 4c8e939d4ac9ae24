/** The end of the stack, in many ways: a slice of what `npm run cheats` tries. */
import { TRIES, tryTheStackEnd } from '../../../grader/proof/cheats/stack-end';
import { bundlePrelude } from '../../../grader/world/realm/bundle';
import * as way from '../../../grader/world/realm/enter';

test('nothing of the host comes up at the end of the stack', async () => {
  const { found, tries } = tryTheStackEnd(
    await bundlePrelude(),
    [3],
    undefined,
    /^(call|getter|proxy|generator|sort|finally)/,
  );
  expect(found).toEqual([]);
  expect(tries).toBeGreaterThan(80);
});

test('there are ten thousand tries', () => {
  expect(TRIES).toBeGreaterThanOrEqual(10_000);
});

test('a stack that is read in a realm shows nothing of who called it, whatever is left out of it', () => {
  const stack = way.enter((): string => {
    const all = new Error('x').stack ?? '';
    return all;
  }, undefined);
  const lines = stack.split('\n    at ').slice(2);
  expect(lines.length).toBeGreaterThan(3);
  const pads = lines.filter((line) => line.startsWith('grader (grader:1:'));
  expect(pads.length).toBeGreaterThanOrEqual(Math.min(lines.length, 8));
});

test('while one stack is written, nobody is asked how to write another, and what is thrown comes out', () => {
  expect(() =>
    way.shielded(() => {
      throw new Error('from inside');
    }),
  ).toThrow('from inside');
  expect(way.shielded(() => way.shielded(() => 7))).toBe(7);
});
