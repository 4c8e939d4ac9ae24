/** What the instructor's commands have in common: how they begin, how they speak, and how they end. */
import path from 'node:path';
import { fitted } from '../report/plain';

const INTERRUPTED = 130;

/** Something that the person has to put right first. Exit code 2, and the message is all that is said. */
export class Refusal extends Error {}

/** @param main gives the exit code. What it throws is 2 for a Refusal and what the system refuses, and else 3 */
export function runCommand(main: () => number | Promise<number>): void {
  endWhenUnread();
  void Promise.resolve()
    .then(main)
    .catch((thrown: unknown) => {
      const isRefusal = thrown instanceof Refusal || isOfSystem(thrown);
      const text = thrown instanceof Error ? thrown.message : String(thrown);
      process.stderr.write(
        `${fitted(isRefusal ? text : `The command itself has failed: ${text}`)}\n`,
      );
      return isRefusal ? 2 : 3;
    })
    .then((exit) => {
      process.exitCode = exit;
    });
}

/** A full disk, a folder that may not be written: put right outside of this command. */
function isOfSystem(thrown: unknown): boolean {
  return /^E[A-Z]+$/.test(String((thrown as NodeJS.ErrnoException | undefined)?.code));
}

/** Nobody reads on, as behind `| head`: that is no failure. */
function endWhenUnread(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}

/**
 * At Ctrl-C, or when asked to end: exit code 130, and no child and no temporary file stays behind. Whoever
 * listens as well, as a pager does, decides instead. Not for code that plays runs in this very process:
 * while one goes on, nothing is heard.
 */
export function endWhenInterrupted(): void {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => {
      if (process.listenerCount(name) === 1) process.exit(INTERRUPTED);
    });
}

export function print(text: string): 0 {
  process.stdout.write(`${fitted(text)}\n`);
  return 0;
}

/** npm runs scripts at the kit's root; the person may have stood elsewhere. */
export function whereStood(name: string): string {
  return path.resolve(process.env['INIT_CWD'] ?? process.cwd(), name);
}
