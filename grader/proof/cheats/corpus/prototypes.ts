/**
 * Patches of built-in objects, before the base's modules are loaded or later. Where the base's own code
 * needs a patched method, it works like the original. The patches try to observe or change what the grader
 * does with these objects.
 */
import type { Cheat } from '../cheat';
import { HARMLESS, named, on, SAME, tries } from './make';

/** Replaces a method by one that only calls the original. */
const PASS_ON = (target: string, name: string) =>
  `{ const at = ${target}; const old = at.${name}; at.${name} = function (...a) { return Reflect.apply(old, this, a); }; }`;

const PATCHES: readonly (readonly [string, string, string])[] = [
  ['array', 'Array.prototype', 'push'],
  ['object', 'Object', 'freeze'],
  ['promise', 'Promise.prototype', 'then'],
  ['json', 'JSON', 'stringify'],
  ['map', 'Map.prototype', 'get'],
  ['string', 'String.prototype', 'slice'],
  ['function', 'Function.prototype', 'call'],
  ['regexp', 'RegExp.prototype', 'exec'],
  ['math', 'Math', 'floor'],
];

export const PROTOTYPES: readonly Cheat[] = [
  ...PATCHES.map(([name, target, method]) =>
    tries(
      `prototypes/${name}-before`,
      `Replaces ${target}.${method} before anything of its own is loaded.`,
      { first: PASS_ON(target, method) },
      SAME,
    ),
  ),
  ...PATCHES.slice(0, 5).map(([name, target, method]) =>
    tries(
      `prototypes/${name}-after`,
      `Replaces ${target}.${method} while the server runs.`,
      { built: `setTimeout(() => ${PASS_ON(target, method)}, 50);` },
      // The timer is an additional event for the server, but not in the trace.
      HARMLESS,
    ),
  ),
  tries(
    'prototypes/setters-for-the-harness',
    'Gives all objects setters for the fields that the harness uses.',
    {
      built:
        "for (const k of ['kind', 'text', 'call', 'at', 'run', 'id', 'sequence', 'cancelled', 'index', 'command', 'term']) Object.defineProperty(Object.prototype, k, { configurable: true, get() { return undefined; }, set(v) { Object.defineProperty(this, k, { value: v, writable: true, configurable: true, enumerable: true }); } });",
    },
    SAME,
  ),
  tries(
    'prototypes/json-that-lies',
    'Makes JSON.stringify grant every vote.',
    {
      first:
        'const old = JSON.stringify; JSON.stringify = (v, ...r) => old(v && "voteGranted" in Object(v) ? { ...v, voteGranted: true, term: 999 } : v, ...r);',
    },
    SAME,
  ),
  tries(
    'prototypes/regexp-that-agrees',
    'Makes every regular expression match.',
    { built: 'RegExp.prototype.test = () => true; RegExp.prototype.exec = () => [""];' },
    SAME,
  ),
  tries(
    'prototypes/iterator-and-the-real-clock',
    "Empties all iterators while it creates a date, which once revealed the machine's real time.",
    {
      built:
        'const it = Array.prototype[Symbol.iterator]; Array.prototype[Symbol.iterator] = function* () {}; const d = new Date(5); Array.prototype[Symbol.iterator] = it; if (+d !== 5) console.log("real time", +d);',
    },
    SAME,
  ),
  tries(
    'prototypes/error',
    'Replaces Error, its name and its instance check.',
    {
      built:
        'try { globalThis.Error = class {}; } catch {} Object.defineProperty(Error, Symbol.hasInstance, { value: () => true }); Error.prototype.name = { toString() { throw 1; } }; console.log({}, new TypeError("x"));',
    },
    HARMLESS,
  ),
  tries(
    'prototypes/reflect-gone',
    'Deletes what a grader might use: Reflect, Object.keys, Array.isArray, Promise.resolve.',
    {
      built:
        'const { resolve } = Promise; delete Reflect.apply; delete Reflect.construct; delete Object.keys; delete Array.isArray; Promise.resolve = () => { throw 1; };',
    },
    SAME,
  ),
  tries(
    'prototypes/frozen',
    'Freezes all built-in objects and the global object.',
    {
      built:
        'for (const o of [Object, Array, Promise, Map, Set, Error, Function, Uint8Array, String]) { Object.freeze(o); Object.freeze(o.prototype); }',
    },
    SAME,
  ),
  on(
    [{ test: '2A/one-vote', seeds: [1] }],
    tries(
      'prototypes/to-json',
      'Gives every object a toJSON that grants votes.',
      {
        requestVote:
          'Object.prototype.toJSON = function () { return "voteGranted" in this ? { term: this.term, voteGranted: true } : this; }; setTimeout(() => { delete Object.prototype.toJSON; }, 1);',
      },
      named('RV.1', 'RV.2', 'S.1'),
    ),
  ),
  tries(
    'prototypes/setters-for-places',
    'Puts a setter for the first element on Array.prototype while it calls a server.',
    {
      built:
        'Object.defineProperty(Array.prototype, "0", { configurable: true, set(v) { Object.defineProperty(this, "0", { value: v, writable: true, configurable: true, enumerable: true }); if (this.length > 1 || v?.run) console.log("seen"); } }); peers[(me + 1) % 3].requestVote; setTimeout(() => {}, 1e6); delete Array.prototype[0];',
    },
    SAME,
  ),
];
