/**
 * Makes sure that children and temporary folders do not outlive this process, however it ends. A child
 * in an endless loop does not notice that its parent was killed, so a small process learns of every
 * child and folder through a pipe. When this process ends, the system closes the pipe, and the warden
 * ends and removes what is left.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

/** Plain JavaScript for `node -e`: it must start fast and have no dependencies. */
const SOURCE = `
const fs = require('node:fs');
const left = new Set();
const folders = new Set();
let rest = '';
const end = () => {
  for (const pid of left) try { process.kill(pid, 'SIGKILL'); } catch {}
  for (const one of folders) try { fs.rmSync(one, { recursive: true, force: true, maxRetries: 10 }); } catch {}
  process.exit(0);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
process.stdin.on('data', (chunk) => {
  const lines = (rest + chunk).split('\\n');
  rest = lines.pop();
  for (const line of lines) {
    const it = line.slice(1);
    if (line[0] === '+') left.add(+it);
    else if (line[0] === '-') left.delete(+it);
    else if (line[0] === '>') folders.add(JSON.parse(it));
    else folders.delete(JSON.parse(it));
  }
});
process.stdin.on('end', end).on('close', end).on('error', end);
`;

/** Name of the process in process lists. */
export const WARDEN = 'raft-lab-warden';

let warden: ChildProcess | undefined;
const children = new Set<number>();
const folders = new Set<string>();

/** From now on the process ends when this one ends. */
export function guard(pid: number): void {
  children.add(pid);
  if (warden) say(`+${pid}`);
  else start();
}

/** The process has ended. Its number may soon belong to another. */
export function release(pid: number): void {
  if (children.delete(pid)) say(`-${pid}`);
}

/** From now on the folder is removed when this process ends. */
export function guardFolder(folder: string): void {
  folders.add(folder);
  if (warden) say(`>${JSON.stringify(folder)}`);
  else start();
}

/** The folder has been removed, or is meant to stay. */
export function releaseFolder(folder: string): void {
  if (folders.delete(folder)) say(`<${JSON.stringify(folder)}`);
}

function start(): void {
  const { SystemRoot } = process.env;
  const started = spawn(process.execPath, ['-e', SOURCE, '--', WARDEN, String(process.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // The warden has a process group of its own, so that a signal to ours does not end it.
    detached: true,
    windowsHide: true,
    cwd: path.parse(process.execPath).root,
    env: SystemRoot === undefined ? {} : { SystemRoot },
  });
  warden = started;
  const gone = () => {
    if (warden === started) warden = undefined;
  };
  started.on('error', gone);
  started.on('exit', gone);
  // The warden ended before it could be told; the next child starts another.
  started.stdin.on('error', gone);
  started.unref();
  (started.stdin as typeof started.stdin & { unref?: () => void }).unref?.();
  for (const pid of children) say(`+${pid}`);
  for (const folder of folders) say(`>${JSON.stringify(folder)}`);
}

function say(line: string): void {
  const stdin = warden?.stdin;
  if (stdin?.writable) stdin.write(`${line}\n`);
}
