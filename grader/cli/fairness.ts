/**
 * `npm run fairness`: the reference and all correct variants must pass every test on every seed, but
 * for the points that a design gives up. Takes hours on many seeds, so it tells how far it is, and
 * after an interruption the same command goes on where it stopped.
 */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { type Job, prepareChild, type PreparedChild, runJobs } from '../runs/pool/pool';
import { bundleFolder, bundlePrelude } from '../world/realm/bundle';
import type { ProgramText } from '../world/realm/program';
import { CATALOGUE } from '../judge/scenarios/catalogue';
import type { RunResult } from '../judge/scenarios/run-result';
import { VARIANTS, type Variant } from '../proof/variants';
import { fileHashes } from '../runs/grading/file-hashes';
import { fitted } from '../report/plain';
import {
  Journal,
  type Judged,
  type Outcome,
  readJournal,
} from '../proof/fairness/fairness-journal';
import { type Fairness, isFair, judge, tell } from '../proof/fairness/fairness-verdict';

const ROOT = path.join(__dirname, '..', '..');
const REFERENCE: Variant = { name: 'reference', idea: 'The reference.', givesUp: [] };
/** So many seeds of a variant share a child process, then the next variant has its turn. */
const SEEDS_AT_ONCE = 4;
const PROGRESS_EVERY_MS = 2_000;

export interface FairnessOptions {
  readonly seeds: number;
  readonly first: number;
  /** Those variants, and the folder of each. */
  readonly variants: readonly (Variant & { readonly folder: string })[];
  /** Ids of the tests. */
  readonly tests: readonly string[];
  readonly journal: string;
  readonly fresh: boolean;
  readonly print: (text: string) => void;
}

/** Some seeds of one variant, for one child process. */
interface Portion {
  readonly variant: string;
  readonly jobs: readonly Job[];
}

export async function fairness(options: FairnessOptions): Promise<Fairness> {
  const { variants, print } = options;
  const prelude = await bundlePrelude();
  const child = await prepareChild();
  try {
    const texts = new Map<string, ProgramText>();
    for (const { name, folder } of variants) texts.set(name, await textOf(folder, prelude));
    const judged: Judged = {
      suite: hashOf(child.hash, prelude),
      variants: Object.fromEntries(
        variants.map(({ name, folder }) => [name, hashOf(JSON.stringify(fileHashes(folder)))]),
      ),
    };
    if (options.fresh) rmSync(options.journal, { force: true });
    const outcomes = relevant(await readJournal(options.journal, judged), options);
    const done = new Set(outcomes.map(keyOf));
    const portions = portionsOf(options, done);
    const left = portions.reduce((sum, { jobs }) => sum + jobs.length, 0);
    print(
      `${variants.length} variants, ${options.tests.length} tests, seeds ${options.first} to ${options.first + options.seeds - 1}: ${done.size + left} runs, ${done.size} of them done before\n`,
    );
    const journal = new Journal(options.journal, judged);
    const meter = new Meter(left, print);
    await runPortions(portions, texts, child, (outcome) => {
      journal.add(outcome);
      outcomes.push(outcome);
      meter.step(outcome.status === 'failed');
    });
    return judge(variants, outcomes);
  } finally {
    child.dispose();
  }
}

async function textOf(folder: string, prelude: string): Promise<ProgramText> {
  const bundle = await bundleFolder(folder, prelude);
  if (Array.isArray(bundle))
    throw new Error(`${folder}: ${bundle.map(({ message }) => message).join('\n')}`);
  return bundle.text;
}

function hashOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

/** What the journal knows of the runs that are wanted, each once. */
function relevant(outcomes: readonly Outcome[], options: FairnessOptions): Outcome[] {
  const { first, seeds } = options;
  const names = new Set(options.variants.map(({ name }) => name));
  const tests = new Set(options.tests);
  const wanted = outcomes.filter(
    ({ variant, test, seed }) =>
      names.has(variant) && tests.has(test) && seed >= first && seed < first + seeds,
  );
  return [...new Map(wanted.map((outcome) => [keyOf(outcome), outcome])).values()];
}

/** Seed by seed over all variants, so that an interrupted run has seen all of them. */
function portionsOf(options: FairnessOptions, done: ReadonlySet<string>): readonly Portion[] {
  const portions: Portion[] = [];
  const end = options.first + options.seeds;
  for (let from = options.first; from < end; from += SEEDS_AT_ONCE)
    for (const { name: variant } of options.variants) {
      const jobs: Job[] = [];
      for (let seed = from; seed < Math.min(end, from + SEEDS_AT_ONCE); seed++)
        for (const test of options.tests)
          if (!done.has(keyOf({ variant, test, seed }))) jobs.push({ test, seed });
      if (jobs.length > 0) portions.push({ variant, jobs });
    }
  return portions;
}

function keyOf({ variant, test, seed }: Pick<Outcome, 'variant' | 'test' | 'seed'>): string {
  return `${variant} ${test} ${seed}`;
}

/** On each core, one portion after the other. */
async function runPortions(
  portions: readonly Portion[],
  texts: ReadonlyMap<string, ProgramText>,
  child: PreparedChild,
  onOutcome: (outcome: Outcome) => void,
): Promise<void> {
  const waiting = [...portions];
  const core = async () => {
    for (let portion = waiting.shift(); portion; portion = waiting.shift()) {
      const { variant, jobs } = portion;
      const text = texts.get(variant);
      if (!text) throw new Error(`${variant} has not been bundled`);
      await runJobs(jobs, {
        child,
        text,
        workers: 1,
        onResult: (result) => onOutcome(outcomeOf(variant, result)),
      });
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, core));
}

export function outcomeOf(variant: string, result: RunResult): Outcome {
  const { test, seed, status, failure, unreached = [] } = result;
  return {
    ...{ variant, test, seed, status },
    ...(failure && { rule: failure.rule, message: failure.message }),
    ...(status === 'inconclusive' && { message: unreached.join('; ') }),
  };
}

class Meter {
  readonly #startedMs = performance.now();
  #toldMs = this.#startedMs;
  #done = 0;
  #failed = 0;

  constructor(
    private readonly planned: number,
    private readonly print: (text: string) => void,
  ) {}

  step(failed: boolean): void {
    this.#done++;
    if (failed) this.#failed++;
    const nowMs = performance.now();
    if (nowMs - this.#toldMs < PROGRESS_EVERY_MS && this.#done < this.planned) return;
    this.#toldMs = nowMs;
    const left = this.planned - this.#done;
    const minutes = ((nowMs - this.#startedMs) / this.#done) * left * (1 / 60_000);
    const line = `${this.#done} of ${this.planned} runs, ${this.#failed} failures, ${minutes.toFixed(1)} min left`;
    const end = this.#done === this.planned ? '\n' : '';
    this.print(process.stdout.isTTY ? `\r\u001b[2K${line}${end}` : `${line}\n`);
  }
}

const USAGE =
  'npm run fairness takes the words seeds=N (2000), from=N (1), only=VARIANT, tests=PART-OF-A-TEST-ID, journal=FILE (.raft-lab/fairness.jsonl), and fresh to begin anew';

/** Words alone: `seeds=2000 from=1 only=sticky tests=2B fresh`. */
export function readWords(words: readonly string[]): FairnessOptions | string {
  const given = new Map<string, string>();
  for (const word of words) {
    const match = /^(?:(seeds|from|only|tests|journal)=(.+)|(fresh))$/.exec(word);
    const name = match?.[1] ?? match?.[3];
    if (name === undefined) return `"${word}" is not understood. ${USAGE}`;
    given.set(name, match?.[2] ?? '');
  }
  const [seeds, first] = [Number(given.get('seeds') ?? 2_000), Number(given.get('from') ?? 1)];
  if (!Number.isInteger(seeds) || seeds < 1)
    return `seeds must be a whole number of at least 1. ${USAGE}`;
  if (!Number.isInteger(first) || first < 0)
    return `from must be a whole number of at least 0. ${USAGE}`;
  const all = [
    { ...REFERENCE, folder: path.join(ROOT, 'solutions', 'raft') },
    ...VARIANTS.map((variant) => ({ ...variant, folder: folderOf(variant) })),
  ];
  const only = given.get('only');
  const variants = all.filter(({ name }) => only === undefined || name === only);
  if (variants.length === 0)
    return `There is no variant "${only ?? ''}", only ${all.map(({ name }) => name).join(', ')}. ${USAGE}`;
  const part = given.get('tests') ?? '';
  const tests = CATALOGUE.map(({ id }) => id).filter((id) => id.includes(part));
  if (tests.length === 0) return `No test has "${part}" in its id. ${USAGE}`;
  const journal = path.resolve(
    process.env['INIT_CWD'] ?? process.cwd(),
    given.get('journal') ?? path.join(ROOT, '.raft-lab', 'fairness.jsonl'),
  );
  const print = (text: string) => process.stdout.write(fitted(text));
  return { seeds, first, variants, tests, journal, fresh: given.has('fresh'), print };
}

export function folderOf({ name }: Pick<Variant, 'name'>): string {
  return path.join(__dirname, '..', 'proof', 'variants', name);
}

async function main(): Promise<number> {
  // Ends by way of 'exit', where children and temporary files are seen to.
  process.once('SIGINT', () => process.exit(130));
  const options = readWords(process.argv.slice(2));
  if (typeof options === 'string') {
    process.stderr.write(`${fitted(options)}\n`);
    return 2;
  }
  const verdict = await fairness(options);
  options.print(tell(verdict));
  return isFair(verdict) ? 0 : 1;
}

if (require.main === module)
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
