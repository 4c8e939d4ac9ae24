/**
 * `npm run merge-results`: makes one graded class of the parts that several machines graded. The same
 * bytes as one run over all of it would give. Exit codes: 0 everybody has a score; 1 some have none, or
 * match nobody; 2 the command line or the parts are wrong; 3 the command itself failed; 4 there are not so
 * many submissions as `expect=` says.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Entry } from '../instructor/class/entry';
import { JOURNAL, journalText, readJournal } from '../instructor/class/journal';
import { lock } from '../command/lock';
import { mergeRuns, type Part } from '../instructor/class/merge';
import { frameOf, writeOutputs } from '../instructor/class/outputs';
import { withCourse } from '../instructor/class/course/words';
import { plain } from '../report/plain';
import {
  LIST_WORDS,
  listsIn,
  listsProblem,
  outputOptions,
  plainLines,
} from '../instructor/class/class-lists';
import { count, tellPeople } from '../instructor/class/class-screen';
import { print, Refusal, runCommand } from '../command/run-command';
import { whereStood } from '../command/place';
import { demandWholeNumber, reader, type Said, type Vocabulary } from '../command/options';

const VOCABULARY: Vocabulary = {
  command: 'npm run merge-results',
  does: 'Puts together what several machines graded: folders that grade-class or merge-results wrote.',
  bare: 'DIR DIR ...',
  words: [
    { name: 'out', takes: 'DIR', does: 'where the whole is written; may be one of the parts' },
    { name: 'expect', takes: 'N', does: 'how many submissions there must be' },
    { name: 'partial', does: 'takes parts that were interrupted, too, as far as they got' },
    ...LIST_WORDS,
    { name: 'assignment', takes: 'NAME', does: 'of the course file' },
  ],
  examples: [
    'npm run merge-results graded/1 graded/2 graded/3 graded/4 out=graded/all',
    'npm run merge-results graded/1 graded/2 out=graded/all expect=300',
  ],
};

const EXIT = { done: 0, some: 1, short: 4 } as const;
const RESULTS = 'results.json';
const NAMES_SHOWN_MAX = 5;
const NAME_CHARS_MAX = 80;

async function main(typed: Said): Promise<number> {
  const filled = withCourse(typed, VOCABULARY.words);
  if (filled.kind === 'problem') throw new Refusal(filled.message);
  const { said, assignment } = filled;
  const out = said.one('out');
  if (out === undefined || said.bare.length === 0)
    throw new Refusal(
      `Say which folders to put together, and where.\n  ${VOCABULARY.examples[0] ?? ''}`,
    );
  const expected = demandWholeNumber(said, 'expect', { least: 1, most: 1_000_000 });
  const wrong = listsProblem(said);
  if (wrong) throw new Refusal(wrong.message);
  const outputs = outputOptions(listsIn(said, assignment), out);
  const parts: Part[] = [];
  for (const folder of said.bare) parts.push(await partIn(folder, said.has('partial')));
  const merged = mergeRuns(parts);
  if ('problem' in merged) throw new Refusal(plainLines(merged.problem));
  await refuseLoss(out, merged.entries);

  const free = lock(whereStood(out));
  if (typeof free !== 'function')
    throw new Refusal(`Another run (${free.owner}) is writing to ${plain(out)}.`);
  try {
    const journal = path.join(whereStood(out), JOURNAL);
    writeFileSync(`${journal}.new`, journalText(merged));
    renameSync(`${journal}.new`, journal);
    const written = await writeOutputs(whereStood(out), merged.run, merged.entries, outputs);
    print(`Wrote ${[JOURNAL, ...written].join(', ')} to ${plain(out)}`);
  } finally {
    free();
  }
  const frame = frameOf(merged.entries, outputs);
  const isOpen = tellPeople(frame);
  return verdict(merged.entries, expected, isOpen);
}

function verdict(entries: readonly Entry[], expected: number | undefined, isOpen: boolean): number {
  const scored = entries.filter(({ score }) => score !== null).length;
  print(`${count(entries.length)}, ${scored} with a score.`);
  const isShort = expected !== undefined && entries.length !== expected;
  if (isShort) print(`✗ There should be ${expected}: is a part missing?`);
  if (isShort) return EXIT.short;
  return isOpen ? EXIT.some : EXIT.done;
}

/** What one machine graded. Its results.json, written at the end, says that it did end, and of whom. */
async function partIn(folder: string, isPartial: boolean): Promise<Part> {
  const { run, entries, edited = [] } = await readJournal(path.join(whereStood(folder), JOURNAL));
  if (edited.length > 0)
    throw new Refusal(
      `${plain(folder)}: lines of its ${JOURNAL} were changed by hand (${names(edited)}). Run its command again, which grades them anew. To change a score, use overrides=.`,
    );
  if (!run)
    throw new Refusal(`${plain(folder)} holds no graded class: there is no ${JOURNAL} in it.`);
  const current = entries.filter(
    ({ key }) =>
      key.suite === run.suiteHash && key.kit === run.kitVersion && key.stage === run.stage,
  );
  tell(folder, entries.length - current.length, 'of an earlier grader, left out');
  const finished = finishedIn(folder);
  if (isPartial || !finished) {
    if (!isPartial)
      throw new Refusal(
        `${plain(folder)} was not graded to its end: there is no ${RESULTS} in it. Run its command again, and it goes on from there. To merge what there is, say: partial`,
      );
    tell(folder, current.length, 'taken');
    return { run, entries: current };
  }
  if (JSON.stringify(finished.run) !== JSON.stringify(run))
    throw new Refusal(
      `${plain(folder)}: its ${RESULTS} is of an earlier run, with other seeds or another assignment. Run its command again, to the end.`,
    );
  const kept = current.filter(({ id }) => finished.ids.has(id));
  const missing = [...finished.ids].filter((id) => !kept.some((entry) => entry.id === id));
  if (missing.length > 0)
    throw new Refusal(
      `${plain(folder)}: its ${JOURNAL} lacks what ${RESULTS} has (${names(missing)}). Run its command again.`,
    );
  const others = current.filter(({ id }) => !finished.ids.has(id)).map(({ id }) => id);
  if (others.length > 0)
    tell(
      folder,
      others.length,
      `not in its ${RESULTS}, left out (${names(others)}): no longer handed in, or interrupted in a later run`,
    );
  tell(folder, kept.length, 'taken');
  return { run, entries: kept };
}

/** What results.json is of; undefined if there is none. */
function finishedIn(
  folder: string,
): { readonly run: unknown; readonly ids: ReadonlySet<string> } | undefined {
  const file = path.join(whereStood(folder), RESULTS);
  if (!existsSync(file)) return undefined;
  try {
    const { run, submissions } = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly run: unknown;
      readonly submissions: readonly { readonly id: string }[];
    };
    return { run, ids: new Set(submissions.map(({ id }) => id)) };
  } catch {
    throw new Refusal(`${plain(path.join(folder, RESULTS))} is not what grade-class writes.`);
  }
}

/** What is in the folder already must be in the whole as well: nothing is ever merged away. */
async function refuseLoss(out: string, entries: readonly Entry[]): Promise<void> {
  const ids = new Set(entries.map(({ id }) => id));
  const { entries: present } = await readJournal(path.join(whereStood(out), JOURNAL));
  const lost = present.filter(({ id }) => !ids.has(id)).map(({ id }) => id);
  if (lost.length > 0)
    throw new Refusal(
      `${plain(out)} has results that the whole has not (${names(lost)}). Choose another out=, or name that folder among the parts.`,
    );
}

function tell(folder: string, many: number, what: string): void {
  if (many > 0) print(`${plain(folder)}: ${many} ${what}`);
}

function names(ids: readonly string[]): string {
  const more = ids.length - NAMES_SHOWN_MAX;
  const shown = ids.slice(0, NAMES_SHOWN_MAX).map((id) => plain(id, NAME_CHARS_MAX));
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

runCommand(reader(VOCABULARY), main);
