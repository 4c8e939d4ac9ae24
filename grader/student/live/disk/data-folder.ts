/**
 * The folder with the disks of a cluster's servers: whether it is the kit's, and whether it fits
 * the cluster.
 */
import fs from 'node:fs';
import path from 'node:path';

/** A problem with the folder, in one line. */
export class DataProblem extends Error {}

const ABOUT = 'raft-live.json';
/** Version of what the kit stores in the folder. The student's data has a format of its own. */
const VERSION = 2;

interface DataFolder {
  readonly servers: number;
  /** Starts with empty disks. */
  readonly isFresh: boolean;
}

/**
 * @returns the folder of each server
 * @throws DataProblem
 */
export function openDataFolder(folder: string, { servers, isFresh }: DataFolder): string[] {
  const places = Array.from({ length: servers }, (_, i) => path.join(folder, `S${i}`));
  const about = path.join(folder, ABOUT);
  const known = readAbout(folder, about);
  if (known && isFresh) {
    // Removes only the servers' folders: there may be other files.
    for (let i = 0; i < known.servers; i++)
      fs.rmSync(path.join(folder, `S${i}`), { recursive: true, force: true });
  } else if (known && known.servers !== servers) {
    throw new DataProblem(
      `${folder} holds the disks of ${known.servers} servers, but you asked for ${servers}. Add servers=${known.servers}, or \`fresh\` to begin with empty disks.`,
    );
  }
  fs.writeFileSync(about, `${JSON.stringify({ version: VERSION, servers })}\n`);
  for (const place of places) fs.mkdirSync(place, { recursive: true });
  return places;
}

function readAbout(folder: string, about: string): { readonly servers: number } | undefined {
  let text: string;
  try {
    fs.mkdirSync(folder, { recursive: true });
    text = fs.readFileSync(about, 'utf8');
  } catch (thrown) {
    const { code = 'unknown error' } = thrown as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw new DataProblem(`${folder} cannot be used (${code}).`);
    const others = fs.readdirSync(folder).filter((name) => !name.startsWith('.'));
    if (others.length === 0) return undefined;
    throw new DataProblem(
      `${folder} contains something other than a cluster's disks (${others.slice(0, 3).join(', ')}). Name a new or empty folder.`,
    );
  }
  const { version, servers } = parsed(text);
  if (version !== VERSION || typeof servers !== 'number' || !Number.isInteger(servers))
    throw new DataProblem(
      `${about} was written by another version of the kit. Name another folder, or remove this one.`,
    );
  return { servers };
}

function parsed(text: string): { readonly version?: unknown; readonly servers?: unknown } {
  try {
    return (JSON.parse(text) ?? {}) as object;
  } catch {
    return {};
  }
}
