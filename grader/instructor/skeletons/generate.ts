/** Generates a student's files from the reference folder. Reads files and writes none. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { Stage } from '../../contract';
import { besideIt, type Files } from './bare-skeleton';
import { SOURCE, textOf } from './places';
import { regionProblems, type Known } from './problems';
import { parseSource, regionsIn } from './regions';
import { skeletonOf } from './skeleton';
import { TODOS } from './todos';

export { LABS, SOURCE, textOf } from './places';

export interface Generated {
  readonly files: Files;
  /** Each as `file:line: what is wrong`. With any problem, the files must not be used. */
  readonly problems: readonly string[];
}

interface GenerateOptions {
  /** The repository. */
  readonly root: string;
  /** The folder for the files, to which their imports are adapted. */
  readonly out: string;
  readonly known: Known;
  readonly through: Stage | undefined;
}

export async function generate(options: GenerateOptions): Promise<Generated> {
  const { root, out, known, through } = options;
  const source = path.join(root, SOURCE);
  const up = path.relative(out, root).split(path.sep).join('/');
  const files = new Map<string, string>();
  const problems: string[] = [];
  const idle = new Set(Object.keys(TODOS));
  for (const name of readdirSync(source).sort()) {
    if (!name.endsWith('.ts')) continue;
    const { parts, problems: unreadable } = parseSource(textOf(path.join(source, name)));
    for (const { key } of regionsIn(parts)) idle.delete(key);
    const found = unreadable.length > 0 ? unreadable : regionProblems(parts, known);
    problems.push(
      ...found.map(({ line, message }) => `${path.join(SOURCE, name)}:${line}: ${message}`),
    );
    const text = skeletonOf(parts, { through, contract: `${up}/grader/contract` });
    files.set(name, await formatted(text, path.join(source, name)));
  }
  problems.push(
    ...[...idle].map((key) => `${SOURCE} has no region "${key}", which todos.ts describes`),
  );
  for (const [name, text] of besideIt(root, up)) files.set(name, text);
  return { files, problems };
}

/** @param like a file whose prettier settings apply; it need not exist */
export async function formatted(text: string, like: string): Promise<string> {
  return format(text, { ...(await resolveConfig(like)), filepath: like });
}
