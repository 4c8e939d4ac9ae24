/**
 * `npm run hidden-seeds`: makes an instructor's secret, shows the seeds that follow from it, and checks
 * whether a class was graded on exactly these seeds. Exit codes: 0 shown or matching; 1 the results do
 * not match; 2 the command line or the set-up is wrong; 3 the command itself failed.
 */
import { namedSecret } from '../instructor/class/choose-secret';
import { COURSE_WORD, courseReader, type Filled } from '../instructor/class/course/words';
import { HOW_TO_MAKE, makeSecret, SECRET_VARIABLE } from '../instructor/class/secret-file';
import { mismatch, seedClaimIn } from '../instructor/class/seed-audit';
import { COUNT_SHOWN, seedTable } from '../instructor/class/seed-table';
import { assignmentKey, commitmentOf } from '../instructor/class/hidden-seeds';
import { plain } from '../report/plain';
import { EXIT, print, Refusal, runCommand } from '../command/run-command';
import { whereStood } from '../command/place';
import { demandWholeNumber, type Said, type Vocabulary } from '../command/options';

const COUNT_MAX = 10_000;
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
    {
      name: 'results',
      takes: 'FILE',
      does: 'results.json of a class: checks that it was graded on these seeds',
    },
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
  print(seedTable(key, wantedBy(said), claim));
  return claim ? audit(mismatch(claim, assignment, stageIn(said), commitment)) : EXIT.passed;
}

function audit(mismatched: string | undefined): number {
  if (mismatched === undefined)
    return print('✓ The results have this commitment: they were graded on these hidden seeds.');
  print(`✗ The results do not match: ${mismatched}`);
  return EXIT.failed;
}

function wantedBy(said: Said) {
  const stage = stageIn(said);
  const count = demandWholeNumber(said, 'count', { least: 1, most: COUNT_MAX });
  const submission = said.one('submission');
  return {
    ...(stage !== undefined && { stage }),
    ...(count !== undefined && { count }),
    ...(submission !== undefined && { submission }),
  };
}

/** Undefined means all stages: no stage was named, or the course grades all at once. */
function stageIn(said: Said): string | undefined {
  const stage = said.one('stage')?.toUpperCase();
  return stage === 'ALL' ? undefined : stage;
}

function secretOf(said: Said): Buffer {
  const secret = namedSecret(said.one('secret'));
  if (secret) return secret;
  throw new Refusal(
    `Name the file of the secret: secret=FILE, or set ${SECRET_VARIABLE}.\n${HOW_TO_MAKE}`,
  );
}

runCommand(courseReader(VOCABULARY), main);
