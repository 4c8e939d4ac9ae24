/** A child in an endless loop does not outlive a grading that is killed with no chance to see to it. */
import fs from 'node:fs';
import { WARDEN } from '../../../grader/runs/pool/warden';
import { atTopLevel } from '../../support/bad-raft';
import { childrenIn, grade } from '../../support/submission';

const TIMEOUT_MS = 60_000;
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
          if (childrenIn(home).length === 0) return;
          clearInterval(look);
          // By then it goes round and round, and is not yet ended by the watchdog.
          setTimeout(() => {
            wardens = wardensOf(parent);
            command.kill('SIGKILL');
          }, 700);
        }, 50);
      },
    });
    expect(graded.code).toBeNull();
    expect(wardens).toHaveLength(1);
    // Only files: no process that names the folder is left.
    expect(graded.left.filter((one) => one.includes('child.cjs'))).toEqual([]);
    expect(wardensOf(parent)).toEqual([]);
  },
  TIMEOUT_MS,
);

linux(
  'a grading that ends by itself leaves no warden behind',
  async () => {
    let parent = 0;
    const graded = await grade({}, { started: (command) => (parent = command.pid ?? 0) });
    await new Promise((wake) => setTimeout(wake, 500));
    expect(graded.left).toEqual([]);
    expect(wardensOf(parent)).toEqual([]);
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
