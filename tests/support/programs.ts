/** Server programs for in-process runs: the reference, or files that a test makes up. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundleFolder, bundlePrelude } from '../../grader/world/realm/bundle';
import { Program, type ProgramText } from '../../grader/world/realm/program';

const ROOT = path.join(__dirname, '..', '..');
const SOLUTION = path.join(ROOT, 'solutions', 'raft');

/** By file name. */
export type Files = Readonly<Record<string, string>>;

export async function referenceProgram(): Promise<Program> {
  return new Program(await bundled(SOLUTION));
}

export async function programOf(files: Files): Promise<Program> {
  return new Program(await bundleOf(files));
}

/** Writes the files into a folder of their own, and removes it when they are bundled. */
export async function bundleOf(files: Files): Promise<ProgramText> {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'raft-program-'));
  try {
    for (const [name, text] of Object.entries(files))
      fs.writeFileSync(path.join(folder, name), text);
    return await bundled(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The TypeScript files of a folder of the kit. */
export function filesIn(...folder: readonly string[]): Record<string, string> {
  const from = path.join(ROOT, ...folder);
  const names = fs.readdirSync(from).filter((name) => name.endsWith('.ts'));
  return Object.fromEntries(
    names.map((name) => [name, fs.readFileSync(path.join(from, name), 'utf8')]),
  );
}

async function bundled(folder: string): Promise<ProgramText> {
  const bundle = await bundleFolder(folder, await bundlePrelude());
  if (!('text' in bundle)) throw new Error(bundle.map(({ message }) => message).join('\n'));
  return bundle.text;
}
