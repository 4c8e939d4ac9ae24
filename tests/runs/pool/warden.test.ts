/** A child in an endless loop does not outlive a grading that is killed with no chance to see to it. */
import fs from 'node:fs';
import { meterOf } from '../../../grader/world/processes/usage';
import { WARDEN } from '../../../grader/world/processes/warden';
import { atTopLevel } from '../../support/bad-raft';
import { eventually } from '../../support/eventually';
import { childrenIn, grade } from '../../support/submission';

const TIMEOUT_MS = 300_000;
/** Longer than a child takes to start, and shorter than it may be silent. */
const BUSY_CPU_SECONDS = 0.8;
const linux = fs.existsSync('/proc/self/cmdline') ? test : test.skip;

linux(
  'a grading that is ended with kill -9 leaves no process behind',
  async () => {
    let parent = 0;
    let wardens: readonly string[] = [];
    const graded = await grade(atTopLevel('for (;;) {}'), {
      started: (command, home) => {
        parent = command.pid ?? 0;
        const look = setInterval(() => {
          // By then it goes round and round, and is not yet ended by the watchdog.
          const isBusy = (pid: number) => (meterOf(pid).usage().cpuSeconds ?? 0) > BUSY_CPU_SECONDS;
          if (!childrenIn(home).some(isBusy)) return;
          clearInterval(look);
          wardens = wardensOf(parent);
          command.kill('SIGKILL');
        }, 20);
        command.on('close', () => clearInterval(look));
      },
    });
    expect(graded.code).toBeNull();
    expect(wardens).toHaveLength(1);
    // Neither a process nor a file.
    expect(graded.left).toEqual([]);
    await eventually(() => expect(wardensOf(parent)).toEqual([]));
  },
  TIMEOUT_MS,
);

linux(
  'a grading that ends by itself leaves no warden behind',
  async () => {
    let parent = 0;
    const graded = await grade({}, { started: (command) => (parent = command.pid ?? 0) });
    expect(graded.left).toEqual([]);
    await eventually(() => expect(wardensOf(parent)).toEqual([]));
  },
  TIMEOUT_MS,
);

/** The wardens that were started by this process. */
function wardensOf(parent: number): readonly string[] {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const words = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        return words.includes(WARDEN) && words.includes(String(parent));
      } catch {
        return false;
      }
    });
}
