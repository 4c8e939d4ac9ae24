/** Makes a mutant's program: copies its base, edits the copy, and bundles it as a submission. */
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleFolder } from '../../world/realm/bundle';
import type { ProgramText } from '../../world/realm/program';
import { edited, type Files, type Mutant } from './mutant';

const ROOT = path.join(__dirname, '..', '..', '..');
const REFERENCE = path.join(ROOT, 'solutions', 'raft');
const VARIANTS = path.join(ROOT, 'grader', 'variants');

/** @returns the program, or why there is none */
export async function programOf(
  mutant: Mutant,
  prelude: string,
): Promise<ProgramText | readonly string[]> {
  const files = edited(baseOf(mutant), mutant.edits);
  if (isProblems(files)) return files;
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'raft-mutant-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    const bundle = await bundleFolder(folder, prelude);
    if (!Array.isArray(bundle)) return bundle.text;
    return bundle.map(({ file = '', line = '', message }) => `${file}:${line}: ${message}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The files that a mutant's edits apply to. */
export function baseOf({ of }: Pick<Mutant, 'of'>): Files {
  const folder = of === undefined ? REFERENCE : path.join(VARIANTS, of);
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]),
  );
}

function isProblems(files: Files | readonly string[]): files is readonly string[] {
  return Array.isArray(files);
}
