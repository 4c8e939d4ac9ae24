/** What a process uses, as each system tells it. */
import { spawn, spawnSync } from 'node:child_process';
import { meterOf } from '../grader/world/processes/usage';

const hasPs = spawnSync('ps', ['-p', String(process.pid)]).status === 0;

test.each([
  ['/proc', 'proc', process.platform === 'linux'],
  ["the system's own program", 'program', process.platform === 'win32' || hasPs],
] as const)(
  '%s tells the processor time and the memory of a busy process, and keeps them when it is gone',
  async (_name, how, isThere) => {
    if (!isThere) return;
    const busy = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
    const meter = meterOf(busy.pid ?? -1, how);
    try {
      // The system's program may tell whole seconds.
      await until(() => (meter.usage().cpuSeconds ?? 0) >= 1);
      expect(meter.usage().residentMb).toBeGreaterThan(1);
    } finally {
      busy.kill('SIGKILL');
      await new Promise((resolve) => busy.on('close', resolve));
    }
    expect(meter.usage().cpuSeconds).toBeGreaterThanOrEqual(1);
    meter.close();
  },
);

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((wake) => setTimeout(wake, 50));
}
