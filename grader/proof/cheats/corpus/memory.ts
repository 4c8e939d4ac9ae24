/** Code that fills the memory, and code that throws odd things. */
import type { Cheat } from '../cheat';
import { HARMLESS, named, tries } from './make';

const K3 = named('K.3');

export const MEMORY: readonly Cheat[] = [
  tries(
    'memory/heap',
    'Fills the heap with objects.',
    { built: 'const a = []; for (;;) a.push({ n: a.length });' },
    K3,
  ),
  tries(
    'memory/strings',
    'Doubles a string until the engine refuses.',
    { built: 'let s = "x"; for (;;) s += s;' },
    named('K.2'),
  ),
  tries(
    'memory/flat-strings',
    'Fills the memory with strings of many megabytes.',
    { built: 'const a = []; for (;;) a.push(JSON.stringify("x".repeat(2 ** 24)));' },
    K3,
  ),
  tries(
    'memory/typed-arrays',
    'Fills the memory outside the heap.',
    { built: 'const a = []; for (;;) a.push(new Uint8Array(1e7).fill(1));' },
    K3,
  ),
  tries(
    'memory/timers',
    'Sets timers endlessly.',
    { built: 'for (;;) setTimeout(() => {}, 1e6);' },
    K3,
  ),
  tries(
    'memory/promises',
    'Creates promises endlessly, none of which ever settles.',
    { built: 'const a = []; for (;;) a.push(new Promise(() => {}));' },
    K3,
  ),
  tries(
    'memory/console',
    'Writes a hundred thousand lines, and one of 50 MB.',
    { built: 'for (let i = 0; i < 1e5; i++) console.log(i); console.log("x".repeat(5e7));' },
    HARMLESS,
  ),
  tries(
    'memory/closures',
    'Keeps closures alive in a growing chain.',
    { built: 'let f = () => 0; for (;;) { const g = f; f = () => g; }' },
    K3,
  ),
  tries(
    'memory/disk',
    'Writes files endlessly.',
    {
      built:
        'const b = new Uint8Array(1e6).fill(1); for (let i = 0; ; i++) held.disk.write("f" + i, b);',
    },
    K3,
  ),
  tries('throwing/null', 'Throws null.', { built: 'throw null;' }, named('K.2')),
  tries('throwing/symbol', 'Throws a symbol.', { built: "throw Symbol('x');" }, named('K.2')),
  tries(
    'throwing/proxy',
    'Throws a Proxy that throws at every access.',
    {
      requestVote:
        'throw new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; }, ownKeys() { throw 3; } });',
    },
    named('K.2'),
  ),
  tries(
    'throwing/getters',
    'Throws an error whose fields throw it again when they are read.',
    {
      built:
        "const e = new Error('x'); for (const n of ['message', 'stack', 'name']) Object.defineProperty(e, n, { get() { throw e; } }); Promise.reject(e);",
    },
    named('K.2'),
  ),
];
