/**
 * `npm run labs`: writes labs/raft, the handouts' test tables and docs/figure-2.md's list of what
 * exercises each rule from solutions/raft, the catalogue and the bank of bugs, checks that they are up to date, or writes a start into a later stage.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { STAGES } from '../command/grade-words/grade-flags';
import { parseLabsArgs, type LabsCommand } from '../instructor/skeletons/labs-args';
import {
  LABS,
  SOURCE,
  formatted,
  generate,
  textOf,
  type Generated,
} from '../instructor/skeletons/generate';
import {
  coverage,
  ruleIds as idsIn,
  testTable,
  withGenerated,
} from '../instructor/skeletons/generated';
import type { Known } from '../instructor/skeletons/problems';
import { BANK } from '../proof/mutants/bank';
import { CATALOGUE, ofStage } from '../judge/scenarios/catalogue';
import { fitted } from '../report/plain';

const ROOT = path.resolve(__dirname, '..', '..');
const FIGURE_2 = path.join('docs', 'figure-2.md');
const LABS_DIR = path.join(ROOT, LABS);

/** What is wrong, and how the command ends. */
class Refusal extends Error {
  constructor(
    readonly exitCode: 1 | 2,
    ...lines: readonly string[]
  ) {
    super(lines.join('\n'));
  }
}

async function main(): Promise<void> {
  const command = parseLabsArgs(process.argv.slice(2), process.env);
  if (command.kind === 'problem') throw new Refusal(2, command.message);
  if (command.kind === 'help') console.log(fitted(command.text));
  else if (command.kind === 'check') await check();
  else await write(command);
}

/** Names the first line in which something is not as it would be written now. */
async function check(): Promise<void> {
  const { files } = await made(LABS_DIR, undefined);
  const complaints = [...files].flatMap(([name, text]) => {
    return difference(path.join(LABS, name), text);
  });
  for (const name of strangers(files)) {
    complaints.push(`${path.join(LABS, name)} is made from no file in ${SOURCE}`);
  }
  for (const [file, text] of await pages()) complaints.push(...difference(file, text));
  if (complaints.length === 0) {
    console.log(
      fitted(`${LABS}, the handouts and ${FIGURE_2} are what ${SOURCE} and the catalogue say.`),
    );
    return;
  }
  const next = 'If the change was meant, make it in solutions/raft and run: npm run labs';
  throw new Refusal(1, ...complaints, next);
}

async function write(command: Extract<LabsCommand, { kind: 'write' }>): Promise<void> {
  const { through, force } = command;
  if (through === undefined && command.out === undefined) return writeLabs(force);
  const next = STAGES[STAGES.findIndex((stage) => stage === through) + 1] ?? '2A';
  const out =
    command.out === undefined
      ? path.join(ROOT, 'labs', `start-of-${next}`)
      : path.resolve(process.env['INIT_CWD'] ?? process.cwd(), command.out);
  if (!path.relative(path.join(ROOT, SOURCE), out).startsWith('..')) {
    throw new Refusal(2, `${SOURCE} is what the files are made from. Choose another folder.`);
  }
  const shown = path.relative(ROOT, out).startsWith('..') ? out : path.relative(ROOT, out);
  if (!force && existsSync(out) && readdirSync(out).length > 0) {
    throw new Refusal(2, `${shown} is not empty. Choose another folder, or overwrite with: force`);
  }
  const { files } = await made(out, through);
  writeAll(out, files);
  console.log(
    `Wrote ${files.size} files to ${shown}. To grade them:\n  npm run grade ${next} dir=${shown}`,
  );
}

/** Writes labs/raft and the handouts, unless a student's work would be lost. */
async function writeLabs(force: boolean): Promise<void> {
  const { files } = await made(LABS_DIR, undefined);
  const stale = strangers(files);
  const edited = [...files.keys(), ...stale].filter((name) => isEdited(name, files.get(name)));
  if (edited.length > 0 && !force) {
    const names = edited.map((name) => path.join(LABS, name)).join(', ');
    throw new Refusal(
      2,
      `Not written, because work would be lost: ${names}`,
      'Commit or move it first, or overwrite it with: npm run labs force',
    );
  }
  for (const name of stale) rmSync(path.join(LABS_DIR, name));
  writeAll(LABS_DIR, files);
  for (const [file, text] of await pages()) writeFileSync(path.join(ROOT, file), text);
  console.log(
    fitted(
      `Wrote ${files.size} files to ${LABS}, the test tables of the handouts, and what exercises each rule.`,
    ),
  );
}

/** The files as they should be; no file is written while a region is wrong. */
async function made(
  out: string,
  through: Parameters<typeof generate>[0]['through'],
): Promise<Generated> {
  const generated = await generate({ root: ROOT, out, known: known(), through });
  if (generated.problems.length > 0) throw new Refusal(1, ...generated.problems);
  return generated;
}

function known(): Known {
  return { rules: ruleIds(), tests: CATALOGUE.map((test) => test.id) };
}

/** All that docs/figure-2.md explains, in its order. */
function ruleIds(): readonly string[] {
  return idsIn(textOf(path.join(ROOT, FIGURE_2)));
}

/** Every page with a generated part as it should be, by its path from the root. */
async function pages(): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const put = async (file: string, what: 'tests' | 'coverage', generated: string) => {
    const text = withGenerated(textOf(path.join(ROOT, file)), what, generated);
    if (text === undefined) throw new Refusal(1, `${file} has no room for its ${what}`);
    texts.set(file, await formatted(text, path.join(ROOT, file)));
  };
  for (const stage of STAGES)
    await put(path.join('labs', stage, 'README.md'), 'tests', testTable(ofStage(stage)));
  await put(FIGURE_2, 'coverage', coverage(ruleIds(), CATALOGUE, BANK));
  return texts;
}

/** Files of labs/raft that the reference does not know. Tests are whoever's wrote them. */
function strangers(files: ReadonlyMap<string, string>): readonly string[] {
  if (!existsSync(LABS_DIR)) return [];
  const isSource = (name: string) => name.endsWith('.ts') && !name.endsWith('.test.ts');
  return readdirSync(LABS_DIR).filter((name) => isSource(name) && !files.has(name));
}

/** Whether a file is neither what is about to be written nor what git would bring back. */
function isEdited(name: string, text: string | undefined): boolean {
  const file = path.join(LABS_DIR, name);
  if (!existsSync(file)) return false;
  const present = textOf(file);
  return present !== text && present !== staged(`labs/raft/${name}`);
}

/** What git's index holds; undefined if it holds no such file, or if there is no git. */
function staged(file: string): string | undefined {
  try {
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
    const text = execFileSync('git', ['show', `:${file}`], { cwd: ROOT, encoding: 'utf8', stdio });
    return text.replaceAll('\r\n', '\n');
  } catch {
    return undefined;
  }
}

function difference(file: string, expected: string): readonly string[] {
  if (!existsSync(path.join(ROOT, file))) return [`${file} is missing`];
  const found = textOf(path.join(ROOT, file)).split('\n');
  const wanted = expected.split('\n');
  const at = wanted.findIndex((line, index) => line !== found[index]);
  if (at < 0 && found.length === wanted.length) return [];
  const line = at < 0 ? wanted.length : at;
  const said = found[line] === undefined ? 'the file ends' : `it says "${found[line].trim()}"`;
  const should =
    wanted[line] === undefined ? 'it should end' : `should say "${wanted[line].trim()}"`;
  return [`${file}:${line + 1}: ${said}, ${should}`];
}

function writeAll(folder: string, files: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of files) writeFileSync(path.join(folder, name), text);
}

main().catch((error: unknown) => {
  if (!(error instanceof Refusal)) throw error;
  console.error(fitted(error.message));
  process.exitCode = error.exitCode;
});
