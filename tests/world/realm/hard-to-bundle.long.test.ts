/** Source text that makes the bundler work hard: it is refused in time, and nothing beside it suffers. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundleFolder, bundlePrelude } from '../../../grader/world/realm/bundle';

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
