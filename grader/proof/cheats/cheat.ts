/**
 * A cheat: what a submission might try in order to gain points, to harm others, or to make the grader fail.
 * The corpus of cheats tests the grader's integrity. This file defines the record and makes its files.
 */
import { edited, type Files, type Mutant } from '../mutants/mutant';
import { baseOf } from '../mutants/program';
import type { Seed } from '../../world/sim/seed';
import type { Wish } from './elsewhere';

/** The expected outcome. In addition, a cheat must never score more than its base. */
export type Expected =
  /** The same score and the same runs, event by event. */
  | { readonly come: 'same' }
  /** The same score, but the runs differ. */
  | { readonly come: 'harmless' }
  /** The verdict names one of these rules. */
  | { readonly come: 'named'; readonly rules: readonly string[] }
  /** It cannot be graded, and the reason contains this text. */
  | { readonly come: 'refused'; readonly says: string }
  /** Its base is wrong, and the cheat does not score more. */
  | { readonly come: 'no gain' };

/** Code around the base's own code, all in plain JavaScript. */
export interface Pieces {
  /** Runs before the base's modules. */
  readonly first?: string;
  /** Runs when raft.ts is loaded. */
  readonly module?: string;
  /** Runs before the base's constructor. It can use peers, me, persister, apply, and `held.disk`. */
  readonly before?: string;
  /** Runs after the constructor. It can also use `this`. */
  readonly built?: string;
  /** Runs before the base's method. It can use args, and may return. */
  readonly requestVote?: string;
  readonly appendEntries?: string;
  readonly getState?: string;
}

export interface Run {
  readonly test: string;
  readonly seeds: readonly Seed[];
}

export interface Cheat {
  /** `area/what` */
  readonly id: string;
  /** What the cheat tries, in a sentence. */
  readonly attempt: string;
  /** The reference, or a wrong submission: a mutant by its id, or the skeleton. */
  readonly base: 'reference' | 'skeleton' | { readonly mutant: string };
  readonly expected: Expected;
  /** By default 2A/initial-election on one seed. */
  readonly runs?: readonly Run[];
  /** The number of runs at once; one by default. */
  readonly workers?: number;
  readonly carrier: Carrier;
}

type Carrier =
  | {
      readonly kind: 'files';
      readonly pieces?: Pieces;
      /** Whole files, in addition to the base's or instead of them. */
      readonly files?: Files;
      /** Links by name. Their targets are relative to the kit's folder. */
      readonly links?: Files;
    }
  /** An archive for the intake of a class. Names are as in the archive. */
  | {
      readonly kind: 'archive';
      readonly entries: readonly ArchiveEntry[];
    }
  /** A folder that Gradescope has unpacked, which the autograder reads. */
  | {
      readonly kind: 'gradescope';
      readonly files: Files;
      /** Files of the base that are left out. */
      readonly without?: readonly string[];
      readonly links?: Files;
    }
  /** The text of a scenario file. */
  | { readonly kind: 'scenario'; readonly text: string }
  /** Archives of a class, named by its platform and the students. */
  | { readonly kind: 'class'; readonly archives: readonly string[]; readonly roster: string }
  /** Links in a folder that `npm run watch` reads, with their literal targets. */
  | { readonly kind: 'watched'; readonly links: Files }
  /** A request to a page that a command serves. */
  | { readonly kind: 'wish'; readonly wish: Wish }
  /** Bytes for a server of `npm run live`, one character each. */
  | { readonly kind: 'client'; readonly bytes: string };

export interface ArchiveEntry {
  readonly name: string;
  /** By default, the text of the base's file with this name. */
  readonly text?: string;
  /** Replaces the text by this many zeros. */
  readonly zeros?: number;
  readonly linksTo?: string;
}

/** Some cheats need features of some systems: odd file names, links, access to the memory of others. */
export function isPossibleOn(platform: NodeJS.Platform, { id, carrier }: Cheat): boolean {
  if (id === 'bundling/doubling') return platform === 'linux';
  const mayLink = ['files', 'gradescope', 'watched'].includes(carrier.kind);
  const needsLinks = mayLink && 'links' in carrier && Object.keys(carrier.links ?? {}).length > 0;
  return platform !== 'win32' || !(needsLinks || id.startsWith('names/'));
}

export const QUICK: readonly Run[] = [{ test: '2A/initial-election', seeds: [1] }];

/** @returns the files of a submission, by name */
export function filesOf(base: Files, { pieces, files = {} }: Carrier & { kind: 'files' }): Files {
  return pieces ? { ...base, ...around(base, pieces), ...files } : { ...base, ...files };
}

/** @throws Error if there is no such base */
export function baseFiles(
  { base }: Pick<Cheat, 'base'>,
  bank: readonly Mutant[],
  skeleton: Files,
): Files {
  if (base === 'reference') return baseOf({});
  if (base === 'skeleton') return skeleton;
  const mutant = bank.find(({ id }) => id === base.mutant);
  if (!mutant) throw new Error(`there is no mutant ${base.mutant}`);
  const files = edited(baseOf(mutant), mutant.edits);
  if (Array.isArray(files)) throw new Error(`${base.mutant}: ${files.join('; ')}`);
  return files as Files;
}

/** Renames the base's raft.ts to inner.ts, and puts the pieces in a raft.ts that extends its class. */
function around(base: Files, pieces: Pieces): Files {
  const { first = '', module = '', before = '', built = '' } = pieces;
  const method = (name: 'requestVote' | 'appendEntries' | 'getState') =>
    pieces[name] === undefined
      ? ''
      : `  ${name}(args) {\n    ${pieces[name]}\n    return super.${name}(args);\n  }\n`;
  return {
    'first.ts': `// @ts-nocheck\n${first}\nexport {};\n`,
    'inner.ts': base['raft.ts'] ?? '',
    'inner-persister.ts': base['persister.ts'] ?? '',
    'held.ts': 'export const held: any = {};\n',
    'persister.ts': [
      '// @ts-nocheck',
      "import './first';",
      "import { held } from './held';",
      "import { Persister as Inner } from './inner-persister';",
      'export class Persister extends Inner {',
      '  constructor(disk) { super(disk); held.disk = disk; }',
      '}',
      '',
    ].join('\n'),
    'raft.ts': [
      '// @ts-nocheck',
      "import './first';",
      "import { held } from './held';",
      "import { Raft as Inner } from './inner';",
      module,
      'export class Raft extends Inner {',
      '  constructor(peers, me, persister, apply) {',
      `    ${before}`,
      '    super(peers, me, persister, apply);',
      `    ${built}`,
      '  }',
      `${method('requestVote')}${method('appendEntries')}${method('getState')}}`,
      '',
    ].join('\n'),
  };
}
