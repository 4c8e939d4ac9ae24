/**
 * The process in which a submission is bundled: esbuild as WebAssembly, which has no file system, no
 * environment and no other process, and V8's compiler. Nothing of the submission is run.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import type { BuildOptions, Message } from 'esbuild';
import type * as Esbuild from 'esbuild-wasm';
import { answer } from '../processes/sealed-frame';
import type { BundleAnswer, BundleTask } from './bundle';
import { computedImports, doesNotCompile } from './bundle-text';
import { type BundleProblem, ENTRIES, exportProblem } from './folder';
import { ENTRY, NAMESPACE, NO_TEXT, onlyOwnFiles } from './own-files';
import { BUNDLE_BYTES_MAX, MESSAGE_CHARS_MAX, PROBLEMS_MAX, TARGET } from './sizes';

const COMPUTED =
  'import() or require() of a name that is computed: which file it is must be plain to see. Write an import at the top of the file.';
/** The bundler's words where it would look at a file system. */
const LOOKED_UP =
  /^Cannot read directory|didn't set a resolve directory|^The glob pattern|^Could not resolve import|^Could not resolve require/;

answer(bundle);

async function bundle(task: BundleTask): Promise<BundleAnswer> {
  const esbuild = await bundler(task.bundler);
  const texts = { files: task.files, contract: task.contract };
  try {
    const { metafile } = await esbuild.build({
      ...options(texts),
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
      ...options({ ...texts, entry: contents.join('\n') }),
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

function options(texts: Parameters<typeof onlyOwnFiles>[0]) {
  return {
    bundle: true,
    write: false,
    absWorkingDir: '/',
    logLevel: 'silent',
    target: TARGET,
    charset: 'utf8',
    // A comment that is kept could give the script another name.
    legalComments: 'none',
    // The student's tsconfig is theirs; what runs must not depend on it.
    tsconfigRaw: { compilerOptions: { strict: true, useDefineForClassFields: true } },
    // import() would hand out a promise of the host's: without it, it becomes an in-realm error.
    supported: { 'dynamic-import': false },
    plugins: [onlyOwnFiles(texts)],
  } satisfies BuildOptions;
}

/** The library of types for Node has only a part of it. */
interface Wasm {
  readonly WebAssembly: {
    compile(bytes: Uint8Array): Promise<NonNullable<Esbuild.InitializeOptions['wasmModule']>>;
  };
}

async function bundler({ module, wasm }: BundleTask['bundler']): Promise<typeof Esbuild> {
  // It lives for two bundles: time spent on optimizing it is never won back.
  for (const flag of ['--liftoff-only', '--wasm-lazy-compilation']) setFlagsFromString(flag);
  // Made for browsers, where the global object has this name.
  Object.assign(globalThis, { self: globalThis });
  const esbuild = createRequire(module)(module) as typeof Esbuild;
  const { WebAssembly } = globalThis as unknown as Wasm;
  const wasmModule = await WebAssembly.compile(readFileSync(wasm));
  await esbuild.initialize({ wasmModule, worker: false });
  return esbuild;
}

/** @returns a problem if the bundler has read anything but what it was given */
function strangers({ inputs }: Esbuild.Metafile): BundleProblem | undefined {
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

/** The bundler tells some things twice, and only once where they are. */
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
  // The line that imports such a file is not to blame.
  if (detail === NO_TEXT || !location) return { kind: 'problem', message };
  // The bundler counts bytes, and people characters.
  const before = Buffer.from(location.lineText).subarray(0, location.column).toString();
  const file = withoutNamespace(location.file);
  return { kind: 'problem', message, file, line: location.line, column: before.length + 1 };
}

/** Where the bundler speaks of itself instead of the code. */
function inPlainWords(text: string): string {
  if (text.startsWith('Top-level await'))
    return 'await outside of a function: a server loads your modules in one go. Move it into an async function.';
  return LOOKED_UP.test(text) ? COMPUTED : text;
}
