/**
 * `npm run hidden-seeds`: makes an instructor's secret, shows the seeds that follow from it, and audits
 * a class's results: were they graded on just these? Exit codes: 0 shown or matching; 1 the results do
 * not match; 2 the command line or the set-up is wrong; 3 the command itself failed.
 */
import { readFileSync } from 'node:fs';
import { HOW_TO_MAKE, makeSecret, readSecret, SECRET_VARIABLE } from '../instructor/class/secret';
import { assignmentKey, commitmentOf, hiddenSeeds } from '../instructor/class/seeds';
import { type Stage, STAGES } from '../contract';
import { fitted, plain } from '../report/plain';
import { CATALOGUE, ofStage } from '../judge/scenarios/catalogue';
import { print, Refusal, runCommand } from '../command/run-command';
import { whereStood } from '../command/place';
import { reader, type Said, type Vocabulary, demandWholeNumber } from '../command/options';

const COUNT_MAX = 10_000;
/** A class runs on the first of them. */
const COUNT_SHOWN = 5;
const NAME_CHARS_MAX = 200;

const VOCABULARY: Vocabulary = {
  command: 'npm run hidden-seeds',
  does: 'Shows the hidden seeds that follow from a secret, and audits results that were graded on them.',
  words: [
    { name: 'secret', takes: 'FILE', does: `the secret; or put it in ${SECRET_VARIABLE}` },
    { name: 'assignment', takes: 'NAME', does: 'the name that the class was graded under' },
    { name: 'submission', takes: 'ID', does: 'seeds of one submission, if each has its own' },
    { name: 'stage', takes: '2C', does: 'tests of this stage; of all if left out' },
    {
      name: 'count',
      takes: 'N',
      does: `how many a test, as many as the results say or ${COUNT_SHOWN} if left out`,
    },
    { name: 'results', takes: 'FILE', does: 'results.json of a class: are its seeds these?' },
    { name: 'new', takes: 'FILE', does: 'makes a secret, for your eyes only, and ends' },
  ],
  examples: [
    'npm run hidden-seeds new=secret.txt',
    'npm run hidden-seeds secret=secret.txt assignment=raft-2026 stage=2C',
    'npm run hidden-seeds secret=secret.txt results=graded/results.json',
  ],
};

/** What a class's results say of their seeds. */
interface Claim {
  readonly stage: string;
  readonly assignment: string;
  readonly hidden: Readonly<Record<string, number>>;
  readonly commitment: string | undefined;
  /** Each submission has seeds of its own. */
  readonly own: boolean;
}

function main(said: Said): number {
  const fresh = said.one('new');
  return fresh === undefined ? show(said) : make(fresh);
}

function make(name: string): number {
  const problem = makeSecret(whereStood(name));
  if (problem !== undefined) throw new Refusal(plain(problem));
  return print(
    `Wrote a new secret to ${plain(name)}. Keep it where no student gets, and keep a copy: without it nobody can tell later which seeds were run.`,
  );
}

function show(said: Said): number {
  const results = said.one('results');
  const claim = results === undefined ? undefined : claimOf(results);
  const assignment = said.one('assignment') ?? claim?.assignment;
  if (assignment === undefined)
    throw new Refusal('Say the assignment: its seeds depend on its name.\n  assignment=NAME');
  const key = assignmentKey(secretOf(said), assignment);
  const commitment = commitmentOf(key);
  print(`Assignment: ${plain(assignment, NAME_CHARS_MAX)}\nCommitment: ${commitment}`);
  const submission = said.one('submission');
  if (claim && claim.own !== (submission !== undefined)) print(claim.own ? OWN : COMMON);
  else list(key, submission, counts(said, claim));
  return claim === undefined
    ? 0
    : verdict(claim, assignment, said.one('stage')?.toUpperCase(), commitment);
}

const OWN = 'Each submission has seeds of its own. To see them: submission=ID';
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

function verdict(
  claim: Claim,
  assignment: string,
  stage: string | undefined,
  commitment: string,
): number {
  const differs = (why: string) => {
    print(`✗ The results do not match: ${why}`);
    return 1;
  };
  if (claim.assignment !== assignment)
    return differs(`they are of the assignment "${plain(claim.assignment, NAME_CHARS_MAX)}".`);
  if (stage !== undefined && claim.stage !== stage)
    return differs(`they are of stage ${plain(claim.stage, NAME_CHARS_MAX)}, not ${stage}.`);
  if (claim.commitment === undefined) return differs('they were graded without hidden seeds.');
  if (claim.commitment !== commitment)
    return differs(
      `their commitment is ${plain(claim.commitment, NAME_CHARS_MAX)}. Another secret was used, or a kit of another version.`,
    );
  return print('✓ The results were graded under this commitment: the hidden seeds are these.');
}

/** How many seeds of which tests. */
function counts(said: Said, claim: Claim | undefined): readonly (readonly [string, number])[] {
  const count = demandWholeNumber(said, 'count', { least: 1, most: COUNT_MAX });
  const stage = said.one('stage')?.toUpperCase();
  if (stage !== undefined && !STAGES.some((known) => known === stage))
    throw new Refusal(`There is no stage "${plain(stage)}". There are ${STAGES.join(', ')}.`);
  const tests = stage === undefined ? CATALOGUE : ofStage(stage as Stage);
  if (!claim) return tests.map(({ id }) => [id, count ?? COUNT_SHOWN]);
  return Object.entries(claim.hidden)
    .filter(([test]) => stage === undefined || test.startsWith(`${stage}/`))
    .map(([test, many]) => [test, count ?? many]);
}

function secretOf(said: Said): Buffer {
  const file = said.one('secret');
  const read = readSecret(file === undefined ? undefined : whereStood(file), process.env);
  if (read.kind === 'problem') throw new Refusal(read.problem);
  if (read.kind === 'none')
    throw new Refusal(
      `Say where the secret is: secret=FILE, or ${SECRET_VARIABLE}.\n${HOW_TO_MAKE}`,
    );
  for (const warning of read.warnings) process.stderr.write(`${fitted(warning)}\n`);
  return read.secret;
}

function claimOf(name: string): Claim {
  const refuse = (why: string) => new Refusal(`${plain(name)} ${why}`);
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(whereStood(name), 'utf8'));
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    throw refuse(code === undefined ? 'is no JSON.' : `cannot be read (${code}).`);
  }
  const run = part(found, 'run');
  const assignment = part(run, 'assignment');
  const seeds = part(run, 'seeds');
  const [hidden, commitment] = [part(seeds, 'hidden'), part(seeds, 'commitment')];
  if (typeof assignment !== 'string' || typeof hidden !== 'object' || hidden === null)
    throw refuse('is not the results.json of a class: it names no assignment and no seeds.');
  const isCount = (many: unknown) =>
    typeof many === 'number' && Number.isInteger(many) && many >= 0 && many <= COUNT_MAX;
  if (!Object.values(hidden).every(isCount)) throw refuse('has counts of seeds that are none.');
  return {
    assignment,
    stage: String(part(run, 'stage')),
    hidden: hidden as Readonly<Record<string, number>>,
    commitment: typeof commitment === 'string' ? commitment : undefined,
    own: part(seeds, 'own') === true,
  };
}

function part(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? (of as Record<string, unknown>)[name] : undefined;
}

runCommand(reader(VOCABULARY), main);
