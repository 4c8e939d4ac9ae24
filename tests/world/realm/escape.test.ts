/**
 * Nothing of the host can be reached from a realm. Each attack gathers whatever it can lay hands on;
 * a value is the host's if its chain of prototypes does not end in the realm's own Object.prototype.
 */
import { constants, createContext, runInContext } from 'node:vm';
import type { Effect } from '../../../grader/world/realm/effects';
import { boot, programOf, thrown } from './realm-support';

const DETECTOR = `
  const suspects = [];
  const keep = (value) => { suspects.push(value); };
  function isForeign(value) {
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
    let last = value;
    for (let up = Object.getPrototypeOf(last); up !== null; up = Object.getPrototypeOf(last)) last = up;
    return last !== value && last !== Object.prototype;
  }
  function verdict(apply) {
    const foreign = suspects.filter(isForeign);
    const command = foreign.length === 0 ? 'sealed ' + suspects.length : 'ESCAPED ' + foreign.map(String).join();
    apply({ index: 1, command });
  }
`;

/** Goes down to the end of the stack and tries the same thing on the whole way back up. */
const AT_THE_BRINK = (attempt: string) => `
  function down(n) {
    try { down(n + 1); } catch (e) { keep(e); }
    try { ${attempt} } catch (e) { keep(e); }
  }
  down(0);`;

const ATTACKS: readonly (readonly [string, string])[] = [
  ['the global object', 'keep(globalThis); keep(globalThis.constructor);'],
  [
    'an error whose name is a symbol',
    "const e = new Error('x'); e.name = Symbol(); keep(e.stack);",
  ],
  [
    'an error whose message getter throws',
    "const e = new Error('x'); Object.defineProperty(e, 'message', { get() { throw new Error('y'); } }); keep(e.stack);",
  ],
  ['errors at the end of the stack', AT_THE_BRINK("keep(new Error('y').stack);")],
  ['timers at the end of the stack', AT_THE_BRINK('setTimeout(() => {}, 1);')],
  ['console at the end of the stack', AT_THE_BRINK('console.log({ a: [1] });')],
  [
    'calls at the end of the stack',
    AT_THE_BRINK('const p = peers[1].requestVote({ term: 1 }); keep(p); p.catch(keep);'),
  ],
  ['the disk at the end of the stack', AT_THE_BRINK("disk.write('f', new Uint8Array(4));")],
  ['promises at the end of the stack', AT_THE_BRINK('keep(Promise.resolve(1));')],
  ['clones at the end of the stack', AT_THE_BRINK('keep(structuredClone({ a: new Map() }));')],
  [
    'a prepareStackTrace of its own',
    "try { Error.prepareStackTrace = (e, sites) => { keep(sites); keep(sites[0]); return ''; }; } catch (e) { keep(e); } keep(new Error('x').stack);",
  ],
  [
    'another Error in the global object',
    "try { globalThis.Error = { prepareStackTrace: (e, s) => { keep(s); return ''; } }; } catch (e) { keep(e); } try { null.x; } catch (e) { keep(e.stack); }",
  ],
  [
    'a subclass with a prepareStackTrace',
    "class E extends Error { static prepareStackTrace(e, s) { keep(s); return ''; } } keep(new E('x').stack); const o = {}; Error.captureStackTrace(o); keep(o.stack);",
  ],
  [
    'a call site through Symbol.toPrimitive',
    "Object.prototype[Symbol.toPrimitive] = function () { keep(this); return ''; }; keep(new Error('x').stack); delete Object.prototype[Symbol.toPrimitive];",
  ],
  [
    'the caller of a sloppy function',
    'const f = (0, Function.prototype.toString); try { keep(f.caller); keep(f.arguments); } catch (e) { keep(e); }',
  ],
  ['code made from strings', "try { keep(Function('return this')()); } catch (e) { keep(e); }"],
  [
    'a constructor chain',
    "for (const x of [setTimeout, console, peers, peers[1], apply, disk, performance, Date]) { keep(x); keep(x.constructor); try { keep(x.constructor.constructor('return process')()); } catch (e) { keep(e); } }",
  ],
  ['async code', 'keep((async () => {})()); keep((async () => {})().constructor);'],
  [
    'names that do not exist here',
    "for (const n of ['process', 'require', 'module', 'global', 'Buffer', 'fetch', 'WebAssembly', 'SharedArrayBuffer', 'Atomics', 'WeakRef', 'FinalizationRegistry', 'Intl', 'eval', 'Temporal']) if (n in globalThis) apply({ index: 1, command: 'ESCAPED ' + n });",
  ],
];

describe('a realm hands out nothing of the host', () => {
  test.each(ATTACKS)('%s', async (_name, attack) => {
    const program = await programOf({ built: `${DETECTOR} ${attack}; verdict(apply);` });
    const { effects } = boot(program);
    expect([...applied(effects), ...thrown(effects)]).toEqual([
      expect.stringMatching(/^sealed \d+$/),
    ]);
  });

  test('the detector notices what comes from outside', () => {
    const context = createContext(constants.DONT_CONTEXTIFY) as Record<string, unknown>;
    context['planted'] = { made: 'by the host' };
    const apply = 'let said; const apply = ({ command }) => { said = command; };';
    const found = runInContext(
      `${apply} ${DETECTOR} keep(planted); keep({}); verdict(apply); said`,
      context,
    ) as string;
    expect(found).toMatch(/^ESCAPED/);
  });
});

function applied(effects: readonly Effect[]): string[] {
  return effects.flatMap((effect) => (effect.kind === 'apply' ? [effect.command] : []));
}
