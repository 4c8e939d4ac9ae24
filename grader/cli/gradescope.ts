/** `npm run gradescope`: builds the zip that Gradescope wants as an autograder, and tries it out first. */
import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pc from '../report/colour';
import { readSecret } from '../instructor/class/secret';
import { USUAL_COUNTS } from '../instructor/class/seed-plan';
import { assignmentKey } from '../instructor/class/seeds';
import { autograderKit, PROGRAMS } from '../instructor/release/autograder-kit';
import { tryOut } from '../instructor/release/trial';
import { zipped } from '../instructor/release/zip';
import { fitted } from '../report/plain';
import { listenForInterruption } from '../command/interruption';
import { print, whereStood } from '../command/run-command';
import { type GradescopeCommand, parseGradescope } from '../instructor/release/gradescope-args';

const EXIT = { written: 0, unfit: 1, usage: 2, grader: 3, interrupted: 130 } as const;

type Exit = (typeof EXIT)[keyof typeof EXIT];

const ROOT = path.join(__dirname, '..', '..');

const interruption = listenForInterruption(EXIT.interrupted);

async function main(): Promise<Exit> {
  const command = parseGradescope(process.argv.slice(2), process.env);
  switch (command.kind) {
    case 'help':
      print(command.text);
      return EXIT.written;
    case 'problem':
      complain(command.message);
      return EXIT.usage;
    case 'gradescope':
      return build(command);
  }
}

async function build(command: GradescopeCommand): Promise<Exit> {
  const { stage, shown, wallSeconds, assignment } = command;
  const out = whereStood(command.out);
  const folder = path.dirname(out);
  const secret = readSecret(command.secret && whereStood(command.secret), process.env);
  const refused = (message: string): Exit => {
    complain(message);
    return EXIT.usage;
  };
  if (existsSync(out))
    return refused(`${out} is there already, and nothing is overwritten. Choose another name.`);
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    return refused(`There is no folder ${folder} to write to.`);
  if (secret.kind === 'problem') return refused(secret.problem);
  if (secret.kind === 'secret') for (const warning of secret.warnings) complain(warning);
  const hidden = command.hidden ?? (secret.kind === 'secret' ? USUAL_COUNTS.hidden : 0);
  if (secret.kind === 'none' && hidden > 0)
    return refused('Hidden seeds are made from a secret; name its file: secret=FILE');
  if (shown === 0 && hidden === 0) return refused('With no seeds at all, nothing would be run.');
  const isHiding = secret.kind === 'secret' && hidden > 0;
  const key = isHiding ? assignmentKey(secret.secret, assignment) : undefined;
  const settings = { stage, shown, hidden, wallSeconds };
  print(`Building the autograder for ${stage}, with ${seedsIn(shown)} and ${hidden} hidden a test`);
  const files = autograderKit(ROOT, settings, key);
  const { signal } = interruption;
  const problem = await tryOut({ root: ROOT, files, signal });
  if (signal.aborted) return EXIT.interrupted;
  if (problem !== undefined) {
    complain(`It does not work, and nothing was written.\n${problem}`);
    return EXIT.unfit;
  }
  print(`${pc.green('✓')} tried out: the reference gets all points`);
  const bytes = await zipped(files, PROGRAMS);
  const unfinished = `${out}.unfinished`;
  try {
    // The key in it gives the hidden seeds.
    writeFileSync(unfinished, bytes, { mode: 0o600 });
    renameSync(unfinished, out);
  } catch (thrown) {
    rmSync(unfinished, { force: true });
    const { code = 'unknown error' } = thrown as NodeJS.ErrnoException;
    complain(`${out} cannot be written (${code}).`);
    return EXIT.usage;
  }
  print(
    `\nWrote ${files.size} files to ${out}.${key ? ' It is for no student: it gives the hidden seeds.' : ''}`,
  );
  return EXIT.written;
}

function seedsIn(shown: number | 'all'): string {
  return shown === 'all' ? 'all public seeds' : `${shown} public`;
}

function complain(text: string): void {
  process.stderr.write(`${fitted(text)}\n`);
}

function fail(thrown: unknown): Exit {
  complain(`It failed:\n  ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  if (process.env['RAFT_LAB_DEBUG'] && thrown instanceof Error) complain(thrown.stack ?? '');
  return EXIT.grader;
}

void main()
  .catch(fail)
  .then((exit) => {
    process.exitCode = exit;
  });
