/**
 * Turns a student's folder into one script, and says clearly what stands in the way. Runs in the
 * parent process, reads files, and executes nothing of the student's.
 */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { BuildOptions, Message } from 'esbuild';
import { computedImports, doesNotCompile } from './bundle-text';
import { bundled, TooMuchToBundle } from './bundler';
import { ENTRIES, exportProblem, folderProblem } from './folder';
import { NO_TEXT, onlyOwnFiles } from './own-files';
import type { ProgramText } from './program';

/** Something in the folder that keeps it from being graded. */
export interface BundleProblem {
  readonly kind: 'problem';
  /** One clear line: what, where, what to do. */
  readonly message: string;
  /** Relative to the folder. */
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
    const { metafile } = await bundled({
      ...options,
      entryPoints: ENTRIES.map(({ file }) => `./${file}`),
      outdir: 'unused',
      format: 'esm',
      metafile: true,
    });
    const wrong = exportProblem(root, Object.values(metafile.outputs));
    if (wrong) return [wrong];
    const contents = ENTRIES.map(({ file, name }) => `export { ${name} } from './${file}';`);
    const { outputFiles } = await bundled({
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
    const text = { prelude, student: output('.js') };
    const map = output('.map');
    const unfit = doesNotCompile(text, map) ?? computedImports(text.student, map);
    return unfit ? [unfit] : { kind: 'bundle', text, map, root };
  } catch (thrown) {
    if (thrown instanceof TooMuchToBundle) return [{ kind: 'problem', message: thrown.message }];
    const { errors } = thrown as { errors?: readonly Message[] };
    if (!errors?.length) throw thrown;
    return errors.map(problemOf);
  }
}

/** The code that surrounds the student's in every realm. */
export async function bundlePrelude(): Promise<string> {
  const { outputFiles } = await bundled({
    // Its comments name files, and shall do so alike wherever the command is run.
    absWorkingDir: __dirname,
    entryPoints: [path.join(__dirname, 'prelude', 'main.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'prelude',
    // In a function: a global variable could not be deleted, and would hand the harness to everybody.
    banner: { js: '(() => {' },
    footer: { js: 'return prelude.createHarness;\n})()' },
    target: TARGET,
    charset: 'utf8',
    minifySyntax: true,
    tsconfigRaw: { compilerOptions: { strict: true } },
  });
  return outputFiles[0]?.text ?? '';
}

function problemOf({ location, text, detail }: Message): BundleProblem {
  const message = inPlainWords(text);
  // The line that imports such a file is not to blame.
  if (detail === NO_TEXT) return { kind: 'problem', message };
  if (!location) return { kind: 'problem', message };
  // The bundler counts bytes, and people characters.
  const before = Buffer.from(location.lineText).subarray(0, location.column).toString();
  const { file, line } = location;
  return { kind: 'problem', message, file, line, column: before.length + 1 };
}

/** Where the bundler speaks of itself instead of the code. */
function inPlainWords(text: string): string {
  if (text.startsWith('Top-level await'))
    return 'await outside of a function: a server loads your modules in one go. Move it into an async function.';
  const loader = /^No loader is configured for "(.*)" files/.exec(text);
  if (loader)
    return `a file of kind ${loader[1] ?? ''} cannot be imported: a server takes TypeScript.`;
  return text;
}
