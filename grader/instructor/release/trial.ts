/**
 * Tries an autograder before it is handed out: creates the container's folders in a temporary folder, with
 * the reference as submission and the kit's own packages, and grades.
 */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SOURCE } from '../skeletons/places';
import { ROOT_VARIABLE } from './autograder';
import { run } from './commands';
import type { Files } from './package-file';
import { discard, temporaryFolder } from '../../world/processes/temporary';

interface Results {
  readonly output?: string;
  readonly tests?: readonly { readonly score?: number; readonly max_score?: number }[];
}

/** @returns what is wrong; undefined if the reference gets all points */
export async function tryOut(options: {
  readonly root: string;
  readonly files: Files;
  readonly signal: AbortSignal;
}): Promise<string | undefined> {
  const { root, files, signal } = options;
  const container = temporaryFolder('trial');
  try {
    const source = layOut(container, files, path.join(root, 'node_modules'));
    cpSync(path.join(root, SOURCE), path.join(container, 'submission'), { recursive: true });
    const words = [
      '--require',
      './grader/cli/set-up.cjs',
      'grader/instructor/release/autograder.ts',
    ];
    const about = { [ROOT_VARIABLE]: container };
    const { code, err } = await run(process.execPath, words, source, signal, about);
    if (code !== 0) return `It ends with exit code ${code ?? 'none'}:\n${err}`;
    const file = path.join(container, 'results', 'results.json');
    const { output = '', tests = [] } = JSON.parse(readFileSync(file, 'utf8')) as Results;
    const isFull = tests.length > 0 && tests.every((test) => test.score === test.max_score);
    return isFull ? undefined : `The reference does not get all points:\n${output}`;
  } finally {
    discard(container);
  }
}

/** @returns the grader's folder */
function layOut(container: string, files: Files, packages: string): string {
  const source = path.join(container, 'source');
  for (const [name, text] of files) {
    const file = path.join(source, ...name.split('/'));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  symlinkSync(packages, path.join(source, 'node_modules'), 'junction');
  mkdirSync(path.join(container, 'results'));
  return source;
}
