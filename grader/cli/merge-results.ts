/**
 * `npm run merge-results`: merges the parts of a class that several machines graded. The files have the
 * same bytes as those of one run over all of it. Exit codes: 0 everyone has a score; 1 the instructor must
 * look at something; 2 the command line or the parts are wrong; 3 the command itself failed; 4 a part is
 * missing, or the number of submissions is not that of `expect=`.
 */
import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { JOURNAL, journalText } from '../instructor/class/journal';
import { lock } from '../command/lock';
import { mergeRuns, type Part } from '../instructor/class/merge';
import { frameOf, writeOutputs } from '../instructor/class/outputs';
import { refuseWithout, refuseWithoutLists } from '../instructor/class/made-with';
import { leftOutIn, partIn, refuseLoss } from '../instructor/class/parts';
import {
  missingOf,
  readSplit,
  type Split,
  unionOf,
  writeSplit,
} from '../instructor/class/parts-file';
import { otherStage, withCourse } from '../instructor/class/course/words';
import { plain } from '../report/plain';
import {
  LIST_WORDS,
  listsIn,
  listsProblem,
  outputOptions,
  plainLines,
} from '../instructor/class/class-lists';
import { oddities, refuseTimeless } from '../instructor/class/class-oddities';
import { refuseDoubled, refuseTwoTimes } from '../instructor/class/doubled-lines';
import { hasDoubtfulLines } from '../instructor/class/stray-lines';
import { count, tellOddities, tellPeople } from '../instructor/class/class-screen';
import { print, Refusal, runCommand } from '../command/run-command';
import { whereStood } from '../command/place';
import { demandWholeNumber, reader, type Said, type Vocabulary } from '../command/options';

const VOCABULARY: Vocabulary = {
  command: 'npm run merge-results',
  does: 'Merges the results of several machines: folders that grade-class or merge-results wrote.',
  bare: 'DIR DIR ...',
  words: [
    { name: 'out', takes: 'DIR', does: 'folder of the merged results; may be one of the parts' },
    { name: 'expect', takes: 'N', does: 'the expected number of submissions' },
    { name: 'partial', does: 'also accept interrupted parts, as far as they got' },
    ...LIST_WORDS,
    { name: 'assignment', takes: 'NAME', does: 'of the course file' },
  ],
  examples: [
    'npm run merge-results graded/1 graded/2 graded/3 graded/4 out=graded/all',
    'npm run merge-results graded/1 graded/2 out=graded/all expect=300',
  ],
};

const PARTS_SHOWN_MAX = 10;
const EXIT = { done: 0, some: 1, short: 4 } as const;

async function main(typed: Said): Promise<number> {
  const filled = withCourse(typed, VOCABULARY.words);
  if (filled.kind === 'problem') throw new Refusal(filled.message);
  const { said, assignment } = filled;
  const out = said.one('out');
  if (out === undefined || said.bare.length === 0)
    throw new Refusal(
      `Name the folders to merge and the output folder.\n  ${VOCABULARY.examples[0] ?? ''}`,
    );
  const expected = demandWholeNumber(said, 'expect', { least: 1, most: 1_000_000 });
  const wrong = listsProblem(said);
  if (wrong) throw new Refusal(wrong.message);
  const lists = outputOptions(listsIn(said, assignment), out);
  const parts: Part[] = [];
  for (const folder of said.bare) parts.push(await partIn(folder, said.has('partial')));
  const split = unionOf(
    parts.map(({ entries }, at) => {
      const name = said.bare[at] ?? '';
      const ids = new Set(entries.map(({ id }) => id));
      return { name, split: readSplit(whereStood(name)), ids };
    }),
  );
  if (split && 'problem' in split) throw new Refusal(plainLines(split.problem));
  const merged = mergeRuns(parts);
  if ('problem' in merged) throw new Refusal(plainLines(merged.problem));
  const other = assignment && otherStage(assignment, merged.run.stage);
  if (other !== undefined) throw new Refusal(other);
  await refuseLoss(out, merged.entries);
  const isPart = split !== undefined && missingOf(split).length > 0;
  const outputs = {
    ...{ column: merged.run.assignment, ...lists },
    leftOut: leftOutIn(said.bare),
    ...(isPart && {
      part: `part${split.have.length === 1 ? '' : 's'} ${someParts(split.have)} of ${split.of}`,
    }),
  };
  refuseWithout([...said.bare, out], outputs);
  refuseWithoutLists(said.bare, outputs);
  const frame = frameOf(merged.entries, outputs);
  refuseTimeless(frame.rows, outputs);
  refuseTwoTimes(frame.rows, outputs);
  const handedIn = merged.entries.map(({ id }) => id);
  refuseDoubled(outputs, frame.rows, handedIn);
  tellOddities(oddities(isPart, outputs, [], frame.rows, handedIn));

  const free = lock(whereStood(out));
  if (typeof free !== 'function')
    throw new Refusal(`Another run (${free.owner}) is writing to ${plain(out)}.`);
  try {
    const journal = path.join(whereStood(out), JOURNAL);
    writeFileSync(`${journal}.new`, journalText(merged));
    renameSync(`${journal}.new`, journal);
    const written = await writeOutputs(whereStood(out), merged.run, merged.entries, outputs);
    writeSplit(whereStood(out), split);
    print(`Wrote ${[JOURNAL, ...written].join(', ')} to ${plain(out)}`);
  } finally {
    free();
  }
  const isDoubtful = hasDoubtfulLines(isPart, outputs, frame.rows, handedIn);
  const isOpen = tellPeople(frame, isPart) || isDoubtful;
  const scored = merged.entries.filter(({ score }) => score !== null).length;
  print(`${count(merged.entries.length)}, ${scored} with a score.`);
  const short = whatIsShort(merged.entries.length, expected, split);
  if (short !== undefined) {
    print(`✗ ${short}`);
    return EXIT.short;
  }
  return isOpen ? EXIT.some : EXIT.done;
}

/** @returns what is missing of the class; undefined where nothing is known to be */
function whatIsShort(
  submissions: number,
  expected: number | undefined,
  split: Split | undefined,
): string | undefined {
  const missing = split ? missingOf(split) : [];
  if (split && missing.length > 0)
    return `Of ${split.of} parts, these are missing: ${someParts(missing)}. Merge them as well.`;
  if (expected !== undefined && submissions !== expected)
    return `There should be ${expected}: is a part missing?`;
  return undefined;
}

function someParts(parts: readonly number[]): string {
  const more = parts.length - PARTS_SHOWN_MAX;
  const shown = parts.slice(0, PARTS_SHOWN_MAX).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

runCommand(reader(VOCABULARY), main);
