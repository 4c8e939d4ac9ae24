/** What a user types while a cluster serves. */
import { PassThrough } from 'node:stream';
import type { Fleet } from '../../../grader/student/live/fleet/fleet';
import { untilQuit } from '../../../grader/student/live/typed';

function serving(isTTY: boolean) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const killed: number[] = [];
  const printed: string[] = [];
  const kill = (server: number) => killed.push(server);
  const fleet = { size: 3, members: [], kill } as unknown as Fleet;
  const { ended, close } = untilQuit(input, fleet, (line) => printed.push(line));
  let hasEnded = false;
  void ended.then(() => (hasEnded = true));
  const settle = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  return { input, killed, printed, close, settle, hasEnded: () => hasEnded };
}

test.each(['quit', 'exit', 'q', ' QUIT '])('%s ends the cluster', async (word) => {
  const { input, close, settle, hasEnded } = serving(true);
  input.write('kill 1\n');
  await settle();
  expect(hasEnded()).toBe(false);
  input.write(`${word}\n`);
  await settle();
  expect(hasEnded()).toBe(true);
  close();
});

test.each([
  ['Ctrl-D in a terminal ends the cluster', true],
  ['the end of other input does not end a cluster in the background', false],
])('%s', async (_name, isTTY) => {
  const { input, killed, settle, hasEnded } = serving(isTTY);
  input.end('kill 1\n');
  await settle();
  expect(killed).toEqual([1]);
  expect(hasEnded()).toBe(isTTY);
});

test('anything else lists what can be typed, and quit is in that list', async () => {
  const { input, printed, close, settle, hasEnded } = serving(true);
  input.write('fly 1\n\n');
  await settle();
  expect(hasEnded()).toBe(false);
  expect(printed).toEqual([expect.stringMatching(/^Type: kill 1.*, quit$/)]);
  close();
});
