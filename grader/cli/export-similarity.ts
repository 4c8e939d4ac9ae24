/**
 * `npm run export-similarity`: lays a class out for JPlag, Moss or Dolos, with the handed-out code
 * marked as such. Exit codes: 0 all exported; 1 some submissions cannot be read; 2 the command line or
 * a folder is wrong; 3 the command itself failed.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FROM_WORD, fromIn, listsProblem } from '../instructor/class/class-lists';
import { csv } from '../instructor/class/tables/cells';
import { parseTimes, type SubmissionTimes } from '../instructor/class/times';
import { type Stage, STAGES } from '../contract';
import { COURSE_WORD, courseReader, type Filled } from '../instructor/class/course/words';
import { plain } from '../report/plain';
import { authorsIn, renamed } from '../instructor/similarity/authors';
import { type Author, isSource, layout, type Sources } from '../instructor/similarity/layout';
import { type Format, FORMATS } from '../instructor/similarity/readme';
import { generate } from '../instructor/skeletons/generate';
import { print, Refusal, runCommand } from '../command/run-command';
import { whereStood } from '../command/place';
import { type Said, type Vocabulary } from '../command/options';

const ROOT = path.join(__dirname, '..', '..');

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
  const folder = whereStood(out);
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Refusal(
      `${plain(out)} is not empty. Choose another folder, because its files would be compared too.`,
    );

  const isHidden = said.has('pseudonyms');
  const wrong = listsProblem(said);
  if (wrong) throw new Refusal(wrong.message);
  const from = fromIn(said);
  const { authors, unread } = await authorsIn(submissions, times, { ...(from && { from }) });
  const shown = isHidden ? renamed(authors) : authors;
  const starter = await starterFiles(through);
  for (const [name, content] of layout(format, { authors: shown, starter })) {
    const file = path.join(folder, ...name.split('/'));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  if (isHidden) writeKey(out, authors, shown);
  print(
    `Wrote ${authors.length} submissions and the starter to ${plain(out)}. Read on in ${plain(path.join(out, 'README.md'))}`,
  );
  for (const line of unread) print(`✗ Left out: ${line}`);
  return unread.length > 0 ? 1 : 0;
}

/** Writes the key beside the export and not into it, so that it is not sent along. */
function writeKey(out: string, authors: readonly Author[], shown: readonly Author[]): void {
  const file = `${out.replace(/[/\\]+$/, '')}-who-is-who.csv`;
  const rows = authors.map(({ id }, at) => [shown[at]?.name, id]).sort();
  writeFileSync(whereStood(file), csv([['name', 'id'], ...rows]), { mode: 0o600 });
  print(`${plain(file)} maps pseudonyms to names. Keep it private.`);
}

/** The code that all students began with. */
async function starterFiles(through: Stage | undefined): Promise<Sources> {
  if (through === undefined) {
    const folder = path.join(ROOT, 'labs', 'raft');
    const names = readdirSync(folder).filter(isSource);
    return new Map(names.map((name) => [name, readFileSync(path.join(folder, name))]));
  }
  const out = path.join(ROOT, 'labs', 'raft');
  const { files } = await generate({ root: ROOT, out, known: { rules: [], tests: [] }, through });
  return new Map([...files].map(([name, text]) => [name, Buffer.from(text)]));
}

function throughOf(said: Said): Stage | undefined {
  const stage = said.one('through')?.toUpperCase();
  return stage === undefined ? undefined : oneOf<Stage>('through', stage, STAGES);
}

function timesOf(said: Said): SubmissionTimes {
  const file = said.one('times');
  if (file === undefined) return new Map();
  let text: string;
  try {
    text = readFileSync(whereStood(file), 'utf8');
  } catch (thrown) {
    throw new Refusal(
      `${plain(file)} cannot be read (${(thrown as NodeJS.ErrnoException).code ?? 'unknown error'}).`,
    );
  }
  const times = parseTimes(text);
  if ('problem' in times) throw new Refusal(`${plain(file)}: ${plain(times.problem)}`);
  return times;
}

function oneOf<T extends string>(word: string, value: string, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found === undefined)
    throw new Refusal(`${word} is one of ${known.join(', ')}, not "${plain(value)}".`);
  return found;
}

runCommand(courseReader(VOCABULARY), main);
