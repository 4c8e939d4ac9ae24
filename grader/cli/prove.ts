/**
 * `npm run prove`: a correct solution must pass every test on every seed, and the same run must be the
 * same everywhere. Runs many seeds with progress; each run in ten is repeated in another process and
 * compared by its digest.
 */
import path from 'node:path';
import { type Job, prepareChild, runJobs } from '../runs/pool/pool';
import { bundleFolder, bundlePrelude } from '../world/realm/bundle';
import { CATALOGUE } from '../judge/scenarios/catalogue';
import type { RunResult } from '../judge/scenarios/run-result';
import { fitted } from '../report/plain';

interface ProveOptions {
  readonly seeds: number;
  readonly first: number;
  readonly only: string;
  readonly folder: string;
}

const REPEAT_ONE_IN = 10;
const PROGRESS_EVERY_MS = 2_000;
const SHOWN_MAX = 20;

// Ends by way of 'exit', where children and temporary files are seen to.
process.once('SIGINT', () => process.exit(130));

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (typeof options === 'string') {
    process.stderr.write(`${fitted(options)}\n`);
    return 2;
  }
  const bundle = await bundleFolder(options.folder, await bundlePrelude());
  if (Array.isArray(bundle)) {
    process.stderr.write(`${bundle.map(({ message }) => message).join('\n')}\n`);
    return 2;
  }
  const tests = CATALOGUE.filter(({ id }) => id.includes(options.only));
  const jobs = Array.from({ length: options.seeds }, (_, i) => options.first + i).flatMap((seed) =>
    tests.map(({ id }): Job => ({ test: id, seed })),
  );
  process.stdout.write(
    `${tests.length} tests, seeds ${options.first} to ${options.first + options.seeds - 1}: ${jobs.length} runs\n`,
  );
  const failed: RunResult[] = [];
  const digests = new Map<string, string>();
  const progress = meter(jobs.length);
  await runJobs(jobs, {
    child: await prepareChild(),
    text: bundle.text,
    onResult: (result) => {
      if (result.failure) failed.push(result);
      if (result.seed % REPEAT_ONE_IN === 0) digests.set(keyOf(result), result.digest);
      progress(failed.length);
    },
  });
  const again = jobs.filter((job) => digests.has(keyOf(job)));
  let different = 0;
  await runJobs(again.reverse(), {
    child: await prepareChild(),
    text: bundle.text,
    onResult: (result) => {
      if (result.digest !== digests.get(keyOf(result))) different++;
    },
  });
  for (const { test, seed, failure } of failed.slice(0, SHOWN_MAX))
    process.stdout.write(
      `${fitted(`${test} seed ${seed}: ${failure?.rule ?? ''} ${failure?.message ?? ''}`)}\n`,
    );
  process.stdout.write(
    `${again.length} runs repeated in other processes, ${different} of them differed\n` +
      `${jobs.length - failed.length} passed, ${failed.length} failed\n`,
  );
  return failed.length === 0 && different === 0 ? 0 : 1;
}

function keyOf({ test, seed }: Job): string {
  return `${test} ${seed}`;
}

function meter(planned: number): (failed: number) => void {
  const startedMs = performance.now();
  let done = 0;
  let toldMs = startedMs;
  return (failed) => {
    done++;
    const nowMs = performance.now();
    if (nowMs - toldMs < PROGRESS_EVERY_MS && done < planned) return;
    toldMs = nowMs;
    const leftMinutes = ((nowMs - startedMs) / done) * (planned - done) * (1 / 60_000);
    const line = `${done} of ${planned} runs, ${failed} failed, ${leftMinutes.toFixed(1)} min left`;
    process.stdout.write(process.stdout.isTTY ? `\r\u001b[2K${line}` : `${line}\n`);
    if (done === planned && process.stdout.isTTY) process.stdout.write('\n');
  };
}

/** Words alone: `seeds=1000 from=1 only=2C dir=PATH`. */
function readOptions(words: readonly string[]): ProveOptions | string {
  const usage =
    'npm run prove takes the words seeds=N (1000), from=N (1), only=PART-OF-A-TEST-ID, dir=FOLDER (solutions/raft)';
  const given = new Map<string, string>();
  for (const word of words) {
    const match = /^(seeds|from|only|dir)=(.+)$/.exec(word);
    if (!match?.[1] || match[2] === undefined) return `"${word}" is not understood. ${usage}`;
    given.set(match[1], match[2]);
  }
  const [seeds, first] = [Number(given.get('seeds') ?? 1_000), Number(given.get('from') ?? 1)];
  if (!Number.isInteger(seeds) || seeds < 1)
    return `seeds must be a whole number of at least 1. ${usage}`;
  if (!Number.isInteger(first) || first < 0)
    return `from must be a whole number of at least 0. ${usage}`;
  const only = given.get('only') ?? '';
  if (!CATALOGUE.some(({ id }) => id.includes(only)))
    return `No test has "${only}" in its id. ${usage}`;
  const folder = path.resolve(
    process.env['INIT_CWD'] ?? process.cwd(),
    given.get('dir') ?? path.join(__dirname, '..', '..', 'solutions', 'raft'),
  );
  return { seeds, first, only, folder };
}

main().then(
  (exit) => {
    process.exitCode = exit;
  },
  (thrown: unknown) => {
    process.stderr.write(
      `${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}\n`,
    );
    process.exitCode = 3;
  },
);
