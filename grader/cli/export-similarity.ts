/**
 * `npm run export-similarity`: lays a class out for JPlag, Moss or Dolos, with the handed-out code
 * marked as such. Exit codes: 0 all exported; 1 some submissions cannot be read; 2 the command line or
 * a folder is wrong; 3 the command itself failed.
 */
import path from 'node:path';
import { FROM_WORD, fromIn, listsProblem, parsed } from '../instructor/class/class-lists';
import { parseTimes, type SubmissionTimes } from '../instructor/class/times';
import { type Stage, STAGES } from '../contract';
import { COURSE_WORD, courseReader, type Filled } from '../instructor/class/course/words';
import { plain } from '../report/plain';
import { authorsIn, renamed } from '../instructor/similarity/authors';
import { refuseFull, starterFiles, writeFiles, writeKey } from '../instructor/similarity/export';
import { layout } from '../instructor/similarity/layout';
import { type Format, FORMATS } from '../instructor/similarity/readme';
import { print, Refusal, runCommand } from '../command/run-command';
import { type Said, type Vocabulary } from '../command/options';

const VOCABULARY: Vocabulary = {
  command: 'npm run export-similarity',
  does: 'Exports a class for a program that looks for copies: JPlag, Moss or Dolos. Does not run it.',
  bare: 'SUBMISSIONS',
  words: [
    { name: 'out', takes: 'DIR', does: 'a new or empty folder' },
    { name: 'format', takes: 'jplag', does: `${FORMATS.join(', ')}; jplag by default` },
    { name: 'through', takes: '2A', does: 'the last stage that was handed out solved, if any' },
    { name: 'times', takes: 'FILE', does: 'CSV of submission times, which Dolos shows' },
    FROM_WORD,
    COURSE_WORD,
    { name: 'assignment', takes: 'NAME', does: 'of the course file' },
    { name: 'pseudonyms', does: 'use pseudonyms; a file beside DIR maps them to names' },
  ],
  examples: [
    'npm run export-similarity submissions out=similar format=jplag',
    'npm run export-similarity submissions out=similar format=moss pseudonyms',
  ],
};

async function main({ said, submissions: ofCourse }: Filled): Promise<number> {
  const [submissions = ofCourse, ...more] = said.bare;
  const out = said.one('out');
  if (submissions === undefined || more.length > 0 || out === undefined)
    throw new Refusal(
      `Name the submissions and the output folder.\n  ${VOCABULARY.examples[0] ?? ''}`,
    );
  const format = oneOf<Format>('format', (said.one('format') ?? 'jplag').toLowerCase(), FORMATS);
  const through = throughOf(said);
  const times = timesOf(said);
  refuseFull(out);
  const wrong = listsProblem(said);
  if (wrong) throw new Refusal(wrong.message);

  const from = fromIn(said);
  const { authors, unread } = await authorsIn(submissions, times, { ...(from && { from }) });
  const shown = said.has('pseudonyms') ? renamed(authors) : authors;
  writeFiles(out, layout(format, { authors: shown, starter: await starterFiles(through) }));
  if (said.has('pseudonyms'))
    print(`${plain(writeKey(out, authors, shown))} maps pseudonyms to names. Keep it private.`);
  print(
    `Wrote ${authors.length} submissions and the starter to ${plain(out)}. Read on in ${plain(path.join(out, 'README.md'))}`,
  );
  for (const line of unread) print(`✗ Left out: ${line}`);
  return unread.length > 0 ? 1 : 0;
}

function throughOf(said: Said): Stage | undefined {
  const stage = said.one('through')?.toUpperCase();
  return stage === undefined ? undefined : oneOf<Stage>('through', stage, STAGES);
}

function timesOf(said: Said): SubmissionTimes {
  const file = said.one('times');
  return file === undefined ? new Map() : parsed(file, (text) => parseTimes(text));
}

function oneOf<T extends string>(word: string, value: string, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found === undefined)
    throw new Refusal(`${word} is one of ${known.join(', ')}, not "${plain(value)}".`);
  return found;
}

runCommand(courseReader(VOCABULARY), main);
