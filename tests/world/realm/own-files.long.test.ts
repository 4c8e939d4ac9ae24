/** What a bundler may reach from a submission's code: its own files, and nothing by any other way. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BUNDLER } from '../../../grader/proof/cheats/corpus/bundler';
import { filesOf } from '../../../grader/proof/cheats/cheat';
import { baseOf } from '../../../grader/proof/mutants/program';
import { bundleFiles } from '../../../grader/world/realm/bundle';
import { meantBy } from '../../../grader/world/realm/import-names';
import { sourcesIn } from '../../../grader/world/realm/read-folder';

const REFERENCE = baseOf({});

async function bundled(files: Readonly<Record<string, string>>) {
  const held = Object.entries(files).map(([name, text]) => [name, Buffer.from(text)] as const);
  return bundleFiles(sourcesIn(new Map(held)), '() => {}');
}

describe('an attack on the bundler', () => {
  const rows = BUNDLER.flatMap(({ id, carrier, expected }) =>
    carrier.kind === 'files' && expected.come !== 'named'
      ? [[id, filesOf(REFERENCE, carrier), expected] as const]
      : [],
  );
  let plain: string;
  beforeAll(async () => {
    const bundle = await bundled(REFERENCE);
    plain = Array.isArray(bundle) ? '' : bundle.text.student;
    expect(plain).toContain('Raft = class');
  });

  test.each(rows)(
    '%s ends in its refusal, or in the script that people read',
    async (_id, files, expected) => {
      const bundle = await bundled(files);
      const said = Array.isArray(bundle) ? bundle.map(({ message }) => message).join('; ') : '';
      if (expected.come === 'refused') {
        expect(said).toContain(expected.says);
        return;
      }
      expect(said).toBe('');
      if (Array.isArray(bundle)) return;
      if (expected.come === 'same') expect(bundle.text.student).toBe(plain);
      const { sources } = JSON.parse(bundle.map) as { sources: readonly string[] };
      const known = [...Object.keys(files), '<entry>', '../../../grader/contract.ts'];
      expect(sources.filter((source) => !known.includes(source))).toEqual([]);
      expect(bundle.text.student).not.toMatch(/source(?:Mapping)?URL=/);
    },
  );
});

test('the bundler is of one version in both of its forms', () => {
  const text = readFileSync(path.join(__dirname, '..', '..', '..', 'package.json'), 'utf8');
  const { dependencies } = JSON.parse(text) as { dependencies: Readonly<Record<string, string>> };
  expect(dependencies['esbuild-wasm']).toBe(dependencies['esbuild']);
});

describe('a name in an import', () => {
  const names = new Set([
    'raft.ts',
    'raft.tsx',
    'log.ts',
    'log.js',
    'log/index.ts',
    'a/b.ts',
    'old.js',
    'x.tsx',
    'data.json',
  ]);
  test.each([
    ['./log', 'raft.ts', 'log.ts'],
    ['./log.js', 'raft.ts', 'log.ts'],
    ['./log.ts', 'raft.ts', 'log.ts'],
    ['./raft', 'log.ts', 'raft.ts'],
    ['./old', 'raft.ts', 'old.js'],
    ['./data.json', 'raft.ts', 'data.json'],
    ['../log', 'a/b.ts', 'log.ts'],
    ['./log/', 'raft.ts', 'log.ts'],
  ])('%s in %s means %s', (specifier, importer, name) => {
    expect(meantBy(specifier, importer, names)).toEqual({ kind: 'file', name });
  });

  test.each([
    ['../log', 'raft.ts', 'lies outside'],
    ['../../raft', 'a/b.ts', 'lies outside'],
    ['/raft', 'raft.ts', 'lies outside'],
    ['./x', 'raft.ts', 'without JSX'],
    ['./raft.tsx', 'log.ts', 'without JSX'],
    ['./lgo', 'raft.ts', 'Did you mean "./log"'],
    ['./Log', 'raft.ts', 'the file is called log.ts: small and capital letters count'],
    ['./LOG.ts', 'raft.ts', 'the file is called log.ts: small and capital letters count'],
    ['./raft.ts?x', 'log.ts', 'no such file'],
  ])('%s in %s is refused: %s', (specifier, importer, why) => {
    const meant = meantBy(specifier, importer, names);
    expect(meant.kind === 'refused' && meant.why).toContain(why);
  });
});
