/**
 * Checks that a git repository reads only its own files. Through links, alternates and included settings, a
 * student could hand in another student's commits.
 */
import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Broken } from './broken';
import { DEPTH_MAX, ENTRIES_MAX } from './limits';

/** Files that git reads to look up a commit and its files. */
const READ = [
  ...['HEAD', 'config', 'config.worktree', 'packed-refs', 'shallow', 'info'],
  ...['refs', 'reftable', 'objects'],
];
/** Files that exist only if something is stored elsewhere. */
const ELSEWHERE = [
  ...['commondir', 'gitdir', 'objects/info/alternates', 'objects/info/http-alternates'],
];
/** Anywhere in a line, because git reads a section after another one, as in `[core] [include]`. */
const INCLUDE = /\[\s*include(?:if)?\b/i;
const SETTINGS_BYTES_MAX = 1_000_000;

/** @throws Broken */
export async function refuseForeignStore(gitFolder: string): Promise<void> {
  for (const name of ELSEWHERE)
    if ((await about(path.join(gitFolder, name))) !== undefined) throw elsewhere(name);
  let seen = 0;
  const visit = async (name: string, depth: number): Promise<void> => {
    const found = await about(path.join(gitFolder, name));
    if (!found) return;
    if (found.isSymbolicLink() || !(found.isFile() || found.isDirectory())) throw elsewhere(name);
    if (!found.isDirectory()) return;
    const inside = await readdir(path.join(gitFolder, name));
    seen += inside.length;
    if (seen > ENTRIES_MAX || depth > DEPTH_MAX)
      throw new Broken(`is a git repository of more than ${ENTRIES_MAX} files: let git pack it`);
    for (const one of inside) await visit(`${name}/${one}`, depth + 1);
  };
  for (const name of READ) await visit(name, 0);
  for (const name of ['config', 'config.worktree']) {
    const file = path.join(gitFolder, name);
    const size = (await about(file))?.size ?? 0;
    if (size > SETTINGS_BYTES_MAX)
      throw new Broken(`has a git configuration that is far too large`);
    if (size > 0 && INCLUDE.test(await readFile(file, 'utf8'))) throw elsewhere(name);
  }
}

async function about(place: string) {
  try {
    return await lstat(place);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw thrown;
  }
}

function elsewhere(name: string): Broken {
  return new Broken(
    `is an incomplete git repository: .git/${name} leads elsewhere. Clone it again as a whole`,
  );
}
