/** Server programs for runs in this process: the reference, or files that a test makes up. */
import fs from 'node:fs';
import path from 'node:path';
import { bundleOwn, bundlePrelude } from '../../grader/world/realm/bundle';
import { Program, type ProgramText } from '../../grader/world/realm/program';

const ROOT = path.join(__dirname, '..', '..');
const SOLUTION = path.join(ROOT, 'solutions', 'raft');

let prelude: Promise<string> | undefined;

/** By file name. */
export type Files = Readonly<Record<string, string>>;

export async function referenceProgram(): Promise<Program> {
  return new Program(await bundled(SOLUTION));
}

export async function programOf(files: Files): Promise<Program> {
  return new Program(await bundleOf(files));
}

export async function bundleOf(files: Files): Promise<ProgramText> {
  return bundled(
    new Map(Object.entries(files).map(([name, text]) => [name, new TextEncoder().encode(text)])),
  );
}

/** The TypeScript files of a folder of the kit. */
export function filesIn(...folder: readonly string[]): Record<string, string> {
  const from = path.join(ROOT, ...folder);
  const names = fs.readdirSync(from).filter((name) => name.endsWith('.ts'));
  return Object.fromEntries(
    names.map((name) => [name, fs.readFileSync(path.join(from, name), 'utf8')]),
  );
}

async function bundled(program: Parameters<typeof bundleOwn>[0]): Promise<ProgramText> {
  prelude ??= bundlePrelude();
  const bundle = await bundleOwn(program, await prelude);
  if (!('text' in bundle)) throw new Error(bundle.map(({ message }) => message).join('\n'));
  return bundle.text;
}
