/** `npm run gradescope`: builds the zip that Gradescope wants as an autograder, and tries it out first. */
import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pc from '../report/colour';
import { readSecret } from '../instructor/class/secret-file';
import { USUAL_COUNTS } from '../instructor/class/seed-plan';
import { assignmentKey } from '../instructor/class/hidden-seeds';
import { autograderKit, PROGRAMS } from '../instructor/release/autograder-kit';
import { tryOut } from '../instructor/release/trial';
import { zipped } from '../command/zip';
import { listenForInterruption } from '../command/interruption';
import { KIT, whereStood } from '../command/place';
import { complain, EXIT, print, Refusal, runCommand, textOf } from '../command/run-command';
import { type GradescopeCommand, parseGradescope } from '../instructor/release/gradescope-args';

const interruption = listenForInterruption(EXIT.interrupted);

runCommand(parseGradescope, build, {
  interruption,
  fault: (thrown) => `It failed:\n  ${textOf(thrown)}`,
});

async function build(command: GradescopeCommand): Promise<number> {
  const { stage, shown, wallSeconds, assignment, visibility } = command;
  const out = whereStood(command.out);
  const folder = path.dirname(out);
  const secret = readSecret(command.secret && whereStood(command.secret), process.env);
  if (existsSync(out))
    throw new Refusal(`${out} exists already and was not overwritten. Choose another name.`);
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new Refusal(`There is no folder ${folder} to write to.`);
  if (secret.kind === 'problem') throw new Refusal(secret.problem);
  if (secret.kind === 'secret') for (const warning of secret.warnings) complain(warning);
  const hidden = command.hidden ?? (secret.kind === 'secret' ? USUAL_COUNTS.hidden : 0);
  if (secret.kind === 'none' && hidden > 0)
    throw new Refusal('Hidden seeds are made from a secret; name its file: secret=FILE');
  if (shown === 0 && hidden === 0) throw new Refusal('Without any seeds no test would run.');
  const isHiding = secret.kind === 'secret' && hidden > 0;
  const key = isHiding ? assignmentKey(secret.secret, assignment) : undefined;
  const settings = { stage, shown, hidden, wallSeconds, visibility };
  print(`Building the autograder for ${stage}, with ${seedsIn(shown)} and ${hidden} hidden a test`);
  const files = autograderKit(KIT, settings, key);
  const { signal } = interruption;
  const problem = await tryOut({ root: KIT, files, signal });
  if (signal.aborted) return EXIT.interrupted;
  if (problem !== undefined) {
    throw new Refusal(`It does not work, and nothing was written.\n${problem}`, EXIT.failed);
  }
  print(`${pc.green('✓')} tested: the reference gets all points`);
  const bytes = await zipped(files, { programs: PROGRAMS });
  const unfinished = `${out}.unfinished`;
  try {
    // Only the owner may read the zip, because the hidden seeds follow from the key in it.
    writeFileSync(unfinished, bytes, { mode: 0o600 });
    renameSync(unfinished, out);
  } catch (thrown) {
    rmSync(unfinished, { force: true });
    const { code = 'unknown error' } = thrown as NodeJS.ErrnoException;
    throw new Refusal(`${out} cannot be written (${code}).`);
  }
  print(
    `\nWrote ${files.size} files to ${out}.${key ? ' Keep it from students: it contains the hidden seeds.' : ''}`,
  );
  return EXIT.passed;
}

function seedsIn(shown: number | 'all'): string {
  return shown === 'all' ? 'all public seeds' : `${shown} public`;
}
