/** The submissions of a list: remote and local repositories, plain folders, archives. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Claim } from '../claim';
import { archiveItems } from './archive';
import { FileBytes } from './bytes';
import { folderItems } from './folder';
import { foundAt, pileOf } from './hand';
import type { Found } from './handed';
import { Broken } from './broken';
import { CORRECT_LIST, type Pile } from './item';
import type { Hints } from './hints';
import type { Listed } from './list';
import { Ids } from './names';
import { sharedIn } from './same-place';
import { fetchedPile, gitFolderOf, localPile, type Wanted } from './repository';

/** @param home the list's folder, to which its paths are relative */
export async function submissionsOf(
  lines: readonly Listed[],
  home: string,
  { from, before }: Hints,
): Promise<readonly Found[]> {
  const ids = new Ids();
  const placed = lines.map((line) => ({ line, ...ids.claim(line.id) }));
  const shared = await sharedIn(placed, home);
  return placed.map(({ line: { id, address, commit, account }, ...own }) => {
    const claim: Claim = {
      ...(from === 'github'
        ? ({ platform: 'github', repository: id } as const)
        : ({ platform: 'folders', name: id } as const)),
      ...(account !== undefined && { account }),
    };
    const wanted: Wanted = {
      ...(commit !== undefined && { commit }),
      ...(before !== undefined && { before }),
    };
    const twins = shared.get(own.id);
    const claimed = { ...own, claim, ...(twins && { shared: twins }) };
    if (address.kind === 'url') {
      const { url, shown } = address;
      return foundAt({ ...claimed, source: shown }, () => fetchedPile(url, shown, wanted));
    }
    const place = path.resolve(home, address.path);
    return foundAt({ ...claimed, source: address.path }, () => pileAt(place, wanted));
  });
}

export async function pileAt(place: string, wanted: Wanted): Promise<Pile> {
  const about = await stat(place).catch((thrown: unknown) => {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw thrown;
    throw new Broken(`is not there: the list names ${place}`, CORRECT_LIST);
  });
  if (about.isFile()) return pileOf(await archiveItems(new FileBytes(place, about.size)));
  const gitFolder = await gitFolderOf(place);
  if (gitFolder !== undefined) return localPile(gitFolder, wanted);
  if (wanted.commit !== undefined)
    throw new Broken(
      `is a folder without git, and the list asks for its commit ${wanted.commit}`,
      CORRECT_LIST,
    );
  return pileOf(await folderItems(place));
}
