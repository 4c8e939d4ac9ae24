/** Made-up students with a mishap: code that does not run, never ends, or cannot be read. */
import { solved } from './honest';
import type { Expected, Maker, Work } from './work';

/** The reference's class, extended by one in which something goes wrong. */
function wrapped(what: string, expected: Expected, body: string, top = ''): Work {
  const files = solved();
  files.set('inner.ts', files.get('raft.ts') ?? '');
  files.set(
    'raft.ts',
    `import { Raft as Inner } from './inner';\n\n${top}export class Raft extends Inner {\n${body}}\n`,
  );
  return { what, files, expected };
}

function without(what: string, change: (files: Map<string, string>) => void): Work {
  const files = solved();
  change(files);
  return { what, files, expected: 'zero' };
}

function change(name: string, from: string, to: string): (files: Map<string, string>) => void {
  return (files) => {
    const text = files.get(name) ?? '';
    if (!text.includes(from)) throw new Error(`${name} has no ${from}`);
    files.set(
      name,
      text.replace(from, () => to),
    );
  };
}

const BROKEN: readonly (() => Work)[] = [
  () => without('syntax error', change('raft.ts', 'getState(): {', 'getState(): {{')),
  () => without('no persister.ts', (files) => files.delete('persister.ts')),
  () =>
    without(
      'exports Raft by another name',
      change('raft.ts', 'export class Raft ', 'export class MyRaft '),
    ),
  () => without('imports a missing file', change('raft.ts', "'./timers'", "'./clocks'")),
  () =>
    without('imports node:fs', (files) => {
      files.set('raft.ts', `import fs from 'node:fs';\nvoid fs;\n${files.get('raft.ts') ?? ''}`);
    }),
  () => without('an empty raft.ts', (files) => files.set('raft.ts', '')),
];

const broken: Maker = {
  kind: 'broken',
  does: 'code that cannot be run: a syntax error, a missing file, a wrong export',
  share: { perCent: 6 },
  make: (at) => (BROKEN[at % BROKEN.length] ?? unmade)(),
};

const HANGS: readonly (() => Work)[] = [
  () => wrapped('hangs when it is loaded', 'zero', '', 'for (;;) {}\n'),
  () =>
    wrapped(
      'hangs in appendEntries',
      'less',
      '  override appendEntries(): never {\n    for (;;) {}\n  }\n',
    ),
  () =>
    wrapped(
      'hangs in a promise',
      'less',
      '  override requestVote(): any {\n    const again = (): Promise<void> => Promise.resolve().then(again);\n    void again();\n    return undefined;\n  }\n',
    ),
];

const hanging: Maker = {
  kind: 'hanging',
  does: 'code that never returns',
  share: { exactly: 3 },
  make: (at) => (HANGS[at % HANGS.length] ?? unmade)(),
};

const bomb: Maker = {
  kind: 'memory',
  does: 'code that uses up all memory',
  share: { exactly: 1 },
  make: () =>
    wrapped(
      'uses up the memory',
      'less',
      '  override requestVote(): any {\n    const all: Uint8Array[] = [];\n    for (;;) all.push(new Uint8Array(10_000_000).fill(1));\n  }\n',
    ),
};

const torn: Maker = {
  kind: 'torn',
  does: 'a zip that is cut off in the middle',
  share: { exactly: 1 },
  make: () => ({ what: 'torn zip', files: solved(), expected: 'none', isTorn: true }),
};

const nothing: Maker = {
  kind: 'nothing',
  does: 'a letter instead of code',
  share: { exactly: 1 },
  make: () => ({
    what: 'no code',
    files: new Map([['README.md', 'Sorry, my dog ate it.\n']]),
    expected: 'none',
  }),
};

export const MISHAPS: readonly Maker[] = [broken, hanging, bomb, torn, nothing];

function unmade(): never {
  throw new Error('there is nothing to make');
}
