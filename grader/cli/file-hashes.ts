/** Fingerprints of what was handed in. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** Source files are small; what is bigger is something else that lies in the folder. */
const BYTES_MAX = 4_000_000;

/** SHA-256 of every file in the folder itself, by name. Leaves out what cannot be read. */
export function fileHashes(folder: string): Record<string, string> {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return {};
  const hashes: Record<string, string> = {};
  for (const name of readdirSync(folder).sort()) {
    const hash = hashOf(path.join(folder, name));
    if (hash !== undefined) hashes[name] = hash;
  }
  return hashes;
}

function hashOf(file: string): string | undefined {
  try {
    const { size, isFile } = about(file);
    if (!isFile || size > BYTES_MAX) return undefined;
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    // Editors leave links behind that lead nowhere.
    return undefined;
  }
}

function about(file: string): { readonly size: number; readonly isFile: boolean } {
  const stat = statSync(file);
  return { size: stat.size, isFile: stat.isFile() };
}
