/** The process that type-checks a submission. All files except TypeScript's own are in memory. */
import { createRequire } from 'node:module';
import path from 'node:path';
import type typescript from 'typescript';
import { answer } from '../../world/processes/sealed-frame';
import { meantBy } from '../../world/realm/import-names';
import type { Problem } from '../../report/result';
import type { TypesTask } from './typecheck';

type TypeScript = typeof typescript;

/** The virtual folder of the submission. */
const ROOT = '/labs/raft/';
const CONTRACT = '/grader/contract.ts';
const GLOBALS = '/grader/world/realm/globals.d.ts';

/** More would not help a student. */
const PROBLEMS_MAX = 1_000;
const PROBLEM_CHARS_MAX = 1_000;
/**
 * Limit for all problems together. A character may take three bytes, so the answer stays below a
 * megabyte.
 */
const ANSWER_CHARS_MAX = 300_000;

answer(check);

function check(task: TypesTask): readonly Problem[] {
  const ts = createRequire(task.typescript)(task.typescript) as TypeScript;
  const options: typescript.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
    strict: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    skipLibCheck: true,
  };
  const names = [...task.files.keys()];
  const roots = names.filter((name) => /^[^/]*(?<!\.test)\.ts$/.test(name));
  const host = hostFor(ts, task, options);
  const program = ts.createProgram([...roots.map((name) => ROOT + name), GLOBALS], options, host);
  const found: Problem[] = [];
  let chars = 0;
  for (const diagnostic of diagnostics(ts, program)) {
    const problem = problemOf(ts, diagnostic);
    if (!problem) continue;
    chars += JSON.stringify(problem).length;
    if (found.length === PROBLEMS_MAX || chars > ANSWER_CHARS_MAX) break;
    found.push(problem);
  }
  return found;
}

/** File by file, so that checking can stop when there are far too many problems. */
function* diagnostics(ts: TypeScript, program: typescript.Program) {
  yield* ts.sortAndDeduplicateDiagnostics(program.getOptionsDiagnostics());
  yield* program.getGlobalDiagnostics();
  const own = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(ROOT));
  for (const file of own) yield* program.getSyntacticDiagnostics(file);
  for (const file of own) yield* program.getSemanticDiagnostics(file);
}

function hostFor(
  ts: TypeScript,
  { files, contract, globals, typescript: module }: TypesTask,
  options: typescript.CompilerOptions,
): typescript.CompilerHost {
  const names = new Set(files.keys());
  const libraries = path.dirname(module);
  const textOf = (file: string): string | undefined => {
    if (file === CONTRACT) return contract;
    if (file === GLOBALS) return globals;
    if (isLibrary(file, libraries)) return ts.sys.readFile(file);
    const found = files.get(file.slice(ROOT.length));
    return file.startsWith(ROOT) && found instanceof Uint8Array
      ? new TextDecoder().decode(found)
      : undefined;
  };
  return {
    fileExists: (file) => textOf(file) !== undefined,
    readFile: textOf,
    getSourceFile: (file, version) => {
      const text = textOf(file);
      return text === undefined ? undefined : ts.createSourceFile(file, text, version);
    },
    getDefaultLibFileName: () => path.join(libraries, ts.getDefaultLibFileName(options)),
    getDefaultLibLocation: () => libraries,
    writeFile: () => undefined,
    getCurrentDirectory: () => ROOT,
    getCanonicalFileName: (file) => file,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    directoryExists: () => false,
    getDirectories: () => [],
    resolveModuleNameLiterals: (literals, containing) =>
      literals.map(({ text }) => {
        if (/(^|\/)grader\/contract(\.[jt]s)?$/.test(text)) return resolved(ts, CONTRACT);
        if (!text.startsWith('.') || !containing.startsWith(ROOT)) return nowhere;
        const meant = meantBy(text, containing.slice(ROOT.length), names);
        return meant.kind === 'file' ? resolved(ts, ROOT + meant.name) : nowhere;
      }),
  };
}

const nowhere = { resolvedModule: undefined };

function resolved(
  ts: TypeScript,
  name: string,
): typescript.ResolvedModuleWithFailedLookupLocations {
  const ending = path.posix.extname(name);
  const extension =
    Object.values(ts.Extension).find((one) => (one as string) === ending) ?? ts.Extension.Ts;
  return { resolvedModule: { resolvedFileName: name, extension } };
}

function isLibrary(file: string, libraries: string): boolean {
  return path.dirname(path.normalize(file)) === path.normalize(libraries) && file.endsWith('.d.ts');
}

function problemOf(ts: TypeScript, diagnostic: typescript.Diagnostic): Problem | undefined {
  const text = clear(ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '));
  const message = `TS${diagnostic.code}: ${text}`.slice(0, PROBLEM_CHARS_MAX);
  if (!diagnostic.file) return { file: '', line: 0, message: text.slice(0, PROBLEM_CHARS_MAX) };
  if (!diagnostic.file.fileName.startsWith(ROOT)) return undefined;
  const { line } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
  return { file: diagnostic.file.fileName.slice(ROOT.length), line: line + 1, message };
}

/** TypeScript advises installing what is missing, but a server cannot install anything. */
function clear(message: string): string {
  const advice = / Do you need to (?:install type definitions|change your target library).*/s;
  return message.replace(
    advice,
    ' A server does not have it: see grader/world/realm/globals.d.ts.',
  );
}
