/**
 * The folders of the reference and the skeletons, from the repository's root, and how their files are read.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

export const SOURCE = path.join('solutions', 'raft');
/** Its tsconfig.json is written by hand, and others are derived from it. */
export const LABS = path.join('labs', 'raft');
/** The bare skeleton, which is written by hand. */
export const BARE = path.join('labs', 'bare');

/** The text with LF line ends, even if git was configured to change them. */
export function textOf(file: string): string {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
}
