/** When a child is ended: by what it does, and never by what keeps its parent busy. */
import { USUAL } from '../../../grader/runs/pool/limits';
import { watchdog } from '../../../grader/runs/pool/watchdog';

/** A child that has worked for so long. */
const meter = (worked: { cpuSeconds: number }) => ({
  usage: () => ({ ...worked, residentMb: 1 }),
  close: () => undefined,
});

/** Turns of the event loop, so that a look that is due has been taken. */
async function turns(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((next) => setImmediate(next));
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate'] });
});
afterEach(() => {
  jest.useRealTimers();
});

test('a child that works and gives no sign of life is ended', async () => {
  const worked = { cpuSeconds: 0 };
  const end = jest.fn();
  watchdog(meter(worked), USUAL, end);
  jest.advanceTimersByTime(100);
  await turns();
  worked.cpuSeconds = USUAL.silentCpuSeconds + 1;
  jest.advanceTimersByTime(100);
  await turns();
  expect(end.mock.calls).toEqual([['silent']]);
});

/** A watch over a child that has been looked at once. */
async function begun() {
  const worked = { cpuSeconds: 0 };
  const end = jest.fn();
  const watch = watchdog(meter(worked), USUAL, end);
  jest.advanceTimersByTime(100);
  await turns();
  return { worked, end, watch };
}

test('a sign of life that came while the parent was busy is heard before the child is judged', async () => {
  const { worked, end, watch } = await begun();
  // The parent was busy for a while: its timer is due, and then it reads what the child has said.
  worked.cpuSeconds = USUAL.silentCpuSeconds + 1;
  jest.advanceTimersByTime(100);
  watch.alive();
  await turns();
  expect(end).not.toHaveBeenCalled();
  watch.stop();
});

test('nobody is ended after the watch is over', async () => {
  const { worked, end, watch } = await begun();
  worked.cpuSeconds = USUAL.silentCpuSeconds + 1;
  jest.advanceTimersByTime(100);
  watch.stop();
  await turns();
  expect(end).not.toHaveBeenCalled();
});
