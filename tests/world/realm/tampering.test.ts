/** Code that patches what the realm's own code uses, to see or to change what crosses the border. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundleFolder, bundlePrelude } from '../../../grader/world/realm/bundle';
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

describe('source text that is hard on the bundler', () => {
  const nested = (count: number) => `globalThis.x = ${'['.repeat(count)}${']'.repeat(count)};`;
  const doubling = Array.from({ length: 60 }, (_, i) => `A${i + 1} = A${i} + A${i}`).join(', ');

  // How much memory another process holds, only Linux tells cheaply.
  test.each<readonly [string, string, RegExp]>([
    ['nests brackets', nested(40_000), /nested too deeply/],
    ['is half a megabyte long', `globalThis.x = '${'x'.repeat(500_000)}';`, /larger than 100 KB/],
    [
      'exports a name that is a pattern',
      "const x = 1; export { x as '(([^]+)+)+!' };",
      /nothing here is exported as Raft/,
    ],
    ...(process.platform === 'linux'
      ? [
          [
            'doubles itself',
            `export enum E { A0 = 'aaaa', ${doubling} }`,
            /used up its memory/,
          ] as const,
        ]
      : []),
  ])(
    'that %s is refused, and what is bundled beside it is not',
    async (_name, text, words) => {
      const prelude = await bundlePrelude();
      const raft = words.source.startsWith('nothing') ? '' : 'export class Raft {}';
      const [hard, honest] = await Promise.all([
        inFolder(`${text}\n${raft}\n`, prelude),
        inFolder('export class Raft {}\n', prelude),
      ]);
      expect(hard).toMatch(words);
      expect(honest).toBe('bundled');
    },
    300_000,
  );

  test('a source map of its own does not rename its files', async () => {
    const map = '{"version":3,"sources":["../grader.ts"],"names":[],"mappings":"AAAA"}';
    const url = `data:application/json;base64,${Buffer.from(map).toString('base64')}`;
    const text = `export class Raft {}\n//# sourceMappingURL=${url}\n`;
    const prelude = await bundlePrelude();
    expect(await inFolder(text, prelude, 'sources')).toContain('raft.ts');
    expect(await inFolder(text, prelude, 'sources')).not.toContain('grader.ts');
  });
});

/** @returns what is wrong with it, or its sources, or that it was bundled */
async function inFolder(raft: string, prelude: string, ask?: 'sources'): Promise<string> {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'tampering-'));
  try {
    fs.writeFileSync(path.join(folder, 'raft.ts'), raft);
    fs.writeFileSync(path.join(folder, 'persister.ts'), 'export class Persister {}\n');
    const bundle = await bundleFolder(folder, prelude);
    if (Array.isArray(bundle)) return bundle.map(({ message }) => message).join('; ');
    return ask === 'sources' ? bundle.map : 'bundled';
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
