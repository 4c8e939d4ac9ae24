/**
 * The files of one commit, read directly from git's object store. Nothing is checked out, so the student's
 * filters, hooks and attributes have no effect.
 */
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { discard, temporaryFolder } from '../../../world/processes/temporary';
import { git, tooMany } from './git';
import { Broken } from './broken';
import { CORRECT_LIST, type Item, NOTHING_IN_TIME, nothingToClose, type Pile } from './item';
import { ENTRIES_MAX } from './limits';
import { shown } from './names';
import { refuseForeignStore } from './own-store';

/**
 * Refuses a folder that points to another repository: it could be the instructor's.
 *
 * @returns the git folder; undefined if this is not a repository
 */
export async function gitFolderOf(folder: string): Promise<string | undefined> {
  const own = await kindAt(path.join(folder, '.git'));
  const isBare = async (): Promise<boolean> =>
    (await kindAt(path.join(folder, 'HEAD'))) === 'file' &&
    (await kindAt(path.join(folder, 'objects'))) === 'folder' &&
    (await kindAt(path.join(folder, 'refs'))) === 'folder';
  const gitFolder = own === 'folder' ? path.join(folder, '.git') : folder;
  if (own === 'nothing' && !(await isBare())) return undefined;
  const isElsewhere = (await kindAt(path.join(gitFolder, 'commondir'))) !== 'nothing';
  if (own === 'file' || isElsewhere)
    throw new Broken('only points at a git repository elsewhere: name that one in the list');
  await refuseForeignStore(gitFolder);
  return gitFolder;
}

async function kindAt(place: string): Promise<'folder' | 'file' | 'nothing'> {
  try {
    return (await lstat(place)).isDirectory() ? 'folder' : 'file';
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return 'nothing';
    throw thrown;
  }
}

/** The commit to use; by default what is checked out. */
export interface Wanted {
  /** A commit, branch or tag. */
  readonly commit?: string;
  /** The last commit of the branch until then: ISO 8601 with a zone. A commit or tag is not a branch. */
  readonly before?: string;
}

export async function localPile(gitFolder: string, wanted: Wanted): Promise<Pile> {
  const commit = await commitOf(gitFolder, wanted.commit);
  const isBranch = wanted.commit === undefined || (await isBranchName(gitFolder, wanted.commit));
  if (isBranch && wanted.before !== undefined) return pileBefore(gitFolder, commit, wanted.before);
  return { items: await itemsOf(gitFolder, commit), commit, close: nothingToClose };
}

/** Fetches a repository into a temporary folder, which is deleted when the pile is closed. */
export async function fetchedPile(url: string, shownUrl: string, wanted: Wanted): Promise<Pile> {
  const folder = temporaryFolder('git');
  const close = (): Promise<void> => {
    discard(folder);
    return Promise.resolve();
  };
  try {
    const isHead = wanted.commit === undefined && wanted.before === undefined;
    const depth = isHead ? ['--depth', '1'] : [];
    const words = ['clone', '--bare', '--quiet', '--template=', ...depth, '--', url, folder];
    const answer = await git(words, 'network');
    if (answer.kind === 'refusal') {
      const why = answer.message.replaceAll(url, shownUrl);
      throw new Error(
        `git could not fetch ${shownUrl} (${why}). May you read it, and is it there?`,
      );
    }
    return { ...(await localPile(folder, wanted)), close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

/** Uses the commit's own time, from its author's clock. */
async function pileBefore(gitFolder: string, head: string, before: string): Promise<Pile> {
  const seconds = String(Math.floor(Date.parse(before) / 1_000));
  // `git log` can be configured to start a program, so it is not used.
  const answer = await git(
    [...inFolder(gitFolder), 'rev-list', '-1', '--timestamp', `--min-age=${seconds}`, head],
    'no network',
  );
  const [, made, commit] =
    answer.kind === 'answer'
      ? (/^(\d{1,11}) ([0-9a-f]{40,64})\s*$/.exec(answer.output.toString()) ?? [])
      : [];
  if (commit === undefined)
    throw new Broken(
      `is a git repository that has no commit made before ${before}`,
      NOTHING_IN_TIME,
    );
  const committedAt = new Date(Number(made) * 1_000).toISOString();
  return { items: await itemsOf(gitFolder, commit), commit, committedAt, close: nothingToClose };
}

async function commitOf(gitFolder: string, wanted: string | undefined): Promise<string> {
  const names = wanted === undefined ? ['HEAD'] : [wanted, `refs/remotes/origin/${wanted}`];
  for (const name of names) {
    const answer = await git(
      [
        ...inFolder(gitFolder),
        ...['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`],
      ],
      'no network',
    );
    const [, commit] =
      answer.kind === 'answer'
        ? (/^([0-9a-f]{40,64})\s*$/.exec(answer.output.toString()) ?? [])
        : [];
    if (commit !== undefined) return commit;
  }
  if (wanted === undefined) throw new Broken(await withoutHead(gitFolder));
  throw new Broken(
    `is a git repository that has no commit, branch or tag ${shown(wanted)}`,
    CORRECT_LIST,
  );
}

async function isBranchName(gitFolder: string, name: string): Promise<boolean> {
  for (const folder of ['refs/heads', 'refs/remotes/origin']) {
    const answer = await git(
      [...inFolder(gitFolder), 'show-ref', '--verify', '--quiet', `${folder}/${name}`],
      'no network',
    );
    if (answer.kind === 'answer') return true;
  }
  return false;
}

const BRANCHES_NAMED_MAX = 10;

/** The message if HEAD names a branch without commits. Other branches may have some. */
async function withoutHead(gitFolder: string): Promise<string> {
  const list = await git(
    [...inFolder(gitFolder), 'for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/remotes'],
    'no network',
  );
  const names = (list.kind === 'answer' ? list.output.toString('utf8') : '')
    .split('\n')
    .map((name) => name.replace(/^refs\/(heads|remotes\/[^/]+)\//, ''))
    .filter((name) => name !== '' && name !== 'HEAD');
  const branches = [...new Set(names)].slice(0, BRANCHES_NAMED_MAX).map(shown);
  if (branches.length === 0) return 'is a git repository without a single commit';
  return `is a git repository whose HEAD names a branch that is not there. It has ${branches.join(', ')}: put one of them after its address in the list`;
}

/** `mode type hash size`, a tab, the path, a zero byte. The size of a missing object is not a number. */
const LINE = /^(\d{6}) (\w+) ([0-9a-f]{40,64}) +(\S+)\t(.*)$/s;

async function itemsOf(gitFolder: string, commit: string): Promise<readonly Item[]> {
  // First without sizes: these need a look at each object, and a few objects can be listed as any number of
  // files.
  await listed(gitFolder, commit, '--name-only');
  const lines = await listed(gitFolder, commit, '--long');
  const contentOf = contentsOf(gitFolder);
  return lines.flatMap((line) => {
    if (line === '') return [];
    const [, mode = '', , hash = '', size = '', name] = LINE.exec(line) ?? [];
    if (name === undefined)
      throw new Error(`git ls-tree gave a line that is not understood: ${line}`);
    const bytes = /^\d+$/.test(size) ? Number(size) : 0;
    const read = (): Promise<Buffer> => contentOf(hash, name);
    return [{ path: name, kind: kindOf(mode), bytes, read }];
  });
}

async function listed(
  gitFolder: string,
  commit: string,
  form: '--name-only' | '--long',
): Promise<readonly string[]> {
  const list = await git(
    [...inFolder(gitFolder), 'ls-tree', '-r', '-z', form, '--full-tree', commit],
    'no network',
  );
  if (list.kind === 'refusal') throw new Broken(`is a damaged git repository (${list.message})`);
  const lines = list.output.toString('utf8').split('\0');
  if (lines.length > ENTRIES_MAX) throw tooMany();
  return lines;
}

function kindOf(mode: string): Item['kind'] {
  if (mode === '120000') return 'link';
  return mode.startsWith('100') ? 'file' : 'other';
}

/** Time for the contents of all files of a repository, each of which may be a change of a change of a change. */
const CONTENTS_MS_MAX = 5 * 60_000;

/** @returns the content of a file */
function contentsOf(gitFolder: string): (hash: string, name: string) => Promise<Buffer> {
  let spentMs = 0;
  return async (hash, name) => {
    if (spentMs > CONTENTS_MS_MAX)
      throw new Broken(
        `is a git repository that git has not read within ${CONTENTS_MS_MAX / 1_000} s`,
      );
    const startedMs = performance.now();
    const answer = await git([...inFolder(gitFolder), 'cat-file', 'blob', hash], 'no network');
    spentMs += performance.now() - startedMs;
    if (answer.kind === 'answer') return answer.output;
    throw new Broken(`is a git repository that is damaged or not whole: it lacks ${shown(name)}`);
  };
}

/** Explicit, so that git does not search outer folders for a repository. */
function inFolder(gitFolder: string): readonly string[] {
  return [`--git-dir=${gitFolder}`];
}
