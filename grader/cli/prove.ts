/**
 * `npm run prove`: a correct solution must pass every test on every seed, and a run must be the same in
 * every process. Plays many seeds and shows the progress; one run in ten is repeated in another process
 * and compared by its digest. Exit code 1 if a run failed or differed.
 */
import { Meter } from '../command/meter';
import { reader, type Said, type Vocabulary, demandWholeNumber } from '../command/options';
import { SOLUTION, whereStood } from '../command/place';
import { print, Refusal, runCommand } from '../command/run-command';
import { quickSeed } from '../command/turn';
import { CATALOGUE } from '../judge/scenarios/catalogue';
import type { RunResult } from '../judge/scenarios/run-result';
import { type Job, prepareChild, runJobs } from '../runs/pool/pool';
import { bundleFolder, bundlePrelude } from '../world/realm/bundle';
import { SEED_MAX } from '../world/sim/seed';

const REPEAT_ONE_IN = 10;
const SHOWN_MAX = 20;

const VOCABULARY: Vocabulary = {
  command: 'npm run prove',
  does: 'Runs a correct solution on many seeds of every test.',
  words: [
    { name: 'seeds', takes: 'N', does: 'number of seeds; 1000 by default' },
    { name: 'from', takes: 'N', does: 'the first seed; 1 by default' },
    { name: 'quick', does: 'ten seeds, which change with each commit' },
    { name: 'only', takes: 'PART', does: 'tests with this in their id' },
    { name: 'dir', takes: 'PATH', does: 'the code in another folder instead of solutions/raft' },
  ],
  examples: ['npm run prove seeds=100', 'npm run prove seeds=10 from=5000 only=2C'],
};

runCommand(reader(VOCABULARY), prove);

async function prove(said: Said): Promise<number> {
  const seeds =
    demandWholeNumber(said, 'seeds', { least: 1, most: 10_000_000 }) ??
    (said.has('quick') ? 10 : 1_000);
  const first =
    demandWholeNumber(said, 'from', { least: 0, most: SEED_MAX }) ??
    (said.has('quick') ? quickSeed() : 1);
  const only = said.one('only') ?? '';
  const tests = CATALOGUE.filter(({ id }) => id.includes(only));
  if (tests.length === 0) throw new Refusal(`No test has "${only}" in its id.`);
  const folder = said.has('dir') ? whereStood(said.one('dir') ?? '') : SOLUTION;
  const bundle = await bundleFolder(folder, await bundlePrelude());
  if (Array.isArray(bundle)) throw new Refusal(bundle.map(({ message }) => message).join('\n'));
  const { text } = bundle;
  const jobs = Array.from({ length: seeds }, (_, i) => first + i).flatMap((seed) =>
    tests.map(({ id }): Job => ({ test: id, seed })),
  );
  print(`${tests.length} tests, seeds ${first} to ${first + seeds - 1}: ${jobs.length} runs`);
  const failed: RunResult[] = [];
  const digests = new Map<string, string>();
  const meter = new Meter(jobs.length, 'runs', 'failed');
  await runJobs(jobs, {
    child: await prepareChild(),
    text,
    onResult: (result) => {
      if (result.failure) failed.push(result);
      if (Number(result.seed) % REPEAT_ONE_IN === 0) digests.set(keyOf(result), result.digest);
      meter.step(result.failure !== undefined);
    },
  });
  const again = jobs.filter((job) => digests.has(keyOf(job)));
  let different = 0;
  await runJobs(again.reverse(), {
    child: await prepareChild(),
    text,
    onResult: (result) => {
      if (result.digest !== digests.get(keyOf(result))) different++;
    },
  });
  for (const { test, seed, failure } of failed.slice(0, SHOWN_MAX))
    print(`${test} seed ${seed}: ${failure?.rule ?? ''} ${failure?.message ?? ''}`);
  print(`${again.length} runs repeated in other processes, ${different} of them differed`);
  print(`${jobs.length - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 && different === 0 ? 0 : 1;
}

function keyOf({ test, seed }: Job): string {
  return `${test} ${seed}`;
}
