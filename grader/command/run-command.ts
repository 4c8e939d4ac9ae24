/** How every command starts, prints and ends. */
import { fitted } from '../report/plain';
import type { Interruption } from './interruption';
import type { UsageProblem } from './usage-problem';

/** What exit codes mean, for every command. */
export const EXIT = { passed: 0, failed: 1, usage: 2, grader: 3, interrupted: 130 } as const;

/** A problem that the user must fix first. Only the message is printed. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly exit: 1 | 2 = EXIT.usage,
  ) {
    super(message);
  }
}

/** The result of reading a command line. */
export type Read<Command> =
  Command | { readonly kind: 'help'; readonly text: string } | UsageProblem;

type Env = Readonly<Record<string, string | undefined>>;

interface Manner {
  /** Handles Ctrl-C and unread output; without it, both end the process at once. */
  readonly interruption?: Interruption;
  /** `false` for commands that run students' code in this very process: signals are not caught there. */
  readonly isInterruptible?: boolean;
  /** Returns the message for a failure of the command itself. */
  readonly fault?: (thrown: unknown) => string;
}

/**
 * Reads the command line and runs the command. Exit code: the result of `run`; 0 for help; 2 for an
 * invalid command line, a {@link Refusal} or an error of the system; 3 for any other error.
 */
export function runCommand<Command extends { readonly kind: string }>(
  read: (argv: readonly string[], env: Env) => Read<Command>,
  run: (command: Exclude<Command, { kind: 'help' | 'problem' }>) => number | Promise<number>,
  { interruption, isInterruptible = true, fault = itselfFailed }: Manner = {},
): void {
  if (!interruption) {
    endWhenUnread();
    if (isInterruptible) endWhenInterrupted();
  }
  const failed = (thrown: unknown): number => {
    const isRefusal = thrown instanceof Refusal || isOfSystem(thrown);
    complain(isRefusal ? textOf(thrown) : fault(thrown));
    if (!isRefusal && process.env['RAFT_LAB_DEBUG'] && thrown instanceof Error)
      complain(thrown.stack ?? '');
    if (!isRefusal) return EXIT.grader;
    return thrown instanceof Refusal ? thrown.exit : EXIT.usage;
  };
  process.on('uncaughtException', (thrown) => process.exit(failed(thrown)));
  void Promise.resolve()
    .then(() => {
      const command = read(process.argv.slice(2), process.env);
      if (isHelp(command)) return print(command.text);
      if (isProblem(command)) throw new Refusal(command.message);
      return run(command as Exclude<Command, { kind: 'help' | 'problem' }>);
    })
    .catch(failed)
    .then((exit) => {
      const unwritten = interruption?.unwritten();
      if (unwritten) complain(`The report cannot be written: ${unwritten.message}`);
      process.exitCode = unwritten ? EXIT.usage : exit;
    });
}

function isHelp(command: {
  readonly kind: string;
}): command is { readonly kind: 'help'; readonly text: string } {
  return command.kind === 'help';
}

function isProblem(command: { readonly kind: string }): command is UsageProblem {
  return command.kind === 'problem';
}

function itselfFailed(thrown: unknown): string {
  return `The command itself has failed: ${textOf(thrown)}`;
}

/** For commands that run students' code. */
export function graderFailed(thrown: unknown): string {
  return `The grader itself has failed; this says nothing about your code:\n  ${textOf(thrown)}\nRun it again; if it fails again, report it with this text.`;
}

export function textOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** A full disk, or a folder without write permission: problems that the user can fix. */
function isOfSystem(thrown: unknown): boolean {
  return (
    thrown instanceof Error &&
    (/^E[A-Z]+$/.test(String((thrown as NodeJS.ErrnoException).code)) ||
      thrown.name === 'NoTemporaryFolder')
  );
}

/** The reader has closed the pipe, as `| head` does, which is not a failure. */
function endWhenUnread(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}

/**
 * Ends with exit code 130 at Ctrl-C, SIGTERM or SIGHUP, and leaves no child and no temporary file
 * behind. A command with a listener of its own, such as a pager, decides instead.
 */
function endWhenInterrupted(): void {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => {
      if (process.listenerCount(name) === 1) process.exit(EXIT.interrupted);
    });
}

export function print(text: string): 0 {
  process.stdout.write(`${fitted(text)}\n`);
  return 0;
}

export function complain(text: string): void {
  process.stderr.write(`${fitted(text)}\n`);
}
