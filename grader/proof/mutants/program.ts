/** Makes a mutant's program: edits a copy of its base, and bundles it like a submission. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { bundleOwn } from '../../world/realm/bundle';
import type { ProgramText } from '../../world/realm/program';
import { textOf } from '../../instructor/skeletons/places';
import { parseSource } from '../../instructor/skeletons/regions';
import { skeletonOf } from '../../instructor/skeletons/skeleton';
import { edited, type Files, type Mutant } from './mutant';

const ROOT = path.join(__dirname, '..', '..', '..');
const REFERENCE = path.join(ROOT, 'solutions', 'raft');
const VARIANTS = path.join(__dirname, '..', 'variants');

/** @returns the program, or why there is none */
export async function programOf(
  mutant: Pick<Mutant, 'edits' | 'of'>,
  prelude: string,
): Promise<ProgramText | readonly string[]> {
  const files = edited(baseOf(mutant), mutant.edits);
  if (isProblems(files)) return files;
  const bundle = await bundleOwn(
    new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])),
    prelude,
  );
  if (!Array.isArray(bundle)) return bundle.text;
  return bundle.map(({ file = '', line = '', message }) => `${file}:${line}: ${message}`);
}

/** The files that a mutant's edits apply to: a variant, or the reference without the marks of its regions. */
export function baseOf({ of }: Pick<Mutant, 'of'>): Files {
  const folder = of === undefined ? REFERENCE : path.join(VARIANTS, of);
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  return Object.fromEntries(
    names.map((name) => {
      const text = textOf(path.join(folder, name));
      return [
        name,
        of === undefined ? skeletonOf(parseSource(text).parts, { through: '2C' }) : text,
      ];
    }),
  );
}

function isProblems(files: Files | readonly string[]): files is readonly string[] {
  return Array.isArray(files);
}
