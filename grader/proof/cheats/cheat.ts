/**
 * A cheat: what a submission might try in order to get points, to hurt others, or to make the grader fail
 * instead of itself. The corpus of them is how the grader's integrity is tested. Only the record is here,
 * and how its files are made.
 */
import { edited, type Files, type Mutant } from '../mutants/mutant';
import { baseOf } from '../mutants/program';
import type { Seed } from '../../world/sim/seed';
import type { Wish } from './elsewhere';

/** What must come of it. It never has more points than its base, whatever is said here. */
export type Expected =
  /** The same score and the same runs, event by event. */
  | { readonly come: 'same' }
  /** The same score; what it does shows in the runs. */
  | { readonly come: 'harmless' }
  /** The verdict names one of these rules. */
  | { readonly come: 'named'; readonly rules: readonly string[] }
  /** It cannot be graded, and this is in the reason. */
  | { readonly come: 'refused'; readonly says: string }
  /** Its base is wrong, and it is no better off. */
  | { readonly come: 'no gain' };

/** Pieces of code around the base's own. All is plain JavaScript. */
export interface Pieces {
  /** Runs before any of the base's modules. */
  readonly first?: string;
  /** Runs when raft.ts is loaded. */
  readonly module?: string;
  /** Before the base's constructor; sees peers, me, persister, apply, and `held.disk`. */
  readonly before?: string;
  /** The same after it, and `this`. */
  readonly built?: string;
  /** In front of the base's method; sees args, and may return. */
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
  /** In a sentence. */
  readonly attempt: string;
  /** The reference, or a submission that is wrong: a mutant by its id, or the skeleton. */
  readonly base: 'reference' | 'skeleton' | { readonly mutant: string };
  readonly expected: Expected;
  /** Default: 2A/initial-election on one seed. */
  readonly runs?: readonly Run[];
  /** The number of runs at once; one by default. */
  readonly workers?: number;
  readonly carrier: Carrier;
}

type Carrier =
  | {
      readonly kind: 'files';
      readonly pieces?: Pieces;
      /** Whole files, beside or instead of those that there are. */
      readonly files?: Files;
      /** Links by name; what they point to is seen from the kit's folder. */
      readonly links?: Files;
    }
  /** Is unpacked by the intake of a class. Names are as written in the archive. */
  | {
      readonly kind: 'archive';
      readonly entries: readonly ArchiveEntry[];
    }
  /** Is unpacked by Gradescope already, and read as the autograder there does. */
  | {
      readonly kind: 'gradescope';
      readonly files: Files;
      /** Of the base's. */
      readonly without?: readonly string[];
      readonly links?: Files;
    }
  /** Is read as a scenario file. */
  | { readonly kind: 'scenario'; readonly text: string }
  /** Archives of a class, by the names that their platform and the students have given them. */
  | { readonly kind: 'class'; readonly archives: readonly string[]; readonly roster: string }
  /** Links in a folder that `npm run watch` looks at; what they point to is as the system reads it. */
  | { readonly kind: 'watched'; readonly links: Files }
  /** Is asked of a page that a command serves. */
  | { readonly kind: 'wish'; readonly wish: Wish }
  /** Is sent to a server of `npm run live`, one character per byte. */
  | { readonly kind: 'client'; readonly bytes: string };

export interface ArchiveEntry {
  readonly name: string;
  /** Absent: a file of the base of that name. */
  readonly text?: string;
  /** Replaced by this many zeros. */
  readonly zeros?: number;
  readonly linksTo?: string;
}

/** Some need what only some systems have: odd names of files, links, a look at the memory of others. */
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

/** The base's Raft becomes inner.ts, and the pieces are in a raft.ts that extends it. */
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
