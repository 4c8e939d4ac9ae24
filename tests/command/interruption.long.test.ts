/** A grading that is stopped half-way: what is known is told, and nothing stays behind. */
import type { ChildProcess } from 'node:child_process';
import { bareOfManners, inConstructor } from '../support/bad-raft';
import {
  type Edits,
  grade,
  type Graded,
  type GradeOptions,
  childrenIn,
} from '../support/submission';

const LONG_MS = 300_000;
/** Would take minutes. */
const MANY_SEEDS = ['2A', 'seeds=5000'];

/** Now and then before a child is ready, and now and then when it is at work. */
const KILL_EVERY_MS = 300;

type Watch = NonNullable<GradeOptions['watch']>;

/** Does something to the command when it first says this. */
function once(what: string | RegExp, act: (command: ChildProcess) => void): Watch {
  let isDone = false;
  return (command, out) => {
    if (isDone || out.search(what) === -1) return;
    isDone = true;
    act(command);
  };
}

const sends =
  (signal: NodeJS.Signals, times = 1) =>
  (command: ChildProcess) => {
    for (let i = 0; i < times; i++) command.kill(signal);
  };

const interrupted = ({ code, out, err }: Graded) => ({ code, out: out + err });

describe('Ctrl-C and its like', () => {
  const rows: readonly (readonly [string, Edits, GradeOptions])[] = [
    ['Ctrl-C after some tests', {}, { watch: once(/✓.*\n/, sends('SIGINT')) }],
    // npm hands the terminal's Ctrl-C on, so that it comes twice.
    ['Ctrl-C twice at once', {}, { watch: once(/✓.*\n/, sends('SIGINT', 2)) }],
    ['SIGTERM after some tests', {}, { watch: once(/✓.*\n/, sends('SIGTERM')) }],
    ['a terminal that is closed', {}, { watch: once(/✓.*\n/, sends('SIGHUP')) }],
  ];
  test.concurrent.each(rows)(
    '%s: what is finished counts, exit code 130',
    async (_name, edits, options) => {
      const words = ['2A', 'only=initial-election,re-election', 'seeds=60'];
      const graded = await grade(edits, { words, ...options });
      const { code, out } = interrupted(graded);
      expect({ code, out }).toEqual({ code: 130, out });
      expect(out).toMatch(/✓ 2A\/initial-election +16\/16/);
      expect(out).toMatch(/- 2A\/re-election +0\/20 +(not run|stopped after \d+ seeds?)/);
      expect(out).toContain('Interrupted: unfinished tests have no points.');
      expect(bareOfManners(graded)).toEqual([]);
    },
    LONG_MS,
  );

  test.concurrent.each([
    ['before anything was run', /Grading/, {}],
    ['while code hangs', /Grading/, inConstructor('while (me === 0);')],
  ] as const)(
    'Ctrl-C %s',
    async (_name, when, edits) => {
      const wait = Object.keys(edits).length === 0 ? 0 : 1_500;
      const watch = once(when, (command) => {
        setTimeout(sends('SIGINT'), wait, command);
      });
      const graded = await grade(edits, { words: MANY_SEEDS, watch });
      const { code, out } = interrupted(graded);
      expect({ code, out }).toEqual({ code: 130, out });
      expect(out).toMatch(/ 0 of \d+ tests passed/);
      expect(bareOfManners(graded)).toEqual([]);
    },
    LONG_MS,
  );

  test.concurrent(
    'json tells what is finished, and that it is not complete',
    async () => {
      // Nothing is printed before the end.
      const started: GradeOptions['started'] = (command, home) => {
        const timer = setInterval(() => {
          if (childrenIn(home).length > 0) command.kill('SIGINT');
        }, 50);
        command.on('close', () => {
          clearInterval(timer);
        });
      };
      const graded = await grade({}, { words: [...MANY_SEEDS, 'json'], started });
      expect(graded.code).toBe(130);
      expect(JSON.parse(graded.out)).toMatchObject({ status: 'failed', complete: false });
    },
    LONG_MS,
  );
});

test(
  'a reader that goes away ends the grading without a word',
  async () => {
    const watch = once('Grading', (command) => command.stdout?.destroy());
    const { code, err, left } = await grade({}, { words: ['2A', 'seeds=60'], watch });
    expect({ code, err, left }).toEqual({ code: 130, err: '', left: [] });
  },
  LONG_MS,
);

test(
  'a grader whose children are killed from outside gives no zero, and exit code 3',
  async () => {
    const watch: Watch = (command, _out, home) => {
      const timer = setInterval(() => {
        for (const pid of childrenIn(home)) process.kill(pid, 'SIGKILL');
      }, KILL_EVERY_MS);
      command.on('close', () => {
        clearInterval(timer);
      });
    };
    // Enough to do, so that no child has ended by itself when it is killed.
    const graded = await grade({}, { words: MANY_SEEDS, watch });
    const told = graded.out + graded.err;
    expect({ code: graded.code, told }).toEqual({ code: 3, told });
    expect(told).toContain('The grader itself has failed');
    expect(told).toMatch(/SIGKILL/);
    expect(told).not.toMatch(/0\/16/);
    expect(bareOfManners(graded)).toEqual([]);
  },
  LONG_MS,
);
