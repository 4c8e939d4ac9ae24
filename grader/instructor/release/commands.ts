/** Runs npm and git for a release, without environment variables of the command that makes it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** `npm run release out=DIR git` leaves these variables, which an inner npm would read, too. */
const LEFT_BY_NPM =
  /^(?:INIT_CWD|npm_(?:lifecycle|package)_.*|npm_config_(?:out|through|scaffold|git|unproven))$/i;

/** @param words npm's arguments, such as `ci` */
export function npm(
  words: readonly string[],
  folder: string,
  signal: AbortSignal,
  more: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const script = npmScript();
  return script === undefined
    ? run('npm', words, folder, signal, more)
    : run(process.execPath, [script, ...words], folder, signal, more);
}

/** npm's own program, because Windows starts `npm.cmd` only through a shell. */
function npmScript(): string | undefined {
  const bin = path.dirname(process.execPath);
  const usual = path.join('node_modules', 'npm', 'bin', 'npm-cli.js');
  return [
    process.env['npm_execpath'] ?? '',
    path.join(bin, usual),
    path.join(bin, '..', 'lib', usual),
  ].find((file) => file.endsWith('.js') && existsSync(file));
}

/** @returns code null if the program could not be started or was killed */
export function run(
  program: string,
  words: readonly string[],
  folder: string,
  signal: AbortSignal,
  more: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !LEFT_BY_NPM.test(name)),
  );
  return new Promise((resolve) => {
    let [out, err] = ['', ''];
    const child: ChildProcess = spawn(program, words, {
      cwd: folder,
      env: { ...env, NO_COLOR: '1', ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      signal,
    });
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.on('error', (error) => (err += `${error.message}\n`));
    child.on('close', (code) => {
      resolve({ code, out, err });
    });
  });
}
