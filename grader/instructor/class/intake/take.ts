/**
 * Chooses the files of a submission to use: the student's own sources. All others are listed with a reason.
 */
import type { Ignored } from '../entry';
import { ignoredList, type LeftOut } from './ignored';
import { Broken } from './broken';
import type { Item } from './item';
import { FILES_MAX, FILE_BYTES_MAX, TOTAL_BYTES_MAX } from './limits';
import { nameFlaw, placeFlaw, sameName, shown } from './names';
import { isEntry, isForeign, parentOf, raftFolder } from './raft-folder';

export interface Taken {
  /** By name in the raft folder, sorted by name. */
  readonly items: ReadonlyMap<string, Item>;
  readonly ignored: readonly Ignored[];
  readonly remarks: readonly string[];
}

/** Files that the bundler can import. */
const SOURCE = /\.([cm]?[jt]s|[jt]sx|json|txt)$/;
const TEST = /\.(test|spec)\.[cm]?[jt]sx?$/i;
/** Written by `npm run shrink keep`. There may be any number, and nothing imports them. */
const SCENARIO = /\.scenario\.json$/i;
const SETTINGS = /^((ts|js)config.*\.json|package(-lock)?\.json|npm-shrinkwrap\.json)$/i;

/**
 * @returns undefined if no folder seems to contain raft.ts
 * @throws Broken if several do
 */
export function takeFrom(items: readonly Item[]): Taken | undefined {
  const chosen = raftFolder(items);
  if (chosen.kind === 'none') return undefined;
  if (chosen.kind === 'several') throw new Broken(chosen.message);
  const { folder, others } = chosen;
  const taken = new Map<string, Item>();
  const inside: LeftOut[] = [];
  const outside: LeftOut[] = [];
  const leaveOut = (name: string, item: Item, why: string): void => {
    refuseIfEntry(name, why);
    inside.push({ path: item.path, why });
  };
  for (const item of items) {
    const name = nameWithin(folder, item.path);
    if (name === undefined) {
      outside.push({ path: item.path, why: whyOutside(folder, item.path) });
      continue;
    }
    const why = whyNot(name, item);
    if (why !== undefined) {
      leaveOut(name, item, why);
      continue;
    }
    const key = name.normalize('NFC');
    const before = taken.get(key);
    // The last file wins, as when an archive is unpacked.
    if (before) inside.push({ path: before.path, why: 'a later file has the same name' });
    taken.set(key, item);
  }
  refuseTooMany(taken);
  for (const { name, item, why } of clashes(taken)) {
    taken.delete(name);
    inside.push({ path: item.path, why });
  }
  refuseTooMuch(taken);
  return {
    items: new Map([...taken].sort(([a], [b]) => (a < b ? -1 : 1))),
    ignored: ignoredList(inside, outside),
    remarks: remarksOn(folder, others),
  };
}

/** Whether a sequential reader should keep the content, as far as path and size can tell. */
export function mayBeTaken(path: string, bytes: number): boolean {
  if (bytes > FILE_BYTES_MAX || placeFlaw(path) !== undefined) return false;
  return SOURCE.test(path) && !path.split('/').some(isForeign);
}

function nameWithin(folder: string, path: string): string | undefined {
  if (folder === '') return path;
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}

function whyNot(name: string, { kind, bytes, path }: Item): string | undefined {
  const flaw = placeFlaw(path) ?? nameFlaw(name.replace(/\/$/, ''));
  if (flaw !== undefined) return flaw;
  const parts = name.split('/');
  const foreign = parts.find(isForeign);
  if (foreign === 'node_modules') return 'packages cannot be used';
  if (foreign === '__MACOSX') return 'made by the system that packed it';
  if (foreign !== undefined) return 'hidden';
  if (kind === 'link') return 'a link, and links are not followed';
  if (kind === 'other') return 'no file';
  const base = parts.at(-1) ?? '';
  if (TEST.test(base)) return 'a test';
  if (SCENARIO.test(base)) return 'a scenario for replaying';
  if (SETTINGS.test(base)) return "settings: the kit's own are used";
  if (!SOURCE.test(base) && SOURCE.test(base.toLowerCase()))
    return `its ending has capital letters, and must be ${base.slice(base.lastIndexOf('.')).toLowerCase()}`;
  if (!SOURCE.test(base)) return 'not a source that can be imported';
  if (bytes > FILE_BYTES_MAX) return `over ${FILE_BYTES_MAX / 1_000_000} MB`;
  return undefined;
}

/**
 * Without its entry file a submission cannot be graded, and the bundler would only report it as missing.
 */
function refuseIfEntry(name: string, why: string): void {
  if (isEntry(name)) throw new Broken(`has a ${shown(name)} that cannot be taken: ${why}`);
}

function whyOutside(folder: string, path: string): string {
  const kit = /^(.*?)\/?labs\/raft$/i.exec(folder)?.[1];
  const name = kit === undefined ? undefined : nameWithin(kit, path);
  const [top = ''] = name?.split('/') ?? [];
  if (path.split('/').includes('node_modules')) return 'packages cannot be used';
  return KIT.has(top) ? "the kit's own is used" : 'outside of the folder with raft.ts';
}

/** The files and folders of the kit. */
const KIT = new Set([
  ...['grader', 'labs', 'docs', 'solutions', 'tests', 'package.json', 'package-lock.json'],
  ...['tsconfig.json', 'README.md', 'LICENSE', 'jest.config.js', 'eslint.config.mjs', '.github'],
  ...['.gitignore', '.gitattributes', '.prettierrc.json', '.prettierignore', '.editorconfig'],
  ...['.npmrc', '.ci', '.raft-lab'],
]);

/** Names that cannot coexist on every system. The one with the fewest capitals is kept. */
function clashes(
  taken: ReadonlyMap<string, Item>,
): readonly { readonly name: string; readonly item: Item; readonly why: string }[] {
  const kept = new Map<string, string>();
  const names = [...taken.keys()].sort((a, b) => capitals(a) - capitals(b) || (a < b ? -1 : 1));
  const out: { name: string; item: Item; why: string }[] = [];
  for (const name of names) {
    const item = taken.get(name);
    if (!item) continue;
    const twin = kept.get(sameName(name));
    const above = foldersAbove(name).find((folder) => kept.has(sameName(folder)));
    if (twin !== undefined)
      out.push({ name, item, why: `its name differs from ${shown(twin)} by capital letters only` });
    else if (above !== undefined)
      out.push({ name, item, why: `${shown(above)} is a file, and it cannot be a folder too` });
    else kept.set(sameName(name), name);
  }
  return out;
}

function capitals(name: string): number {
  return name.match(/\p{Lu}/gu)?.length ?? 0;
}

function foldersAbove(name: string): readonly string[] {
  const above = parentOf(name);
  return above === '' ? [] : [above, ...foldersAbove(above)];
}

/** Before names are compared with each other, which takes long for a hundred thousand. */
function refuseTooMany(taken: ReadonlyMap<string, Item>): void {
  if (taken.size > FILES_MAX)
    throw new Broken(
      `has ${taken.size} sources beside raft.ts, and at most ${FILES_MAX} are taken`,
    );
}

function refuseTooMuch(taken: ReadonlyMap<string, Item>): void {
  const bytes = [...taken.values()].reduce((sum, item) => sum + item.bytes, 0);
  if (bytes > TOTAL_BYTES_MAX)
    throw new Broken(`has over ${TOTAL_BYTES_MAX / 1_000_000} MB of sources beside raft.ts`);
}

function remarksOn(folder: string, others: readonly string[]): readonly string[] {
  if (others.length === 0) return [];
  const names = others.slice(0, 4).map((other) => (other === '' ? 'its top' : shown(other)));
  const place = folder === '' ? 'the top' : shown(folder);
  return [`${place} was graded; a raft.ts and a persister.ts are also in ${names.join(', ')}.`];
}
