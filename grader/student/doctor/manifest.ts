/**
 * Fingerprints of the files in a release that students should not change: written at release,
 * compared later. Pure. This is not a lock: anyone who can change a file can change its
 * fingerprint, too.
 */
import { createHash } from 'node:crypto';
import { isRecord } from '../../report/is-record';

/** Beside package.json. */
export const MANIFEST = '.raft-lab-manifest.json';
const SCHEMA = 'raft-lab/manifest/1';
/** Students may change all other files of a release. */
const LEFT_ALONE = 'grader/';
const SHA_256 = /^[0-9a-f]{64}$/;

/** By path from the kit's root, with `/` as separator. */
type Prints = ReadonlyMap<string, string>;

/** @param files all files of a release: text by path, with `/` as separator */
export function manifestText(files: ReadonlyMap<string, string>): string {
  const prints = [...files]
    .filter(([file]) => file.startsWith(LEFT_ALONE))
    .map(([file, text]) => [file, fingerprint(text)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({ schema: SCHEMA, files: Object.fromEntries(prints) }, undefined, 2)}\n`;
}

/** @returns undefined if the text is not a manifest */
export function readManifest(text: string): Prints | undefined {
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(told) || told['schema'] !== SCHEMA || !isRecord(told['files'])) return undefined;
  const files = Object.entries(told['files']);
  const isSound = files.every(
    ([file, print]) => isPlace(file) && typeof print === 'string' && SHA_256.test(print),
  );
  return isSound ? new Map(files as [string, string][]) : undefined;
}

/** Allows only files of the kit. */
function isPlace(file: string): boolean {
  return file.startsWith(LEFT_ALONE) && !file.split('/').includes('..');
}

interface Differences {
  readonly changed: readonly string[];
  readonly missing: readonly string[];
}

/** @param textOf returns undefined if there is no such file */
export function differences(
  manifest: Prints,
  textOf: (file: string) => string | undefined,
): Differences {
  const changed: string[] = [];
  const missing: string[] = [];
  for (const [file, print] of manifest) {
    const text = textOf(file);
    if (text === undefined) missing.push(file);
    else if (fingerprint(text) !== print) changed.push(file);
  }
  return { changed, missing };
}

/** Ignores line endings: Windows may change them, which does no harm. */
function fingerprint(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}
