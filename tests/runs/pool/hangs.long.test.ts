/** Code that never comes back or eats the memory: ended, named, and in bounded time. */
import { prepareChild, runJobs } from '../../../grader/runs/pool/pool';
import { Runner } from '../../../grader/runs/pool/runner';
import type { ProgramText } from '../../../grader/world/realm/program';
import { bundleOf, filesIn } from '../../support/programs';
import {
  atTopLevel,
  type Case,
  gradeEach,
  inConstructor,
  inMethod,
  LINE,
} from '../../support/bad-raft';

const K3 = 'Rule K.3: Handlers return, and memory stays within bounds';
const AT_LINE = [`raft/raft.ts:${LINE}`, `> ${LINE} |`];

/** Ended by the watchdog, and the loop found by a second look. */
function loop(name: string, edits: Case['edits'], ...says: Case['says']): Case {
  return {
    name,
    edits,
    code: 1,
    says: [K3, 'never returned: it loops endlessly at the line below', ...AT_LINE, ...says],
  };
}

describe('an endless loop is named: server, handler, virtual time and line', () => {
  const starting = 'S0, starting up (your modules and constructors) at 0.000 s,';
  gradeEach([
    loop('at the top level of a module', atTopLevel('for (;;) {}'), starting),
    loop('in a constructor that waits for a role', inConstructor('while (me === 0);'), starting),
    loop(
      'in a handler, once it is called',
      inMethod('requestVote', 'for (let n = 0; n >= 0; n = (n + 1) % 9) if (n > 9) return n;'),
      /S\d, in requestVote\(\) at 0\.\d+ s, never/,
    ),
    loop('in getState()', inMethod('getState', 'for (;;);'), 'S0,', 'at 0.000 s'),
    loop(
      'of microtasks',
      inConstructor('const again = () => queueMicrotask(again); setTimeout(again, 50);'),
      /S0, in a timer at 0\.05\d s/,
    ),
    loop('of await', inConstructor('void (async () => { for (;;) await null; })();'), starting),
    {
      name: 'in code that catches whatever is thrown at it',
      edits: inMethod('requestVote', 'for (;;) try { for (;;); } catch { continue; }'),
      code: 1,
      says: [
        K3,
        /S\d, in requestVote\(\) at 0\.\d+ s, never returned: it loops endlessly/,
        'for (;;) try',
      ],
    },
    {
      name: 'of setImmediate, which lets no time pass',
      edits: inConstructor('const again = () => { setImmediate(again); }; again();'),
      code: 1,
      says: [K3, 'never stopped running at 0.000 s, so no time could pass'],
    },
  ]);
});

describe('memory that runs over', () => {
  const over = (name: string, code: string, ...says: Case['says']): Case => ({
    name,
    edits: inMethod('requestVote', code),
    code: 1,
    says: [
      K3,
      // On a slow machine the time is used up first.
      /S\d, in requestVote\(\) at 0\.\d+ s, (?:used up its memory \(half a gigabyte\)|never returned)/,
      ...says,
    ],
  });
  gradeEach([
    over('by an array', 'const a = []; for (;;) a.push({ n: a.length });', ...AT_LINE),
    over('outside of the heap', 'const a = []; for (;;) a.push(new Uint8Array(1e7).fill(1));'),
    over('by timers', 'for (;;) setTimeout(() => {}, 1_000);'),
    over('by promises', 'const a = []; for (;;) a.push(Promise.resolve(a));', ...AT_LINE),
    {
      name: 'by a string, which V8 refuses by itself',
      edits: inMethod('requestVote', 'let s = "x"; for (;;) s += s;'),
      code: 1,
      says: ['Rule K.2', 'RangeError: Invalid string length', ...AT_LINE],
    },
    {
      name: 'by a typed array that is too long for any machine',
      edits: inMethod('requestVote', 'new Uint8Array(1e12);'),
      code: 1,
      says: ['Rule K.2', 'RangeError: Invalid typed array length', ...AT_LINE],
    },
  ]);
});

describe('console output is no crime', () => {
  const logs = (name: string, code: string): Case => ({
    name,
    edits: inMethod('requestVote', code),
    code: 0,
    says: ['1 of 1 tests passed'],
  });
  gradeEach([
    logs('a hundred thousand lines', 'for (let i = 0; i < 1e5; i++) console.log("line", i);'),
    logs('a line of 50 MB', 'console.log("y".repeat(5e7));'),
    logs(
      'things that are hard to print',
      'console.log(new Proxy({}, { ownKeys() { throw 1; } }), 10n, Symbol("q"), "\\u001b[31m");',
    ),
    {
      name: 'and is shown beside the events of a failure, cut and harmless',
      edits: inMethod(
        'requestVote',
        'console.log("\\u001b[31mred " + "y".repeat(5e3)); throw new Error("after the line");',
      ),
      code: 1,
      says: ['after the line', 'console: \\u001b[31mred yyyy', /y \u2026/],
    },
  ]);
});

describe('a submission that hangs in every test', () => {
  gradeEach([
    {
      name: 'is ended once in each test, which is judged for itself',
      edits: inConstructor('while (me < 99);'),
      words: ['2A'],
      code: 1,
      says: [
        /2A\/initial-election +0\/16 +rule K\.3, seed 1, 9 seeds left out/,
        /2A\/re-election +0\/20 +rule K\.3, seed 1, 9 seeds left out/,
        /2A\/many-elections +0\/24 +rule K\.3, seed 1, 9 seeds left out/,
        '0 of 18 tests passed',
      ],
    },
  ]);
});

test('a loop that was found once is known in the next run: its child is not ended again', async () => {
  const loads = jest.spyOn(Runner.prototype, 'load');
  const child = await prepareChild();
  try {
    const messages: string[] = [];
    await runJobs(
      ['2A/initial-election', '2A/re-election', '2B/basic-agree', '2C/persist-1'].map((id) => ({
        test: id,
        seed: 1,
      })),
      {
        child,
        text: await referenceThatHangsIn('requestVote(args: RequestVoteArgs): RequestVoteReply'),
        workers: 1,
        onResult: ({ failure }) => messages.push(failure?.message ?? ''),
      },
    );
    expect(messages).toHaveLength(4);
    for (const message of messages)
      expect(message).toMatch(/^S\d, in .*requestVote.* at .* loops endlessly/);
    // The code as it is, and with its loops counted: a few rounds where it is known to hang, and many.
    expect(loads).toHaveBeenCalledTimes(3);
  } finally {
    child.dispose();
    loads.mockRestore();
  }
});

test('a loop that is in some runs only is not looked for in all', async () => {
  const child = await prepareChild();
  try {
    const ends: string[] = [];
    await runJobs(
      [
        { test: '2B/basic-agree', seed: 1 },
        // Nobody calls start() here.
        ...[1, 2, 3, 4].map((seed) => ({ test: '2A/initial-election', seed })),
        { test: '2B/basic-agree', seed: 2 },
      ],
      {
        child,
        text: await referenceThatHangsIn(
          'start(command: Command): { index: number; term: number; isLeader: boolean }',
        ),
        workers: 1,
        onResult: ({ status, failure }) => ends.push(failure?.rule ?? status),
      },
    );
    expect(ends).toEqual(['K.3', 'passed', 'passed', 'passed', 'passed', 'K.3']);
  } finally {
    child.dispose();
  }
});

function referenceThatHangsIn(signature: string): Promise<ProgramText> {
  const files = filesIn('solutions', 'raft');
  const text = files['raft.ts'] ?? '';
  expect(text).toContain(`${signature} {`);
  return bundleOf({ ...files, 'raft.ts': text.replace(`${signature} {`, '$& for (;;) {}') });
}
