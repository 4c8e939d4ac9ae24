/**
 * `npm run labs`: writes labs/raft, the handouts' test tables and the list in docs/figure-2.md and its
 * translation of what exercises each rule, all from solutions/raft, the catalogue and the bank of
 * mutants. It can also check that they are up to date, or write the starting code of a later stage.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { KIT, whereStood } from '../command/place';
import { EXIT, print, Refusal, runCommand } from '../command/run-command';
import { STAGES } from '../contract';
import { LABS, SOURCE } from '../instructor/skeletons/generate';
import { parseLabsArgs, type LabsCommand } from '../instructor/skeletons/labs-args';
import {
  difference,
  FIGURE_2,
  isEdited,
  LABS_DIR,
  made,
  pages,
  strangers,
} from '../instructor/skeletons/up-to-date';
import { BANK } from '../proof/mutants/bank';

runCommand(parseLabsArgs, (command) => (command.kind === 'check' ? check() : write(command)));

/** Names the first line of each file that differs from what would be written now. */
async function check(): Promise<number> {
  const { files } = await made(LABS_DIR, undefined);
  const complaints = [...files].flatMap(([name, text]) => {
    return difference(path.join(LABS, name), text);
  });
  for (const name of strangers(files)) {
    complaints.push(`${path.join(LABS, name)} is made from no file in ${SOURCE}`);
  }
  for (const [file, text] of await pages(BANK)) complaints.push(...difference(file, text));
  if (complaints.length === 0) {
    return print(`${LABS}, the handouts and ${FIGURE_2} are what ${SOURCE} and the catalogue say.`);
  }
  const next = 'If the change was meant, make it in solutions/raft and run: npm run labs';
  throw new Refusal([...complaints, next].join('\n'), EXIT.failed);
}

async function write(command: Extract<LabsCommand, { kind: 'write' }>): Promise<number> {
  const { through, force } = command;
  if (through === undefined && command.out === undefined) return writeLabs(force);
  const next = STAGES[STAGES.findIndex((stage) => stage === through) + 1] ?? '2A';
  const out =
    command.out === undefined
      ? path.join(KIT, 'labs', `start-of-${next}`)
      : whereStood(command.out);
  if (!path.relative(path.join(KIT, SOURCE), out).startsWith('..')) {
    throw new Refusal(`${SOURCE} is what the files are made from. Choose another folder.`);
  }
  const shown = path.relative(KIT, out).startsWith('..') ? out : path.relative(KIT, out);
  if (!force && existsSync(out) && readdirSync(out).length > 0) {
    throw new Refusal(`${shown} is not empty. Choose another folder, or overwrite with: force`);
  }
  const { files } = await made(out, through);
  writeAll(out, files);
  return print(
    `Wrote ${files.size} files to ${shown}. To grade them:\n  npm run grade ${next} dir=${shown}`,
  );
}

/** Writes labs/raft and the handouts, unless a student's work would be lost. */
async function writeLabs(force: boolean): Promise<number> {
  const { files } = await made(LABS_DIR, undefined);
  const stale = strangers(files);
  const edited = [...files.keys(), ...stale].filter((name) => isEdited(name, files.get(name)));
  if (edited.length > 0 && !force) {
    const names = edited.map((name) => path.join(LABS, name)).join(', ');
    throw new Refusal(
      `Nothing was written, because changes would be lost: ${names}\nCommit or move it first, or overwrite it with: npm run labs force`,
    );
  }
  for (const name of stale) rmSync(path.join(LABS_DIR, name));
  writeAll(LABS_DIR, files);
  for (const [file, text] of await pages(BANK)) writeFileSync(path.join(KIT, file), text);
  return print(
    `Wrote ${files.size} files to ${LABS}, the test tables of the handouts, and what exercises each rule.`,
  );
}

function writeAll(folder: string, files: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of files) writeFileSync(path.join(folder, name), text);
}
