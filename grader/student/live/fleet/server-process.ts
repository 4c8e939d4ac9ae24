/** The process of one server, from start to end, from the parent's side. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { nodeFlags } from '../../../runs/pool/limits';
import { guard, release } from '../../../world/processes/warden';
import type { Begin, FromServer, Stopped, ToServer } from '../messages';

/** How it ended. */
export type Ending =
  | { readonly kind: 'itself'; readonly why: Stopped }
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'memory' }
  /** A fault of the kit; the text is what it wrote last. */
  | { readonly kind: 'fault'; readonly text: string };

interface ProcessUser {
  heard(message: FromServer): void;
  ended(ending: Ending): void;
}

const STDERR_CHARS_KEPT = 4_000;
const OUT_OF_MEMORY = /heap out of memory|heap limit|allocation failed/i;

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export class ServerProcess {
  readonly #child: ChildProcess;
  #stopped: Stopped | undefined;
  #stderr = '';

  constructor(mainFile: string, begin: Begin, user: ProcessUser) {
    const child = spawn(process.execPath, [...flags(mainFile, begin.folder), mainFile], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { TZ: 'UTC', NODE_ENV: 'production' },
      windowsHide: true,
    });
    this.#child = child;
    running.add(child);
    const { pid } = child;
    if (pid !== undefined) guard(pid);
    child.on('message', (message: FromServer) => {
      if (message.kind === 'stopped') this.#stopped = message.why;
      else user.heard(message);
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-STDERR_CHARS_KEPT);
    });
    child.on('exit', () => {
      if (pid !== undefined) release(pid);
    });
    child.on('close', (_code, signal) => {
      running.delete(child);
      user.ended(this.#ending(signal));
    });
    child.on('error', (error) => {
      if (pid !== undefined) return;
      running.delete(child);
      user.ended({ kind: 'fault', text: error.message });
    });
    this.send(begin);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(message: ToServer): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  /** @param signal SIGKILL, SIGSTOP or SIGCONT; on Windows only SIGKILL */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  #ending(signal: NodeJS.Signals | null): Ending {
    if (this.#stopped) return { kind: 'itself', why: this.#stopped };
    if (OUT_OF_MEMORY.test(this.#stderr)) return { kind: 'memory' };
    if (signal !== null && signal !== 'SIGABRT') return { kind: 'signal', signal };
    return { kind: 'fault', text: this.#stderr.trim().split('\n').slice(-8).join('\n') };
  }
}

/** As isolated as in grading, except for a folder of its own and sockets. */
function flags(mainFile: string, folder: string): string[] {
  const all = path.join(folder, '*');
  const network = process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : [];
  return [
    ...nodeFlags(mainFile),
    ...[`--allow-fs-read=${all}`, `--allow-fs-write=${all}`],
    ...network,
  ];
}
