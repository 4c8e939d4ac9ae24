/**
 * From source files in memory to one script: the questions to esbuild, and what its answers mean to a
 * student. The caller decides which esbuild reads the text, and in which process.
 */
import type { BuildOptions, Message, Metafile } from 'esbuild';
import { computedImports, doesNotCompile } from './bundle-text';
import { type BundleProblem, ENTRIES, exportProblem } from './folder';
import { ENTRY, NAMESPACE, NO_TEXT, onlyOwnFiles } from './own-files';
import type { SourceFiles } from './read-folder';
import { BUNDLE_BYTES_MAX, MESSAGE_CHARS_MAX, PROBLEMS_MAX, TARGET } from './sizes';

export interface BundleTask {
  readonly files: SourceFiles;
  readonly contract: string;
  readonly prelude: string;
  /** esbuild's working directory. Nothing in it is read. */
  readonly root: string;
}

export type BundleAnswer =
  | { readonly kind: 'bundle'; readonly student: string; readonly map: string }
  | { readonly kind: 'problems'; readonly problems: readonly BundleProblem[] };

/** Native esbuild, or the same as WebAssembly. */
type Bundler = Pick<typeof import('esbuild'), 'build'>;

const COMPUTED =
  'import() or require() of a name that is computed: which file it is must be plain to see. Write an import at the top of the file.';
/** The bundler's messages where it would look at a file system. */
const LOOKED_UP =
  /^Cannot read directory|didn't set a resolve directory|^The glob pattern|^Could not resolve import|^Could not resolve require/;

export async function bundleWith(esbuild: Bundler, task: BundleTask): Promise<BundleAnswer> {
  const texts = { files: task.files, contract: task.contract };
  try {
    const { metafile } = await esbuild.build({
      ...options(task.root, texts),
      entryPoints: ENTRIES.map(({ file }) => `./${file}`),
      outdir: 'unused',
      format: 'esm',
      metafile: true,
    });
    const outputs = Object.values(metafile.outputs).map((output) => ({
      exports: output.exports,
      ...(output.entryPoint !== undefined && { entryPoint: withoutNamespace(output.entryPoint) }),
    }));
    const textOf = (name: string) =>
      new TextDecoder().decode(task.files.get(name) as Uint8Array | undefined);
    const wrong = strangers(metafile) ?? exportProblem(textOf, outputs);
    if (wrong) return problems([wrong]);
    const contents = ENTRIES.map(({ file, name }) => `export { ${name} } from './${file}';`);
    const { outputFiles, warnings } = await esbuild.build({
      ...options(task.root, { ...texts, entry: contents.join('\n') }),
      entryPoints: [ENTRY],
      outfile: 'submission.js',
      format: 'iife',
      globalName: 'submission',
      footer: { js: 'return submission;' },
      sourcemap: 'external',
      sourcesContent: true,
    });
    const output = (ending: string) => outputFiles.find((f) => f.path.endsWith(ending))?.text ?? '';
    const [student, map] = [output('.js'), withoutNamespaces(output('.map'))];
    if (Math.max(student.length, map.length) > BUNDLE_BYTES_MAX)
      return problems([
        {
          kind: 'problem',
          message: `bundling this code gave more than ${BUNDLE_BYTES_MAX / 1_000_000} MB: it grows when it is compiled.`,
        },
      ]);
    const globs = warnings.filter(({ text }) => LOOKED_UP.test(text)).map(problemOf);
    const unfit =
      globs[0] ??
      doesNotCompile({ prelude: task.prelude, student }, map) ??
      computedImports(student, map);
    return unfit ? problems([unfit]) : { kind: 'bundle', student, map };
  } catch (thrown) {
    const { errors } = thrown as { errors?: readonly Message[] };
    if (!errors?.length) throw thrown;
    return problems(worthTelling(errors.slice(0, PROBLEMS_MAX).map(problemOf)));
  }
}

function options(root: string, texts: Parameters<typeof onlyOwnFiles>[0]) {
  return {
    bundle: true,
    write: false,
    absWorkingDir: root,
    logLevel: 'silent',
    target: TARGET,
    charset: 'utf8',
    // A preserved comment could give the script another name.
    legalComments: 'none',
    // What runs must not depend on the student's own tsconfig.
    tsconfigRaw: { compilerOptions: { strict: true, useDefineForClassFields: true } },
    // import() would return a promise of the host's. Without support for it, it becomes an error in the
    // realm.
    supported: { 'dynamic-import': false },
    plugins: [onlyOwnFiles(texts)],
  } satisfies BuildOptions;
}

/** @returns a problem if the bundler has read anything but the given files */
function strangers({ inputs }: Metafile): BundleProblem | undefined {
  const found = Object.keys(inputs).find((name) => !name.startsWith(`${NAMESPACE}:`));
  return found === undefined ? undefined : { kind: 'problem', message: COMPUTED };
}

function withoutNamespace(name: string): string {
  return name.startsWith(`${NAMESPACE}:`) ? name.slice(NAMESPACE.length + 1) : name;
}

function withoutNamespaces(map: string): string {
  const parsed = JSON.parse(map) as { sources: readonly string[] };
  return JSON.stringify({ ...parsed, sources: parsed.sources.map(withoutNamespace) });
}

function problems(found: readonly BundleProblem[]): BundleAnswer {
  return {
    kind: 'problems',
    problems: found.map((one) => ({
      ...one,
      message: one.message.slice(0, MESSAGE_CHARS_MAX),
    })),
  };
}

/** The bundler reports some problems twice, and only once with their place. */
function worthTelling(found: readonly BundleProblem[]): readonly BundleProblem[] {
  const placed = new Set(
    found.filter(({ file }) => file !== undefined).map(({ message }) => message),
  );
  const bare = new Map(found.map((one) => [one.message, one]));
  return [
    ...found.filter(({ file }) => file !== undefined),
    ...[...bare.values()].filter(({ message }) => !placed.has(message)),
  ];
}

function problemOf({ location, text, detail }: Message): BundleProblem {
  const message = inPlainWords(text).replaceAll(`"${NAMESPACE}:`, '"');
  // The problem is in the imported file, not in the line that imports it.
  if (detail === NO_TEXT || !location) return { kind: 'problem', message };
  // The bundler counts bytes, and people count characters.
  const before = Buffer.from(location.lineText).subarray(0, location.column).toString();
  const file = withoutNamespace(location.file);
  return { kind: 'problem', message, file, line: location.line, column: before.length + 1 };
}

/** Replaces messages in which the bundler describes itself instead of the code. */
function inPlainWords(text: string): string {
  if (text.startsWith('Top-level await'))
    return 'await outside of a function: a server loads your modules in one go. Move it into an async function.';
  return LOOKED_UP.test(text) ? COMPUTED : text;
}
