/**
 * `npm run make-class`: generates a sample class with known results. The same options give the same
 * class. Exit codes: 0 made; 2 the command line or the folder is wrong; 3 the command itself failed.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { findSubmissions } from '../instructor/class/intake';
import type { LatePolicy } from '../instructor/class/late';
import { type Stage, STAGES } from '../contract';
import { COURSE_WORD, courseReader, type Filled } from '../instructor/class/course/words';
import { plain } from '../report/plain';
import { drawClass, DEADLINE, MAKERS, type Member } from '../proof/class-maker/class';
import type { Maker } from '../proof/class-maker/work';
import { whereStood } from '../command/place';
import { print, Refusal, runCommand } from '../command/run-command';
import { type Vocabulary, demandWholeNumber } from '../command/options';

const COUNT = 200;
const COUNT_MAX = 10_000;
const SEED_MAX = 999_999_999;
const POLICY: LatePolicy = {
  deadline: DEADLINE,
  graceMinutes: 15,
  percentPerDay: 10,
  capPercent: 50,
  freeDays: 2,
};

const VOCABULARY: Vocabulary = {
  command: 'npm run make-class',
  does: `Generates a sample class: submissions/, times.csv, late.json, and expected.csv with the known result of each submission. It consists of:
${MAKERS.map((maker) => `  ${share(maker).padEnd(9)}  ${maker.does}`).join('\n')}`,
  words: [
    { name: 'out', takes: 'DIR', does: 'a new or empty folder' },
    { name: 'count', takes: 'N', does: `number of submissions; ${COUNT} by default` },
    { name: 'seed', takes: 'N', does: 'another seed makes another class; 1 by default' },
    { name: 'stage', takes: '2C', does: 'the stage to grade it for; 2C by default' },
    COURSE_WORD,
    { name: 'assignment', takes: 'NAME', does: 'of the course file' },
  ],
  examples: [
    'npm run make-class out=class count=200 seed=1',
    'npm run grade-class class/submissions stage=2C out=class/graded',
  ],
};

async function main({ said }: Filled): Promise<number> {
  const name = said.one('out');
  if (name === undefined)
    throw new Refusal(`Name the output folder.\n  ${VOCABULARY.examples[0] ?? ''}`);
  const stage = (said.one('stage') ?? '2C').toUpperCase();
  if (!STAGES.some((known) => known === stage))
    throw new Refusal(`There is no stage "${plain(stage)}". There are ${STAGES.join(', ')}.`);
  const count = demandWholeNumber(said, 'count', { least: 1, most: COUNT_MAX }) ?? COUNT;
  const seed = demandWholeNumber(said, 'seed', { least: 0, most: SEED_MAX }) ?? 1;
  const out = whereStood(name);
  if (existsSync(out) && readdirSync(out).length > 0)
    throw new Refusal(`${plain(name)} is not empty. Choose another folder.`);

  const members: Member[] = [];
  for await (const member of drawClass({ count, seed, stage: stage as Stage })) {
    for (const [file, bytes] of member.files) {
      const place = pathIn(out, file);
      mkdirSync(path.dirname(place), { recursive: true });
      writeFileSync(place, bytes);
    }
    members.push({ ...member, files: new Map() });
  }
  await writeLists(out, members);
  return print(
    `Made ${count} submission${count === 1 ? '' : 's'} in ${plain(name)}. To grade ${count === 1 ? 'it' : 'them'}:\n  npm run grade-class ${plain(name)}/submissions stage=${stage} out=${plain(name)}/graded`,
  );
}

/** @throws Error if the path would leave the submissions' folder */
function pathIn(out: string, file: string): string {
  const parts = file.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..'))
    throw new Error(`a file is called ${plain(file)}`);
  return path.join(out, 'submissions', ...parts);
}

/** Writes the lists of the class, with the ids that grading will give the submissions. */
async function writeLists(out: string, members: readonly Member[]): Promise<void> {
  const found = await findSubmissions(path.join(out, 'submissions'));
  if (found.kind === 'problem') throw new Error(found.message);
  const ids = new Map(found.submissions.map(({ id, source }) => [topOf(out, source), id]));
  const rows = members
    .map((member) => {
      const id = ids.get(member.top.normalize('NFC'));
      if (id === undefined) throw new Error(`${member.top} is not found as a submission`);
      return { id, member };
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const write = (file: string, table: string[][]) =>
    writeFileSync(path.join(out, file), stringify(table));
  write('expected.csv', [
    ['id', 'kind', 'what', 'expected', 'path'],
    ...rows.map(({ id, member: { kind, work, top } }) => [id, kind, work.what, work.expected, top]),
  ]);
  write('times.csv', [
    ['id', 'submitted_at', 'free_days_used'],
    ...rows.map(({ id, member }) => [id, member.submittedAt, String(member.freeDaysUsed)]),
  ]);
  writeFileSync(path.join(out, 'late.json'), `${JSON.stringify(POLICY, undefined, 2)}\n`);
}

/** The first part of a path below the submissions' folder. */
function topOf(out: string, source: string): string {
  const relative = path.relative(path.join(out, 'submissions'), path.resolve(out, source));
  return (relative.split(path.sep)[0] ?? '').normalize('NFC');
}

function share({ share }: Maker): string {
  if (share === 'the rest') return share;
  return 'perCent' in share ? `${share.perCent} %` : String(share.exactly);
}

runCommand(courseReader(VOCABULARY), main);
