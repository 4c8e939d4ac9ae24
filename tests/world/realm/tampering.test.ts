/** Code that patches what the realm's own code uses, to see or to change what crosses the border. */
import { boot, lines, programOf } from './realm-support';

describe('what runs around the code cannot be tampered with', () => {
  test('a stack shows no frame of the host: the prelude, and then frames without a name', async () => {
    const built =
      "try { Error.stackTraceLimit = 100; } catch { /* it is fixed */ } console.log(new Error('x').stack);";
    const { effects } = boot(await programOf({ built }));
    const [first, ...frames] = (lines(effects)[0] ?? '').split('\n');
    expect(first).toBe('Error: x');
    const [own, prelude, ...beneath] = frames;
    expect(own).toMatch(/^ {4}at new Raft \(submission\.js:\d+:\d+\)$/);
    expect(prelude).toMatch(/^ {4}at Object\.boot \(prelude\.js:\d+:\d+\)$/);
    expect(beneath).toEqual(
      beneath.map(() => expect.stringMatching(/^ {4}at grader \(grader:1:\d+\)$/) as string),
    );
    expect(frames).toHaveLength(12);
  });

  test('an iterator that gives nothing does not make a date the present', async () => {
    const built = `const own = Array.prototype[Symbol.iterator];
      Array.prototype[Symbol.iterator] = function* () {};
      const date = new Date(5);
      Array.prototype[Symbol.iterator] = own;
      console.log(date.getTime());`;
    expect(lines(boot(await programOf({ built })).effects)).toEqual(['5']);
  });

  test('the length of typed arrays is no place for lines of effects', async () => {
    const built = `const T = Object.getPrototypeOf(Uint8Array.prototype);
      Object.defineProperty(T, 'length', { get() { console.log('asked'); return '4\\nG 9 1'; } });
      disk.write('f', new Uint8Array(4));`;
    const { effects } = boot(await programOf({ built }));
    expect(lines(effects)).toEqual([]);
    expect(effects[0]).toEqual({
      kind: 'disk',
      operation: { op: 'write', file: 'f', content: { id: 1, length: 4 } },
    });
  });

  test('no code is asked when the host reads the disk', async () => {
    const built = `disk.write('f', new Uint8Array(4));
      class Evil extends Uint8Array { constructor() { super(4); this.fill(7); } }
      Object.defineProperty(Uint8Array, Symbol.species, { value: Evil });
      Uint8Array.prototype.constructor = Evil;`;
    const { realm } = boot(await programOf({ built }));
    expect(realm.fetch(1)).toBe('\0\0\0\0');
  });

  test('a setter of Array.prototype is not handed the timers', async () => {
    const built = `Object.defineProperty(Array.prototype, '0', { configurable: true, set() { console.log('asked'); } });
      setTimeout(() => {}, 10);`;
    const { effects } = boot(await programOf({ built }));
    expect(lines(effects)).toEqual([]);
    expect(effects.at(-1)).toEqual({ kind: 'wake', at: 10_000 });
  });

  test('too much for one handler is a breach of the contract', async () => {
    const built = `const long = 'x'.repeat(2 ** 24);
      for (let i = 0; i < 8; i++) peers[1].requestVote({ long });`;
    const { effects } = boot(await programOf({ built }));
    expect(effects.filter(({ kind }) => kind === 'breach')).toHaveLength(1);
  });

  test('the code around the server is not among the global names', async () => {
    const built = 'console.log(Object.keys(globalThis).length);';
    expect(lines(boot(await programOf({ built })).effects)).toEqual(['0']);
  });
});
