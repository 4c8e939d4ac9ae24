/**
 * Memory that servers share, and memory that survives a crash. Each case leaves a mark in some place and
 * prints a line if it finds another server's mark, which then shows in the run.
 */
import type { Cheat } from '../cheat';
import { HARMLESS, on, over, NO_GAIN, SAME, tries } from './make';

const PERSIST = [{ test: '2C/persist-1', seeds: [1] }];

/** By name: the place in words, and an expression to assign to. */
const PLACES: readonly (readonly [string, string, string])[] = [
  ['global', 'the global object', 'globalThis.mark'],
  ['module', 'a module-level variable', 'held.mark'],
  ['symbol', 'the symbol registry', "Object(Symbol.for('mark')).constructor.mark"],
  ['intrinsic', 'a built-in prototype', 'Array.prototype.mark'],
  ['disk-object', 'the disk object', 'Object.getPrototypeOf(held.disk).mark'],
  ['function', 'a property of a class', 'Inner.mark'],
  [
    'template',
    'the strings of a template literal',
    '((s) => Object.getPrototypeOf(s.raw))`mark`.mark',
  ],
  ['regexp', 'the last match of a regular expression', "RegExp['$_'] = RegExp.mark"],
];

const LEAVE = (place: string) =>
  `if (${place} !== undefined) console.log('FOUND', ${place}); ${place} = 'left by ' + me;`;

export const SHARING: readonly Cheat[] = [
  ...PLACES.slice(0, 7).map(([name, what, place]) =>
    tries(
      `sharing/${name}`,
      `Leaves a mark in ${what}, for other servers.`,
      { before: LEAVE(place) },
      SAME,
    ),
  ),
  ...PLACES.slice(0, 4).map(([name, what, place]) =>
    on(
      PERSIST,
      tries(
        `crash/${name}`,
        `Leaves a mark in ${what}, for the time after a crash.`,
        { before: LEAVE(place) },
        SAME,
      ),
    ),
  ),
  on(
    PERSIST,
    tries(
      'crash/timer',
      'Leaves behind a timer that should still run after a crash.',
      {
        before:
          'const born = performance.now(); const look = () => { if (globalThis.born !== born) console.log("FOUND"); setTimeout(look, 100); }; globalThis.born = born; look(); peers[(me + 1) % peers.length]?.requestVote;',
      },
      HARMLESS,
    ),
  ),
  on(
    PERSIST,
    tries(
      'crash/bytes-by-species',
      'Patches typed arrays so that the copy of the disk at a crash contains bytes from its memory.',
      {
        before: `
          const found = held.disk.read('smuggled');
          if (found?.[0] === 7) throw new Error('smuggled');
          held.disk.write('smuggled', new Uint8Array(64)); held.disk.sync('smuggled');
          class Evil extends Uint8Array { constructor() { super(64); this.fill(7); } }
          try { Object.defineProperty(Uint8Array, Symbol.species, { value: Evil, configurable: true }); } catch {}
          try { Uint8Array.prototype.constructor = Evil; } catch {}
          try { Object.defineProperty(Object.getPrototypeOf(Uint8Array.prototype), 'length', { get() { if (this.fill) Reflect.apply(Uint8Array.prototype.fill, this, [7]); return 64; } }); } catch {}`,
      },
      HARMLESS,
    ),
  ),
  on(
    PERSIST,
    tries(
      'crash/bytes-by-the-harness',
      'Tries to get the harness around it, to put other bytes into the files of its disk.',
      {
        before: `
          const harness = globalThis.prelude?.createHarness?.(undefined, 1);
          if (harness) console.log('FOUND', Object.keys(harness));
          harness?.load('raft-state', 1, 'other');`,
      },
      SAME,
    ),
  ),
  on(
    PERSIST,
    tries(
      'crash/bytes-of-the-writer',
      'Changes an array after it has been written and synced, instead of syncing again.',
      {
        before: `
          const found = held.disk.read('kept');
          if (found?.[0] === 7) throw new Error('kept');
          const bytes = new Uint8Array(64); held.disk.write('kept', bytes); held.disk.sync('kept'); bytes.fill(7); held.disk.read('kept').fill(7);`,
      },
      HARMLESS,
    ),
  ),
  on(
    [
      { test: '2C/persist-state', seeds: [1] },
      { test: '2C/persist-1', seeds: [1, 2] },
    ],
    over(
      { mutant: 'persistence/nothing-saved' },
      tries(
        'crash/asking-the-others',
        'Saves nothing, and after a crash asks the other servers for its term.',
        {
          built:
            'for (const peer of peers) void peer?.requestVote({ term: 1, candidateId: me, lastLogIndex: 0, lastLogTerm: 0 }).then((r) => { const { state } = this.server; if (r && r.term > state.currentTerm) { state.currentTerm = r.term; state.votedFor = me; } });',
        },
        NO_GAIN,
      ),
    ),
  ),
  on(
    [
      { test: '2C/persist-state', seeds: [1] },
      { test: '2C/crash-points', seeds: [1] },
    ],
    over(
      { mutant: 'persistence/vote-not-saved-on-granting' },
      tries(
        'crash/silent-after-boot',
        'Does not save its vote, and grants none for a while after each boot.',
        {
          built: 'this.bornMs = performance.now();',
          requestVote:
            'if (performance.now() - (this.bornMs ?? performance.now()) < 700) return { term: Math.max(args.term, this.server.state.currentTerm), voteGranted: false };',
        },
        NO_GAIN,
      ),
    ),
  ),
];
