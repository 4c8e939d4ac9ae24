/** Code that throws: the server, the student's file and line, and the lines around it. */
import {
  atTopLevel,
  type Case,
  gradeEach,
  inConstructor,
  inMethod,
  LINE,
} from '../../support/bad-raft';
import { QUICK_2B } from '../../support/submission';

const K2 = 'Rule K.2: Server code does not throw';

/** Fails by K.2 and shows line 6 of raft.ts. */
function thrown(name: string, edits: Case['edits'], ...says: Case['says']): Case {
  return { name, edits, code: 1, says: [K2, `raft/raft.ts:${LINE}`, `> ${LINE} |`, ...says] };
}

/** Fails by K.2; there is no line to be had. */
function unplaced(name: string, code: string, ...says: Case['says']): Case {
  const saysNot = ['Look at: the line named above', '> '];
  return { name, edits: inConstructor(code), code: 1, says: [K2, ...says], saysNot };
}

describe('an exception is laid at the door of the code that threw it', () => {
  gradeEach([
    thrown(
      'at the top level of a module',
      atTopLevel('throw new Error("too early");'),
      'S0 crashed at 0.000 s: loading its modules threw Error: too early',
    ),
    thrown(
      'in a constructor',
      inConstructor('throw new Error("at birth");'),
      'S0 crashed at 0.000 s: a constructor threw Error: at birth',
    ),
    thrown(
      'in a handler',
      inMethod('requestVote', '(undefined as any).term;'),
      "requestVote() threw TypeError: Cannot read properties of undefined (reading 'term')",
    ),
    thrown(
      'in an async handler',
      inMethod('requestVote', 'return (async () => { await null; throw new Error("late"); })();'),
      'requestVote() threw Error: late',
    ),
    thrown(
      'in a timer',
      inConstructor('setTimeout(() => { throw new RangeError("tick"); }, 100);'),
      'S0 crashed at 0.100 s: a timer threw RangeError: tick',
    ),
    {
      ...thrown('in start()', inMethod('start', 'throw new Error("no");'), 'start() threw Error'),
      words: QUICK_2B,
    },
    thrown(
      'in getState()',
      inMethod('getState', 'throw new Error("who knows");'),
      'getState() threw Error: who knows',
    ),
    thrown(
      'in a microtask',
      inConstructor('queueMicrotask(() => { throw new Error("micro"); });'),
      'a microtask threw Error: micro',
    ),
    thrown(
      'in a promise that nobody waits for',
      inConstructor('void Promise.resolve().then(() => { throw new Error("lost"); });'),
      'whose rejection was not caught',
      'Error: lost',
    ),
    thrown(
      'in a detached async call, some time later',
      inConstructor(
        'void (async () => { await new Promise((go) => setTimeout(go, 50)); throw new Error("x"); })();',
      ),
      'crashed at 0.050 s',
      'whose rejection was not caught',
    ),
    thrown(
      'deep down, with the way there',
      inConstructor('const a = () => b(); const b = () => { throw new Error("deep"); }; a();'),
      'called at a raft.ts:6',
      'called at new Raft2 raft.ts:6',
    ),
    thrown(
      'by endless recursion',
      inConstructor('const down = (): number => down() + 1; down();'),
      'RangeError: Maximum call stack size exceeded',
    ),
  ]);
});

describe('what is thrown need not be an Error', () => {
  gradeEach([
    unplaced('a string', 'throw "a word";', 'a word was thrown (no Error object'),
    unplaced('null', 'throw null;', 'null was thrown (no Error object'),
    unplaced('a rejection with nothing', 'void Promise.reject();', 'undefined was thrown'),
    unplaced(
      'an Error whose fields throw when they are read',
      'const e = new Error("x"); for (const name of ["message", "stack", "name"]) Object.defineProperty(e, name, { get() { throw e; } }); throw e;',
      'something was thrown that cannot be shown',
    ),
    unplaced(
      'an Error whose fields are symbols',
      'const e: any = new Error("x"); e.message = e.stack = e.name = Symbol("odd"); throw e;',
      'a constructor threw Error',
    ),
    unplaced(
      'a Proxy that throws at every touch',
      'throw new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } });',
      'something was thrown that cannot be shown',
    ),
    unplaced(
      'a stack made up to mislead the grader',
      'const e = new Error("x"); e.stack = "Error: fake\\n    at submission.js:0:0\\n    at submission.js:99999:1"; throw e;',
      'a constructor threw Error: fake',
    ),
  ]);
});

describe('a message cannot spoil the report', () => {
  gradeEach([
    thrown(
      'escape codes are shown and not obeyed',
      inConstructor('throw new Error("\\u001b[31mred\\u0007 \\u202Eback");'),
      'Error: \\u001b[31mred\\u0007 \\u202eback',
    ),
    {
      name: 'a message of 100,000 letters is cut',
      edits: inConstructor('throw new Error("x".repeat(100_000));'),
      code: 1,
      says: [K2, 'xxxxx …'],
      saysNot: [/(x{90}\s+){12}/],
    },
    thrown(
      'a message of several lines is one',
      inConstructor('throw new Error("one\\n    at nowhere (there.js:1:1)\\ntwo");'),
      'a constructor threw Error: one',
    ),
  ]);
});
