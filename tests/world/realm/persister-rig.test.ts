/** A Persister that is driven by itself cannot make up what it answers, and nothing but text comes out. */
import { bundlePrelude } from '../../../grader/world/realm/bundle';
import type { Effect, PersisterCall } from '../../../grader/world/realm/effects';
import { Program } from '../../../grader/world/realm/program';
import { Realm, type Rig } from '../../../grader/world/realm/realm';
import { lines, thrown } from './realm-support';

/** Keeps the state in one file, as it comes. */
const HONEST = {
  save: "disk.write('f', state);",
  read: "return disk.read('f') ?? new Uint8Array(0);",
  size: 'return this.readRaftState().length;',
};

interface Code extends Partial<typeof HONEST> {
  readonly module?: string;
}

let prelude: string;
beforeAll(async () => {
  prelude = await bundlePrelude();
});

function booted(code: Code, rig: Rig | 'none' = 'persister') {
  const { save, read, size, module = '' } = { ...HONEST, ...code };
  const student = `"use strict";
    ${module}
    let disk;
    class Persister {
      constructor(d) { disk = d; }
      saveRaftState(state) { ${save} }
      readRaftState() { ${read} }
      raftStateSize() { ${size} }
    }
    class Raft { constructor() { console.log('a Raft was built'); } getState() { return { term: 0, isLeader: false }; } }
    return { Raft, Persister };`;
  const options = {
    at: 0,
    me: 0,
    servers: 3,
    chance: [1, 2, 3, 4] as const,
    image: new Map(),
    bytes: new Map(),
  };
  const { realm, effects } = Realm.boot(new Program({ prelude, student }), {
    ...options,
    ...(rig !== 'none' && { rig }),
  });
  return { realm, effects };
}

/** Does these calls one after the other and returns all effects. */
function effectsOf(
  code: Code,
  ...calls: readonly (readonly [PersisterCall, string?, boolean?])[]
): readonly Effect[] {
  const { realm, effects } = booted(code);
  const more = calls.flatMap(([call, text = '', spoil = false]) =>
    realm.drive(1, call, text, spoil),
  );
  return [...effects, ...more];
}

function answers(effects: readonly Effect[]): string[] {
  return effects.flatMap((effect) => (effect.kind === 'persister' ? [effect.text] : []));
}

function breaches(effects: readonly Effect[]): string[] {
  return effects.flatMap((effect) => (effect.kind === 'breach' ? [effect.text] : []));
}

const BYTES = '\u0000\u0001\n\u007f\u0080\u00ff"\\';

test('a Persister is built, and no Raft', () => {
  expect(lines(booted({}).effects)).toEqual([]);
  expect(lines(booted({}, 'none').effects)).toEqual(['a Raft was built']);
});

test('what is saved comes back byte for byte, and a return is told after what was done before it', () => {
  const effects = effectsOf({}, ['saveRaftState', BYTES], ['readRaftState'], ['raftStateSize']);
  expect(answers(effects)).toEqual(['', BYTES, `${BYTES.length}`]);
  expect(effects.map(({ kind }) => kind)).toEqual(['disk', 'persister', 'persister', 'persister']);
});

test('what is done after the return is told after it', () => {
  const save = "const copy = state.slice(); queueMicrotask(() => disk.write('f', copy));";
  const effects = effectsOf({ save }, ['saveRaftState', BYTES]);
  expect(effects.map(({ kind }) => kind)).toEqual(['persister', 'disk']);
});

test('the caller writes over its array after the return if it is told to', () => {
  const keeps = { module: 'let kept;', save: 'kept = state;', read: 'return kept;' };
  expect(answers(effectsOf(keeps, ['saveRaftState', 'ab'], ['readRaftState']))[1]).toBe('ab');
  expect(answers(effectsOf(keeps, ['saveRaftState', 'ab', true], ['readRaftState']))[1]).toBe(
    '\u00ee\u00ee',
  );
});

test('a server that has a Raft too is not driven', () => {
  const { realm } = booted({}, 'none');
  expect(answers(realm.drive(1, 'readRaftState', '', false))).toEqual([]);
});

test.each([
  ['logs what looks like an answer', { read: 'console.log(\'P readRaftState "ab"\');' }, []],
  [
    'patches what text is made with',
    {
      module: `
        const lie = () => 'forged';
        JSON.stringify = lie; String.fromCharCode = lie; String.prototype.charCodeAt = () => 7;
        String.prototype.slice = lie; Array.prototype.join = lie;`,
      read: "return disk.read('f');",
    },
    ['', 'ab'],
  ],
  [
    'patches what says how long an array is',
    {
      module: `
        const typed = Object.getPrototypeOf(Uint8Array.prototype);
        Object.defineProperty(typed, 'length', { get: () => 0 });
        Object.defineProperty(typed, 'subarray', { value: () => [] });`,
      read: "return disk.read('f');",
    },
    ['', 'ab'],
  ],
  [
    'patches what an array is made with',
    {
      module: 'const Real = Uint8Array; globalThis.Uint8Array = class extends Real { };',
      read: "return disk.read('f');",
    },
    ['', 'ab'],
  ],
])('a Persister that %s does not change what is told', (_name, code, due) => {
  const effects = effectsOf(code, ['saveRaftState', 'ab'], ['readRaftState']);
  expect(answers(effects).slice(0, 2)).toEqual(due.length === 0 ? [''] : due);
});

test.each([
  ['undefined', 'return undefined;'],
  ['an array', 'return [];'],
  ['a promise', 'return Promise.resolve(new Uint8Array(0));'],
  ['another kind of array', 'return new Uint16Array(0);'],
  ['what pretends to be one', 'return Object.create(Uint8Array.prototype);'],
  ['a proxy of one', 'return new Proxy(new Uint8Array(0), {});'],
])('reading %s breaks the contract', (_name, read) => {
  const effects = effectsOf({ read }, ['readRaftState']);
  expect(answers(effects)).toEqual([]);
  expect(breaches(effects)).toEqual([
    expect.stringMatching(
      /^readRaftState\(\) returned (undefined|an object); it must return a Uint8Array$/,
    ),
  ]);
});

test.each(["'3'", '1.5', '{ valueOf: () => 3 }', 'undefined', '3n'])(
  'a size of %s breaks the contract',
  (size) => {
    const effects = effectsOf({ size: `return ${size};` }, ['raftStateSize']);
    expect(answers(effects)).toEqual([]);
    expect(breaches(effects)).toEqual([
      expect.stringMatching(/^raftStateSize\(\) returned \S.*; it must return a whole number$/),
    ]);
  },
);

test('what a Persister throws is told with the call', () => {
  const effects = effectsOf({ save: "throw new Error('full');" }, ['saveRaftState', 'ab']);
  expect(thrown(effects)).toEqual(['saveRaftState: Error: full']);
  expect(answers(effects)).toEqual([]);
});
