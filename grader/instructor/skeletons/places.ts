/** Where the reference and the skeletons are, from the repository's root, and how they are read. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

export const SOURCE = path.join('solutions', 'raft');
/** The tsconfig.json there is written by hand and is the model of others. */
export const LABS = path.join('labs', 'raft');
/** The bare skeleton: written by hand, as it is handed out. */
export const BARE = path.join('labs', 'bare');

/** A text file with line ends as git keeps them, also where git was told to change them. */
export function textOf(file: string): string {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
}
