/**
 * `npm run hidden-seeds`: makes an instructor's secret, shows the seeds that follow from it, and checks
 * whether a class was graded on exactly these seeds. Exit codes: 0 shown or matching; 1 the results do
 * not match; 2 the command line or the set-up is wrong; 3 the command itself failed.
 */
import { COURSE_WORD, courseReader, type Filled } from '../instructor/class/course/words';
import { mismatch, type SeedClaim, seedClaimIn } from '../instructor/class/seed-audit';
import { HOW_TO_MAKE, makeSecret, readSecret, SECRET_VARIABLE } from '../instructor/class/secret';
import { assignmentKey, commitmentOf, hiddenSeeds } from '../instructor/class/seeds';
import { type Stage, STAGES } from '../contract';
import { fitted, plain } from '../report/plain';
import { CATALOGUE, ofStage } from '../judge/scenarios/catalogue';
import { EXIT, print, Refusal, runCommand } from '../command/run-command';
import { whereStood } from '../command/place';
import { demandWholeNumber, type Said, type Vocabulary } from '../command/options';

const COUNT_MAX = 10_000;
/** How many seeds are shown by default. A class runs on the first of them. */
const COUNT_SHOWN = 5;
const NAME_CHARS_MAX = 200;

const VOCABULARY: Vocabulary = {
  command: 'npm run hidden-seeds',
  does: 'Shows the hidden seeds that follow from a secret, and audits results that were graded on them.',
  words: [
    { name: 'secret', takes: 'FILE', does: `the secret; or put it in ${SECRET_VARIABLE}` },
    {
      name: 'assignment',
      takes: 'NAME',
      does: 'the assignment name used when the class was graded',
    },
    {
      name: 'submission',
      takes: 'ID',
      does: 'seeds of one submission, if each has different ones',
    },
    { name: 'stage', takes: '2C', does: 'tests of this stage; of all stages by default' },
    {
      name: 'count',
      takes: 'N',
      does: `seeds of each test; by default as many as the results say, or ${COUNT_SHOWN}`,
    },
    { name: 'results', takes: 'FILE', does: 'results.json of a class: are its seeds these?' },
    COURSE_WORD,
    { name: 'new', takes: 'FILE', does: 'write a new secret to this file, and stop' },
  ],
  examples: [
    'npm run hidden-seeds new=secret.txt',
    'npm run hidden-seeds secret=secret.txt assignment=raft-2026 stage=2C',
    'npm run hidden-seeds secret=secret.txt results=graded/results.json',
  ],
};

function main({ said }: Filled): number {
  const fresh = said.one('new');
  return fresh === undefined ? show(said) : make(fresh);
}

function make(name: string): number {
  const problem = makeSecret(whereStood(name));
  if (problem !== undefined) throw new Refusal(plain(problem));
  return print(
    `Wrote a new secret to ${plain(name)}. Keep it where students cannot read it, and keep a copy: without it you cannot show later which seeds were used.`,
  );
}

function show(said: Said): number {
  const results = said.one('results');
  const claim = results === undefined ? undefined : seedClaimIn(results, COUNT_MAX);
  const assignment = said.one('assignment') ?? claim?.assignment;
  if (assignment === undefined)
    throw new Refusal(
      'Name the assignment, because the seeds depend on its name.\n  assignment=NAME',
    );
  const key = assignmentKey(secretOf(said), assignment);
  const commitment = commitmentOf(key);
  print(`Assignment: ${plain(assignment, NAME_CHARS_MAX)}\nCommitment: ${commitment}`);
  const submission = said.one('submission');
  if (claim && claim.own !== (submission !== undefined)) print(claim.own ? OWN : COMMON);
  else list(key, submission, counts(said, claim));
  if (claim === undefined) return EXIT.passed;
  const why = mismatch(claim, assignment, stageIn(said), commitment);
  if (why === undefined)
    return print('✓ The results were graded under this commitment: the hidden seeds are these.');
  print(`✗ The results do not match: ${why}`);
  return EXIT.failed;
}

const OWN = 'Each submission has different seeds. To see them: submission=ID';
const COMMON = 'All submissions ran on the same seeds. To see them, leave out submission=';

function list(
  key: Buffer,
  submission: string | undefined,
  tests: readonly (readonly [string, number])[],
): void {
  if (submission !== undefined) print(`Submission: ${plain(submission, NAME_CHARS_MAX)}`);
  const width = Math.max(...tests.map(([test]) => test.length));
  for (const [test, count] of tests) {
    const seeds = hiddenSeeds(key, {
      test,
      count,
      ...(submission !== undefined && { submission }),
    });
    print(`${plain(test, NAME_CHARS_MAX).padEnd(width)}  ${seeds.join(' ')}`);
  }
}

/** The number of seeds of each test that is shown. */
function counts(said: Said, claim: SeedClaim | undefined): readonly (readonly [string, number])[] {
  const count = demandWholeNumber(said, 'count', { least: 1, most: COUNT_MAX });
  const stage = stageIn(said);
  if (stage !== undefined && !STAGES.some((known) => known === stage))
    throw new Refusal(`There is no stage "${plain(stage)}". There are ${STAGES.join(', ')}.`);
  const tests = stage === undefined ? CATALOGUE : ofStage(stage as Stage);
  if (!claim) return tests.map(({ id }) => [id, count ?? COUNT_SHOWN]);
  return Object.entries(claim.hidden)
    .filter(([test]) => stage === undefined || test.startsWith(`${stage}/`))
    .map(([test, many]) => [test, count ?? many]);
}

/** Undefined means all stages: no stage was named, or the course grades all at once. */
function stageIn(said: Said): string | undefined {
  const stage = said.one('stage')?.toUpperCase();
  return stage === 'ALL' ? undefined : stage;
}

function secretOf(said: Said): Buffer {
  const file = said.one('secret');
  const read = readSecret(file === undefined ? undefined : whereStood(file), process.env);
  if (read.kind === 'problem') throw new Refusal(read.problem);
  if (read.kind === 'none')
    throw new Refusal(
      `Name the file of the secret: secret=FILE, or set ${SECRET_VARIABLE}.\n${HOW_TO_MAKE}`,
    );
  for (const warning of read.warnings) process.stderr.write(`${fitted(warning)}\n`);
  return read.secret;
}

runCommand(courseReader(VOCABULARY), main);
