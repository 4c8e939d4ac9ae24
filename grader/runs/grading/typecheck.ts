/**
 * Type-checks a student's folder in a process of its own, beside the grading, and prints what it found
 * as JSON. The student's tsconfig is not read, so that everybody is checked alike.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Problem } from '../../report/result';

const REPOSITORY = path.join(__dirname, '..', '..', '..');
const GRADER = path.join(REPOSITORY, 'grader') + path.sep;
/** The checker takes a second or two, and has had the time of the grading already. */
const WAIT_MS_MAX = 15_000;
/** For whoever grades many submissions and does not read what the checker says. */
const SWITCH = 'RAFT_LAB_TYPES';

/** A check that is under way. */
export class TypeCheck {
  readonly #child: ChildProcess | undefined;
  readonly #ended: Promise<void>;
  #text = '';

  /** @param signal ends it */
  constructor(folder: string, signal: AbortSignal) {
    if (signal.aborted || process.env[SWITCH] === 'off') {
      this.#ended = Promise.resolve();
      return;
    }
    const child = spawn(process.execPath, ['--import', 'tsx', __filename, folder], {
      cwd: REPOSITORY,
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    });
    this.#child = child;
    const kill = () => {
      child.kill('SIGKILL');
    };
    signal.addEventListener('abort', kill);
    process.on('exit', kill);
    child.stdout.on('data', (chunk: Buffer) => (this.#text += chunk.toString()));
    this.#ended = new Promise((resolve) => {
      const done = () => {
        signal.removeEventListener('abort', kill);
        process.off('exit', kill);
        resolve();
      };
      child.on('close', done);
      child.on('error', done);
    });
  }

  /** What the checker found; nothing if it could not run. */
  async problems(): Promise<readonly Problem[]> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, WAIT_MS_MAX, 'late');
    });
    const first = await Promise.race([late, this.#ended]);
    clearTimeout(timer);
    if (first === 'late') {
      this.#child?.kill('SIGKILL');
      return [{ file: '', line: 0, message: 'the type checker came to no end and was stopped' }];
    }
    try {
      return JSON.parse(this.#text) as Problem[];
    } catch {
      return [];
    }
  }
}

async function check(folder: string): Promise<Problem[]> {
  const ts = (await import('typescript')).default;
  const root = realpathSync(folder);
  const files = readdirSync(root)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => path.join(root, file))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
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
  const contract = path.join(GRADER, 'contract.ts');
  const host = ts.createCompilerHost(options);
  // The contract is the kit's own, wherever the folder lies.
  host.resolveModuleNameLiterals = (literals, containing) =>
    literals.map(({ text }) =>
      /(^|\/)grader\/contract(\.[jt]s)?$/.test(text)
        ? { resolvedModule: { resolvedFileName: contract, extension: ts.Extension.Ts } }
        : ts.resolveModuleName(text, containing, options, host),
    );
  const globals = path.join(GRADER, 'realm', 'globals.d.ts');
  const program = ts.createProgram([...files, globals], options, host);
  return ts.getPreEmitDiagnostics(program).flatMap((diagnostic) => {
    const message = clear(ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '));
    if (!diagnostic.file) return [{ file: '', line: 0, message }];
    const source = path.normalize(diagnostic.file.fileName);
    if (source.startsWith(GRADER)) return [];
    const { line } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
    const file = path.relative(root, source);
    return [{ file, line: line + 1, message: `TS${diagnostic.code}: ${message}` }];
  });
}

/** TypeScript believes that what is missing can be installed; a server has nothing to install. */
function clear(message: string): string {
  const advice = / Do you need to (?:install type definitions|change your target library).*/s;
  return message.replace(
    advice,
    ' A server has no such thing: see grader/world/realm/globals.d.ts.',
  );
}

if (require.main === module) {
  void check(process.argv[2] ?? '.').then((problems) => {
    process.stdout.write(JSON.stringify(problems));
  });
}
