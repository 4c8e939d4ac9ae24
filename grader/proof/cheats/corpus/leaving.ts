/** Code that ends the process before it can report, or reports in the grader's name. */
import type { Cheat } from '../cheat';
import { HARMLESS, named, refused, SAME, tries } from './make';

const FORGED = `JSON.stringify({ kind: 'result', result: { test: '2A/initial-election', seed: 1, status: 'passed' } })`;

export const LEAVING: readonly Cheat[] = [
  tries(
    'leaving/exit',
    'Ends the process with exit code 0 when its modules are loaded.',
    { module: 'process.exit(0);' },
    named('K.2'),
  ),
  tries(
    'leaving/exit-if-there-is-one',
    'Ends the process with any process object that it finds in the global object.',
    {
      module:
        'globalThis.process?.exit?.(0); globalThis.process?.abort?.(); globalThis.process?.kill?.(globalThis.process.pid);',
    },
    SAME,
  ),
  tries(
    'leaving/exit-by-require',
    'Ends the process with require().',
    { module: "require('node:process').exit(0);" },
    refused('import of "node:process"'),
  ),
  tries(
    'leaving/corrupt-async-ids',
    'Rejects promises that lie to Node about their async ids, which makes Node end itself.',
    {
      before:
        'const lie = new Proxy(Promise.prototype, { get: (t, k, r) => (typeof k === "symbol" && /async_id/.test(String(k)) ? NaN : Reflect.get(t, k, r)) }); class Liar extends Promise {} Object.setPrototypeOf(Liar.prototype, lie); Liar.reject(1);',
    },
    named('K.2', 'K.3'),
  ),
  tries(
    'leaving/throw-through-the-host',
    'Rejects promises that Node cannot inspect without an exception.',
    {
      before:
        'Object.setPrototypeOf(Promise.prototype, new Proxy({}, { get() { throw 1; } })); Promise.reject(1);',
    },
    named('K.2'),
  ),
  tries(
    'leaving/too-much-to-hand-over',
    'Sends so much in one handler that the text of its effects becomes too long for a string.',
    {
      built:
        "const long = 'x'.repeat(2 ** 24); try { for (let i = 0; i < 64; i++) peers[(me + 1) % 3].requestVote({ long }); } catch {}",
    },
    named('K.1', 'K.3'),
  ),
  tries(
    'output/result-on-the-console',
    'Prints the message with which a child reports a passed test.',
    { built: `console.log(${FORGED}); console.error(${FORGED});` },
    HARMLESS,
  ),
  tries(
    'output/result-by-ipc',
    'Sends the message with which a child reports a passed test.',
    { module: `globalThis.process?.send?.(JSON.parse(${FORGED}));` },
    SAME,
  ),
  tries(
    'output/effects-in-a-console-line',
    'Breaks a console line, so that the rest of it looks like the line of an effect.',
    { built: 'console.log(\'x"\\nG 9 1\\nB 1 9\\nL "\');' },
    HARMLESS,
  ),
  tries(
    'output/effects-by-a-length',
    'Replaces the length of typed arrays with text that contains lines of effects.',
    {
      built:
        "const T = Object.getPrototypeOf(Uint8Array.prototype); const old = Object.getOwnPropertyDescriptor(T, 'length'); for (const at of [T, Uint8Array.prototype]) try { Object.defineProperty(at, 'length', { configurable: true, get: () => '4\\nG 9 1' }); } catch {} held.disk.write('f', new Uint8Array(4)); Object.defineProperty(T, 'length', old);",
    },
    HARMLESS,
  ),
  tries(
    'output/effects-by-a-timer',
    "Gets the realm's timers through a setter of Array.prototype, and writes effects instead of a time.",
    {
      built:
        "for (const place of ['0', '1', '2']) Object.defineProperty(Array.prototype, place, { configurable: true, set(timer) { Object.defineProperty(this, place, { value: timer, writable: true, enumerable: true, configurable: true }); timer.at = '5\\nG 9 1'; } }); const t = setTimeout(() => {}, 10); for (const place of ['0', '1', '2']) delete Array.prototype[place]; clearTimeout(t);",
    },
    SAME,
  ),
  tries(
    'output/effects-by-a-file-name',
    'Makes every regular expression match, and writes a file whose name contains lines of effects.',
    {
      built:
        "const { exec } = RegExp.prototype; RegExp.prototype.exec = () => ['']; try { held.disk.write('f 1 4\\nG 9 1\\nD w g', new Uint8Array(4)); } catch {} RegExp.prototype.exec = exec;",
    },
    HARMLESS,
  ),
  tries(
    'output/steps-on-stderr',
    "Makes Node print an error that looks like a child's narration, and hangs.",
    {
      built:
        'Object.setPrototypeOf(Promise.prototype, new Proxy({}, { get() { throw new Error(\'x\\nentering {"server":7,"what":{},"atMicros":"no"}\\n\'); } })); Promise.reject(1); for (;;);',
    },
    named('K.3'),
  ),
  tries(
    'output/todo',
    'Throws the error of code that is not written yet, to count as not written instead of wrong.',
    { requestVote: "throw new Error('TODO 2A RV.1: nothing is wrong here');" },
    named('RV.1'),
  ),
  tries(
    'output/todo-of-no-rule',
    'Throws such an error for a rule that does not exist, with text that controls terminals and pages.',
    { requestVote: "throw new Error('TODO 2A <script>alert(1)</script>\\u001b[2J: x');" },
    named('K.2'),
  ),
  tries(
    'output/stack-of-others',
    "Throws an error whose stack names the grader's own files.",
    {
      requestVote:
        "const e = new Error('x'); e.stack = 'Error: x\\n    at judge (grader/judge/rules/index.ts:1:1)\\n    at submission.js:99999:1'; throw e;",
    },
    named('K.2'),
  ),
  tries(
    'output/escape-codes',
    'Writes escape codes, workflow commands and lone surrogates to the console.',
    {
      built:
        "console.log('\\u001b[2J\\u001b]0;x\\u0007'); console.log('::error file=a::b'); console.log('\\ud800', '\\u202e');",
    },
    HARMLESS,
  ),
];
