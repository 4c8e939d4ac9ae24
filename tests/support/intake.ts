/** Creates what an instructor would have on disk, and reads it through the intake. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  findSubmissions,
  type FoundSubmissions,
  type Handed,
} from '../../grader/instructor/class/intake';
import type { Hints } from '../../grader/instructor/class/intake/hints';

export type Found = Extract<FoundSubmissions, { kind: 'found' }>;

/** Temporary folders, which are deleted after the tests. */
export class Desk {
  readonly #folders: string[] = [];

  folder(files: Readonly<Record<string, string | Buffer>> = {}): string {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'raft-lab-intake-'));
    this.#folders.push(folder);
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(folder, ...name.split('/'));
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, content);
    }
    return folder;
  }

  /** Creates a file in a folder of its own. */
  file(name: string, content: string | Buffer): string {
    return path.join(this.folder({ [name]: content }), name);
  }

  clear(): void {
    for (const folder of this.#folders) fs.rmSync(folder, { recursive: true, force: true });
  }
}

export async function found(where: string, hints: Hints = {}): Promise<Found> {
  const result = await findSubmissions(where, hints);
  if (result.kind === 'problem') throw new Error(result.message);
  return result;
}

/** Why there is nothing to grade. */
export async function problemOf(where: string): Promise<string> {
  const result = await findSubmissions(where);
  return result.kind === 'problem' ? result.message : 'none';
}

/** All submissions by id. */
export async function handed(where: string): Promise<Readonly<Record<string, Handed>>> {
  const { submissions } = await found(where);
  const all = await Promise.all(submissions.map((submission) => submission.open()));
  return Object.fromEntries(all.map((one) => [one.id, one]));
}

/** Reads the only submission of a class. */
export async function handedAlone(desk: Desk, name: string, content: Buffer): Promise<Handed> {
  const [one] = Object.values(await handed(desk.folder({ [name]: content })));
  if (!one) throw new Error('the submission was not found');
  return one;
}

export function names({ files }: Handed): readonly string[] {
  return [...files.keys()];
}

/** Why a file was not used. */
export function whyIgnored({ ignored }: Handed, place: string): string | undefined {
  return ignored.find((one) => one.path === place)?.why;
}
