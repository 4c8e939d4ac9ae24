/**
 * Type-checks a student's folder in a process of its own, beside the grading, and prints what it found
 * as JSON. The student's tsconfig is not read, so that everybody is checked alike.
 */
import { spawn } from 'node:child_process';
import { readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { Problem } from '../report/result';

const REPOSITORY = path.join(__dirname, '..', '..');

/** @returns what the checker found; nothing if it could not run */
export async function typeCheck(folder: string, signal: AbortSignal): Promise<readonly Problem[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', __filename, folder], {
    cwd: REPOSITORY,
    stdio: ['ignore', 'pipe', 'ignore'],
    signal,
    killSignal: 'SIGKILL',
    windowsHide: true,
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await new Promise((done) => {
    child.on('close', done);
    child.on('error', done);
  });
  try {
    return JSON.parse(text) as Problem[];
  } catch {
    return [];
  }
}

async function check(folder: string): Promise<Problem[]> {
  const ts = (await import('typescript')).default;
  const root = realpathSync(folder);
  const files = readdirSync(root)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => path.join(root, file));
  const options = {
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
  const contract = path.join(REPOSITORY, 'grader', 'contract.ts');
  const host = ts.createCompilerHost(options);
  // The contract is the kit's own, wherever the folder lies.
  host.resolveModuleNameLiterals = (literals, containing) =>
    literals.map(({ text }) =>
      /(^|\/)grader\/contract(\.[jt]s)?$/.test(text)
        ? { resolvedModule: { resolvedFileName: contract, extension: ts.Extension.Ts } }
        : ts.resolveModuleName(text, containing, options, host),
    );
  const globals = path.join(REPOSITORY, 'grader', 'realm', 'globals.d.ts');
  const program = ts.createProgram([...files, globals], options, host);
  return ts.getPreEmitDiagnostics(program).flatMap((diagnostic) => {
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ');
    if (!diagnostic.file) return [{ file: '', line: 0, message }];
    if (diagnostic.file.fileName.startsWith(REPOSITORY + path.sep + 'grader')) return [];
    const { line } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
    const file = path.relative(root, diagnostic.file.fileName);
    return [{ file, line: line + 1, message: `TS${diagnostic.code}: ${message}` }];
  });
}

if (require.main === module) {
  void check(process.argv[2] ?? '.').then((problems) => {
    process.stdout.write(JSON.stringify(problems));
  });
}
