/**
 * Exhausts the stack in every way we know, tries there everything that might expose an object of the host, and
 * checks the results. V8's last call depends on where exactly a frame ends, so each way is tried with many
 * frame sizes.
 */
import { Program } from '../../world/realm/program';
import { Realm } from '../../world/realm/realm';

/** Each calls `down()` in a different way, for one more frame. */
const WAYS: Readonly<Record<string, string>> = {
  call: 'down();',
  arrow: '(() => down())();',
  arguments: 'down(...new Array(SIZE).fill(0));',
  apply: 'Reflect.apply(down, undefined, new Array(SIZE * 40).fill(0));',
  construct: 'Reflect.construct(function () { down(); }, []);',
  bound: 'down.bind(undefined, 1, 2)();',
  getter: '({ get x() { return down(); } }).x;',
  setter: '({ set x(v) { down(); } }).x = 1;',
  'proxy get': 'new Proxy({}, { get() { return down(); } }).x;',
  'proxy apply': 'new Proxy(down, { apply() { return down(); } })();',
  'proxy prototype':
    'Object.getPrototypeOf(new Proxy({}, { getPrototypeOf() { down(); return null; } }));',
  generator: '(function* () { yield down(); })().next();',
  'for of': 'for (const x of { *[Symbol.iterator]() { yield down(); } }) break;',
  spread: '[...{ *[Symbol.iterator]() { yield down(); } }];',
  'tagged template': '((parts, x) => down())`a${SIZE}b`;',
  'default parameter': '((x = down()) => x)();',
  destructuring: 'const { x = down() } = {};',
  'class field': 'new (class { x = down(); })();',
  'static block': '(class { static { down(); } });',
  'super call': 'new (class extends (class { constructor() { down(); } }) {})();',
  'private method': 'new (class { #m() { down(); } go() { this.#m(); } })().go();',
  toJSON: 'JSON.stringify({ toJSON() { down(); } });',
  reviver: "JSON.parse('1', () => { down(); });",
  sort: '[2, 1].sort(() => { down(); return 0; });',
  replace: "'a'.replace(/a/, () => { down(); return ''; });",
  map: '[1].map(() => down());',
  from: 'Array.from([1], () => down());',
  'typed array': 'new Uint8Array(1).forEach(() => down());',
  'map of maps': 'new Map([[1, 1]]).forEach(() => down());',
  toString: '`${{ toString() { down(); return ""; } }}`;',
  valueOf: '+{ valueOf() { down(); return 1; } };',
  primitive: '1 + { [Symbol.toPrimitive]() { down(); return 1; } };',
  'instance of': '({}) instanceof { [Symbol.hasInstance]() { down(); return true; } };',
  species:
    'class A extends Array { static get [Symbol.species]() { down(); return Array; } } new A(1).map(() => 1);',
  switch: 'a: switch (SIZE) { default: for (;;) { down(); break a; } }',
  finally: 'try { null.x; } catch { down(); } finally { attempt(); }',
};

/** Tried on the way back up, where little of the stack is free. */
const ATTEMPTS: Readonly<Record<string, string>> = {
  'the stack of a new error': "keep(new Error('x').stack);",
  'the stack of an error of the engine': 'try { null.x; } catch (e) { keep(e); keep(e.stack); }',
  'the stack of the overflow': 'try { attempt(); } catch (e) { keep(e.stack); }',
  'a captured stack': 'const o = {}; Error.captureStackTrace(o); keep(o.stack);',
  'a captured stack of the lowest frames':
    'const o = {}; Error.captureStackTrace(o, down); keep(o.stack);',
  'an error with a message of its own':
    "keep(Object.defineProperty(new Error(), 'message', { get() { return new Error('y').stack; } }).stack);",
  'an error of a class':
    "keep(new (class E extends TypeError { get name() { return new Error('y').stack; } })('x').stack);",
  'a line for the console': "console.log(new Error('x'), { a: [1] });",
  'a timer': 'keep(setTimeout(() => {}, 1));',
  'a write': "disk.write('f', new Uint8Array(4)); keep(disk.read('f'));",
  'a clone': 'keep(structuredClone({ a: new Map([[1, new Uint8Array(2)]]) }));',
  'a date': 'keep(new Date()); keep(new Date().toString());',
  'code from a string': "keep(Function('return this')());",
};

const SIZES = 22;
/** This many frames from the end of the stack, there is room for everything that V8 may call. */
const NEAR = 60;

/** The number of combinations. */
export const TRIES = Object.keys(WAYS).length * Object.keys(ATTEMPTS).length * SIZES;

const PERSISTER =
  'class Persister { constructor(d) { disk = d; } saveRaftState() {} readRaftState() { return new Uint8Array(); } raftStateSize() { return 0; } }';

/**
 * A value belongs to the host if its prototype chain does not end in the realm's own Object.prototype.
 */
const DETECTOR = `
  let tries = 0;
  const foreign = [];
  const keep = (value) => {
    if (typeof value === 'string' && /    at (?!.*(submission\\.js|prelude\\.js|<anonymous>|\\(native|grader:|node:vm))/.test(value)) foreign[foreign.length] = value;
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return;
    let last = value;
    for (let up = Object.getPrototypeOf(last); up !== null; up = Object.getPrototypeOf(last)) last = up;
    if (last !== value && last !== Object.prototype) foreign[foreign.length] = 'an object of the host: ' + value;
  };
  const late = [];
`;

/** Code for one way, one attempt, and frames of one size. */
function attemptOf(way: string, attempt: string, size: number): string {
  const room = Array.from({ length: size }, (_, i) => `v${i} = ${i}`);
  const used = room.length === 0 ? '0' : room.map((_, i) => `v${i}`).join(' + ');
  return `{
    let [n, back] = [0, 0];
    // On the way back up, as long as there is little room.
    const attempt = () => { if (back++ < ${NEAR}) { ${attempt} } };
    function down() {
      n = n + 1;
      ${room.length === 0 ? '' : `let ${room.join(', ')};`}
      try { ${way.replaceAll('SIZE', String(size))} } catch (e) { if (late.length < 200) late[late.length] = e; }
      try { attempt(); } catch (e) { if (late.length < 200) late[late.length] = e; }
      return ${used};
    }
    try { down(); } catch (e) { if (late.length < 200) late[late.length] = e; }
    for (const e of late) keep(e);
    late.length = 0;
    tries++;
  }`;
}

interface BrinkResult {
  readonly tries: number;
  /** Values of the host that were found; must be empty. */
  readonly found: readonly string[];
}

/** @param sizes the sizes of frames, from 0 to 21 */
export function tryTheStackEnd(
  prelude: string,
  sizes: readonly number[] = Array.from({ length: SIZES }, (_, size) => size),
  told: (done: number) => void = () => undefined,
  only = /./,
): BrinkResult {
  const found: string[] = [];
  let tries = 0;
  for (const [wayName, way] of Object.entries(WAYS).filter(([name]) => only.test(name)))
    for (const [attemptName, attempt] of Object.entries(ATTEMPTS)) {
      const all = sizes.map((size) => attemptOf(way, attempt, size)).join('\n');
      const student = `let disk;
        class Raft {
          constructor(peers, me, persister, apply) {
            ${DETECTOR}
            ${all}
            apply({ index: tries, command: foreign.length === 0 ? '' : foreign[0] });
          }
          getState() { return { term: 0, isLeader: false }; }
        }
        ${PERSISTER}
        return { Raft, Persister };`;
      const { effects } = Realm.boot(new Program({ prelude, student }), {
        ...{ at: 0, me: 0, servers: 3, chance: [1, 2, 3, 4] },
        image: new Map(),
        bytes: new Map(),
      });
      const name = `${wayName}, ${attemptName}`;
      const said = effects.find((effect) => effect.kind === 'apply');
      if (!said) found.push(`${name}: it did not finish`);
      else if (said.command !== '') found.push(`${name}: ${said.command}`);
      tries += said?.index ?? 0;
      told(tries);
    }
  return { tries, found };
}
