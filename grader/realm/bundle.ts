/**
 * Turns a student's folder into one script, and says clearly what stands in the way. Runs in the
 * parent process, reads files, and executes nothing of the student's.
 */
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { build, type BuildOptions, type Message, type Plugin } from 'esbuild';
import type { ProgramText } from './program';

/** Something in the folder that keeps it from being graded. */
export interface BundleProblem {
  readonly kind: 'problem';
  /** One clear line: what, where, what to do. */
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

export interface Bundle {
  readonly kind: 'bundle';
  readonly text: ProgramText;
  /** Source map of the student's part, JSON. Its sources are relative to `root`. */
  readonly map: string;
  readonly root: string;
}

const KIT_CONTRACT = path.join(__dirname, '..', 'contract.ts');
const ENTRIES = [
  { file: 'raft', name: 'Raft' },
  { file: 'persister', name: 'Persister' },
] as const;
const TARGET = 'node20';

/** @param folder where raft.ts and persister.ts are */
export async function bundleFolder(
  folder: string,
  prelude: string,
): Promise<Bundle | BundleProblem[]> {
  const missing = folderProblem(folder);
  if (missing) return [missing];
  const root = realpathSync(folder);
  const options = {
    bundle: true,
    write: false,
    absWorkingDir: root,
    logLevel: 'silent',
    target: TARGET,
    charset: 'utf8',
    // The student's tsconfig is theirs; what runs must not depend on it.
    tsconfigRaw: { compilerOptions: { strict: true, useDefineForClassFields: true } },
    // import() would hand out a promise of the host's: without it, it becomes an in-realm error.
    supported: { 'dynamic-import': false },
    plugins: [onlyOwnFiles(root)],
  } satisfies BuildOptions;
  try {
    const { metafile } = await build({
      ...options,
      entryPoints: ENTRIES.map(({ file }) => `./${file}`),
      outdir: 'unused',
      format: 'esm',
      metafile: true,
    });
    const wrong = exportProblem(Object.values(metafile.outputs));
    if (wrong) return [wrong];
    const contents = ENTRIES.map(({ file, name }) => `export { ${name} } from './${file}';`);
    const { outputFiles } = await build({
      ...options,
      stdin: { contents: contents.join('\n'), resolveDir: root, sourcefile: '<entry>' },
      outfile: 'submission.js',
      format: 'iife',
      globalName: 'submission',
      footer: { js: 'return submission;' },
      sourcemap: 'external',
      sourcesContent: true,
    });
    const output = (ending: string) => outputFiles.find((f) => f.path.endsWith(ending))?.text ?? '';
    return {
      kind: 'bundle',
      text: { prelude, student: output('.js') },
      map: output('.map'),
      root,
    };
  } catch (thrown) {
    const { errors } = thrown as { errors?: readonly Message[] };
    if (!errors?.length) throw thrown;
    return errors.map(problemOf);
  }
}

/** The code that surrounds the student's in every realm. */
export async function bundlePrelude(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(__dirname, 'prelude', 'main.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'prelude',
    footer: { js: 'prelude.createHarness' },
    target: TARGET,
    charset: 'utf8',
    minifySyntax: true,
    tsconfigRaw: { compilerOptions: { strict: true } },
  });
  return outputFiles[0]?.text ?? '';
}

function folderProblem(folder: string): BundleProblem | undefined {
  const problem = (message: string): BundleProblem => ({ kind: 'problem', message });
  if (!existsSync(folder)) return problem(`There is no folder ${folder}.`);
  if (!statSync(folder).isDirectory()) return problem(`${folder} is a file; a folder is needed.`);
  const files = readdirSync(folder).filter((file) => /\.[cm]?[jt]s$/.test(file));
  if (files.length === 0) return problem(`The folder ${folder} holds no TypeScript file.`);
  for (const { file, name } of ENTRIES) {
    if (!files.some((found) => found.replace(/\.[cm]?[jt]s$/, '') === file))
      return problem(
        `The folder ${folder} has no ${file}.ts, the file that must export class ${name}.`,
      );
  }
  return undefined;
}

function exportProblem(
  outputs: readonly { readonly entryPoint?: string; readonly exports: readonly string[] }[],
): BundleProblem | undefined {
  for (const { file, name } of ENTRIES) {
    const output = outputs.find((o) => o.entryPoint?.replace(/\.[cm]?[jt]s$/, '') === file);
    if (!output || output.exports.includes(name)) continue;
    const has = output.exports.length
      ? `It exports ${output.exports.join(', ')}.`
      : 'It exports nothing.';
    return {
      kind: 'problem',
      file: output.entryPoint ?? file,
      message: `${output.entryPoint ?? file} does not export ${name}. ${has} The contract wants "export class ${name}".`,
    };
  }
  return undefined;
}

const INSTEAD: readonly (readonly [RegExp, string])[] = [
  [/^(node:)?fs(\/promises)?$/, 'Use the Disk that your Persister is given'],
  [/^(node:)?timers(\/promises)?$/, 'setTimeout, setInterval and setImmediate are globals'],
  [/^(node:)?perf_hooks$/, 'performance.now() is a global'],
  [/^(node:)?crypto$/, 'Math.random() is there and seeded'],
  [/^(node:)?util$/, 'TextEncoder, TextDecoder and structuredClone are globals'],
  [
    /^(node:)?(net|http|https|dgram|worker_threads|child_process|cluster)$/,
    'Use the peers you are given',
  ],
];

function onlyOwnFiles(root: string): Plugin {
  return {
    name: 'only-own-files',
    setup(plan) {
      plan.onResolve({ filter: /.*/ }, async (found) => {
        if (found.pluginData === 'seen') return undefined;
        const specifier = found.path;
        if (/(^|\/)grader\/contract(\.[jt]s)?$/.test(specifier)) return { path: KIT_CONTRACT };
        if (!/^\.{1,2}(\/|$)/.test(specifier) && !path.isAbsolute(specifier)) {
          const hint = INSTEAD.find(([pattern]) => pattern.test(specifier))?.[1];
          const advice = hint ? ` ${hint}.` : '';
          return {
            errors: [
              {
                text: `import of "${specifier}": a server has only your own files and grader/contract.${advice}`,
              },
            ],
          };
        }
        const resolved = await plan.resolve(specifier, {
          kind: found.kind,
          importer: found.importer,
          resolveDir: found.resolveDir,
          pluginData: 'seen',
        });
        if (resolved.errors.length > 0) return { errors: resolved.errors };
        const real = realpathSync(resolved.path);
        if (real === KIT_CONTRACT || isInside(root, real)) return resolved;
        return {
          errors: [
            {
              text: `import of "${specifier}": it lies outside your folder. A server has only your own files and grader/contract.`,
            },
          ],
        };
      });
    },
  };
}

function isInside(root: string, file: string): boolean {
  const relative = path.relative(root, file);
  return !relative.startsWith('..') && !path.isAbsolute(relative);
}

function problemOf(message: Message): BundleProblem {
  const { location, text } = message;
  if (!location) return { kind: 'problem', message: text };
  return {
    kind: 'problem',
    message: text,
    file: location.file,
    line: location.line,
    column: location.column + 1,
  };
}
