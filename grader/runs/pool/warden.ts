/**
 * Sees to it that no child outlives this process, however that ends. A child in an endless loop does not
 * notice that its parent was killed; so one small process beside us is told of every child, through a
 * pipe that the system closes when we are gone, and ends then those that are left.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

/** Plain JavaScript for `node -e`: it must start fast and need nothing else. */
const SOURCE = `
const left = new Set();
let rest = '';
const end = () => {
  for (const pid of left) try { process.kill(pid, 'SIGKILL'); } catch {}
  process.exit(0);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
process.stdin.on('data', (chunk) => {
  const lines = (rest + chunk).split('\\n');
  rest = lines.pop();
  for (const line of lines) line[0] === '+' ? left.add(+line.slice(1)) : left.delete(+line.slice(1));
});
process.stdin.on('end', end).on('close', end).on('error', end);
`;

/** How the process is called in lists of processes. */
export const WARDEN = 'raft-lab-warden';

let warden: ChildProcess | undefined;
const children = new Set<number>();

/** From now on the process ends when this one does. */
export function guard(pid: number): void {
  children.add(pid);
  if (warden) say(`+${pid}`);
  else start();
}

/** The process has ended. Its number may soon be another's. */
export function release(pid: number): void {
  if (children.delete(pid)) say(`-${pid}`);
}

function start(): void {
  const { SystemRoot } = process.env;
  const started = spawn(process.execPath, ['-e', SOURCE, '--', WARDEN, String(process.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // A group of its own: who ends ours ends the warden last.
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
  // It went before it was told; the next child starts another.
  started.stdin.on('error', gone);
  started.unref();
  (started.stdin as typeof started.stdin & { unref?: () => void }).unref?.();
  for (const pid of children) say(`+${pid}`);
}

function say(line: string): void {
  const stdin = warden?.stdin;
  if (stdin?.writable) stdin.write(`${line}\n`);
}
