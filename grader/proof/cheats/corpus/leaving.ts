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
    'Ends the process by whatever of process it finds in the global object.',
    {
      module:
        'globalThis.process?.exit?.(0); globalThis.process?.abort?.(); globalThis.process?.kill?.(globalThis.process.pid);',
    },
    SAME,
  ),
  tries(
    'leaving/exit-by-require',
    'Ends the process by way of require.',
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
    'Rejects promises at which Node cannot even look without an exception.',
    {
      before:
        'Object.setPrototypeOf(Promise.prototype, new Proxy({}, { get() { throw 1; } })); Promise.reject(1);',
    },
    named('K.2'),
  ),
  tries(
    'leaving/too-much-to-hand-over',
    'Says so much in one handler that the text of what it did cannot be put together.',
    {
      built:
        "const long = 'x'.repeat(2 ** 24); try { for (let i = 0; i < 64; i++) peers[(me + 1) % 3].requestVote({ long }); } catch {}",
    },
    named('K.1', 'K.3'),
  ),
  tries(
    'output/result-on-the-console',
    'Writes the line with which a child tells of a passed test.',
    { built: `console.log(${FORGED}); console.error(${FORGED});` },
    HARMLESS,
  ),
  tries(
    'output/result-by-ipc',
    'Sends the message with which a child tells of a passed test.',
    { module: `globalThis.process?.send?.(JSON.parse(${FORGED}));` },
    SAME,
  ),
  tries(
    'output/effects-in-a-console-line',
    'Breaks a console line, so that its rest might pass for the line of an effect.',
    { built: 'console.log(\'x"\\nG 9 1\\nB 1 9\\nL "\');' },
    HARMLESS,
  ),
  tries(
    'output/effects-by-a-length',
    'Replaces the length of typed arrays by text that holds lines of effects.',
    {
      built:
        "const T = Object.getPrototypeOf(Uint8Array.prototype); const old = Object.getOwnPropertyDescriptor(T, 'length'); for (const at of [T, Uint8Array.prototype]) try { Object.defineProperty(at, 'length', { configurable: true, get: () => '4\\nG 9 1' }); } catch {} held.disk.write('f', new Uint8Array(4)); Object.defineProperty(T, 'length', old);",
    },
    HARMLESS,
  ),
  tries(
    'output/effects-by-a-timer',
    "Gets hold of the realm's timers by a setter of Array.prototype, and writes effects in place of a time.",
    {
      built:
        "for (const place of ['0', '1', '2']) Object.defineProperty(Array.prototype, place, { configurable: true, set(timer) { Object.defineProperty(this, place, { value: timer, writable: true, enumerable: true, configurable: true }); timer.at = '5\\nG 9 1'; } }); const t = setTimeout(() => {}, 10); for (const place of ['0', '1', '2']) delete Array.prototype[place]; clearTimeout(t);",
    },
    SAME,
  ),
  tries(
    'output/effects-by-a-file-name',
    'Has every regular expression match, and writes a file whose name holds lines of effects.',
    {
      built:
        "const { exec } = RegExp.prototype; RegExp.prototype.exec = () => ['']; try { held.disk.write('f 1 4\\nG 9 1\\nD w g', new Uint8Array(4)); } catch {} RegExp.prototype.exec = exec;",
    },
    HARMLESS,
  ),
  tries(
    'output/steps-on-stderr',
    "Makes Node write an error in the words of a child's narration, and hangs.",
    {
      built:
        'Object.setPrototypeOf(Promise.prototype, new Proxy({}, { get() { throw new Error(\'x\\nentering {"server":7,"what":{},"atMicros":"no"}\\n\'); } })); Promise.reject(1); for (;;);',
    },
    named('K.3'),
  ),
  tries(
    'output/todo',
    'Throws the error of a place that is not written yet, to be told as to do instead of wrong.',
    { requestVote: "throw new Error('TODO 2A RV.1: nothing is wrong here');" },
    named('RV.1'),
  ),
  tries(
    'output/todo-of-no-rule',
    'Throws such an error for a rule that there is not, with text that steers terminals and pages.',
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
