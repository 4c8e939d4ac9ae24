/** The list of files that were not used: short enough to read, with the most important first. */
import type { Ignored } from '../entry';
import { IGNORED_MAX } from './limits';

export type LeftOut = Ignored;

/** If a folder has more ignored files than this, they become one line. */
const OF_A_FOLDER_MAX = 10;
/** Deeper folders are not distinguished. */
const LEVELS_MAX = 8;
/** Names in a zip may have 65,000 characters. */
const PATH_CHARS_MAX = 300;
const FOLDED = /^((?:.*?\/)?(?:node_modules|__MACOSX|\.(?!\.?\/)[^/]+))\//;

/** @param inside files in the raft folder itself */
export function ignoredList(
  inside: readonly LeftOut[],
  outside: readonly LeftOut[],
): readonly Ignored[] {
  const list = [...folded(inside, hiddenFolder), ...folded(outside, outerFolder(outside))];
  if (list.length <= IGNORED_MAX) return list;
  const rest = list.length - IGNORED_MAX + 1;
  return [...list.slice(0, IGNORED_MAX - 1), { path: '…', why: `and ${rest} more` }];
}

function folded(
  list: readonly LeftOut[],
  folderOf: (path: string) => string | undefined,
): readonly Ignored[] {
  const lines = new Map<string, { path: string; why: string; count: number }>();
  for (const [at, { path, why }] of list.entries()) {
    const folder = folderOf(path);
    const key = folder === undefined ? `${at}` : `${folder}/ ${why}`;
    const line = lines.get(key) ?? {
      path: folder === undefined ? path : `${folder}/`,
      why,
      count: 0,
    };
    line.count++;
    lines.set(key, line);
  }
  return [...lines.values()]
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
    .map(({ path, why, count }) => ({
      path: path.length > PATH_CHARS_MAX ? `${path.slice(0, PATH_CHARS_MAX)}…` : path,
      why: count === 1 ? why : `${why} (${count} files)`,
    }));
}

function hiddenFolder(path: string): string | undefined {
  return FOLDED.exec(path)?.[1];
}

/** Hidden folders, and folders near the top with many files. */
function outerFolder(list: readonly LeftOut[]): (path: string) => string | undefined {
  const counts = new Map<string, number>();
  const above = (path: string): readonly string[] => {
    const parts = path.split('/', LEVELS_MAX + 1).slice(0, -1);
    return parts.map((_, depth) => parts.slice(0, depth + 1).join('/'));
  };
  for (const { path } of list)
    for (const folder of above(path)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  const isOnlyWay = (folder: string): boolean => counts.get(folder) === list.length;
  return (path) =>
    hiddenFolder(path) ??
    above(path).find((folder) => (counts.get(folder) ?? 0) > OF_A_FOLDER_MAX && !isOnlyWay(folder));
}
