/**
 * Turns a student's folder into one script, or explains clearly why it cannot. This process only reads
 * the files into memory; another one processes their text (bundle-program.ts).
 */
import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { askSealed, type SealedEnd, type SealedProgram } from '../processes/sealed';
import { type BundleAnswer, type BundleTask, bundleWith } from './bundle-work';
import { type BundleProblem, entryProblem, folderProblem } from './folder';
import type { ProgramText } from './program';
import { readFolder, type SourceFiles } from './read-folder';
import { BUNDLE_BYTES_MAX, TARGET } from './sizes';

export type { BundleProblem } from './folder';

export interface Bundle {
  readonly kind: 'bundle';
  readonly text: ProgramText;
  /** Source map of the student's part, JSON. Its sources are relative to the folder. */
  readonly map: string;
}

/** The task of the process that bundles. */
export interface SealedTask extends BundleTask {
  /** The bundler's code and its WebAssembly. */
  readonly bundler: { readonly module: string; readonly wasm: string };
}

const KIT = path.join(__dirname, '..', '..', '..');
const { resolve } = createRequire(__filename);

const PROGRAM: SealedProgram = {
  source: path.join(__dirname, 'bundle-program.ts'),
  reads: [path.join(path.dirname(resolve('esbuild-wasm/package.json')), '*')],
  // Bundling a submission takes less than one second.
  cpuSeconds: 15,
  residentMb: 1_500,
  // The script and its map as JSON, where a character may take six.
  answerBytes: 12 * BUNDLE_BYTES_MAX,
};

/**
 * @param folder the folder that holds raft.ts and persister.ts
 * @throws ReaderLost
 */
export async function bundleFolder(
  folder: string,
  prelude: string,
  signal?: AbortSignal,
): Promise<Bundle | BundleProblem[]> {
  const files = readSubmission(folder);
  return 'kind' in files ? [files] : bundleFiles(files, prelude, signal);
}

/** @returns the source files, or why they cannot be graded */
export function readSubmission(folder: string): SourceFiles | BundleProblem {
  return folderProblem(folder) ?? readFolder(realpathSync(folder));
}

/**
 * @returns an empty bundle if the signal aborted it
 * @throws ReaderLost
 */
export async function bundleFiles(
  files: SourceFiles,
  prelude: string,
  signal?: AbortSignal,
): Promise<Bundle | BundleProblem[]> {
  const missing = entryProblem([...files.keys()], 'labs/raft');
  if (missing) return [missing];
  const task: SealedTask = {
    ...taskOf(files, prelude, '/'),
    bundler: {
      module: resolve('esbuild-wasm/lib/browser.js'),
      wasm: resolve('esbuild-wasm/esbuild.wasm'),
    },
  };
  const end = await askSealed(PROGRAM, task, signal);
  if (end.kind === 'stopped')
    return { kind: 'bundle', text: { prelude, student: '' }, map: NO_MAP };
  if (end.kind === 'too much') return [{ kind: 'problem', message: tooMuch(end) }];
  return bundleIn(end.answer as BundleAnswer, task);
}

/**
 * For programs of the kit's own, such as its mutants: uses native esbuild in this process. The result
 * is that of {@link bundleFiles} at a tenth of the cost. Never for a submission.
 *
 * @param program its files, or the folder that holds them
 */
export async function bundleOwn(
  program: SourceFiles | string,
  prelude: string,
): Promise<Bundle | BundleProblem[]> {
  const files = typeof program === 'string' ? readSubmission(program) : program;
  if ('kind' in files) return [files];
  const task = taskOf(files, prelude, path.parse(KIT).root);
  return bundleIn(await bundleWith({ build }, task), task);
}

function taskOf(files: SourceFiles, prelude: string, root: string): BundleTask {
  const contract = readFileSync(path.join(KIT, 'grader', 'contract.ts'), 'utf8');
  return { files, contract, prelude, root };
}

function bundleIn(answer: BundleAnswer, { files, prelude }: BundleTask): Bundle | BundleProblem[] {
  if (answer.kind === 'problems') return answer.problems.map((one) => withText(one, files));
  const { student, map } = answer;
  return { kind: 'bundle', text: { prelude, student }, map };
}

const NO_MAP = JSON.stringify({ version: 3, sources: [], names: [], mappings: '' });

function tooMuch({ what }: SealedEnd & { kind: 'too much' }): string {
  const words = {
    time: `took longer than ${PROGRAM.cpuSeconds} s`,
    memory: 'used up its memory',
    output: `gave more than ${BUNDLE_BYTES_MAX / 1_000_000} MB`,
  };
  if (what === 'depth') return 'the code is nested too deeply to be bundled.';
  return `bundling this code ${words[what]}: it is nested far too deeply, or grows when it is compiled.`;
}

function withText(problem: BundleProblem, files: SourceFiles): BundleProblem {
  const file = problem.file === undefined ? undefined : files.get(problem.file);
  return file instanceof Uint8Array ? { ...problem, text: Buffer.from(file).toString() } : problem;
}

/** The code that surrounds the student's in every realm. */
export async function bundlePrelude(): Promise<string> {
  const { outputFiles } = await build({
    // The bundle's comments name files, relative to this folder, so that they are the same wherever the
    // command runs.
    absWorkingDir: __dirname,
    entryPoints: [path.join(__dirname, 'prelude', 'main.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'prelude',
    // Wrapped in a function, because a global variable could not be deleted and would give everyone the
    // harness.
    banner: { js: '(() => {' },
    footer: { js: 'return prelude.createHarness;\n})()' },
    target: TARGET,
    charset: 'utf8',
    minifySyntax: true,
    tsconfigRaw: { compilerOptions: { strict: true } },
  });
  return outputFiles[0]?.text ?? '';
}
