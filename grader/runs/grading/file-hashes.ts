/** Hashes of the handed-in files. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** Source files are small; a larger file is something else. */
const BYTES_MAX = 4_000_000;

/** SHA-256 of every file in the folder itself, by name. Skips files that cannot be read. */
export function fileHashes(folder: string | ReadonlyMap<string, Buffer>): Record<string, string> {
  if (typeof folder !== 'string')
    return Object.fromEntries(
      [...folder].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, text]) => [name, sha256(text)]),
    );
  const hashes: Record<string, string> = {};
  for (const name of namesIn(folder)) {
    const hash = hashOf(path.join(folder, name));
    if (hash !== undefined) hashes[name] = hash;
  }
  return hashes;
}

/** If something is wrong with the folder itself, the bundler reports it. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function hashOf(file: string): string | undefined {
  try {
    const about = statSync(file);
    if (!about.isFile() || about.size > BYTES_MAX) return undefined;
    return sha256(readFileSync(file));
  } catch {
    // Editors leave links whose target does not exist.
    return undefined;
  }
}

export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
