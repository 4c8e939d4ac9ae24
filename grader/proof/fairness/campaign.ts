/**
 * Runs designs on tests and seeds, records each run in a journal, and continues where it was stopped.
 */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Meter } from '../../command/meter';
import type { RunResult } from '../../judge/scenarios/run-result';
import { fileHashes } from '../../runs/grading/file-hashes';
import { type Job, prepareChild, type PreparedChild, runJobs } from '../../runs/pool/pool';
import { bundleOwn, bundlePrelude } from '../../world/realm/bundle';
import type { ProgramText } from '../../world/realm/program';
import { SEED_MAX } from '../../world/sim/seed';
import type { Variant } from '../variants';
import { Journal, type Judged, type Outcome, readJournal } from './fairness-journal';
import { type Fairness, judge } from './fairness-verdict';

/** How many seeds of a variant run in one child process before the next variant. */
const SEEDS_AT_ONCE = 4;

/**
 * If a test was inconclusive for a design on all seeds, it is tried on up to this many more, one by one.
 * Bad luck may explain one seed (2A/many-elections: about four in 1,000), but not this many.
 */
const SECOND_LOOKS_MAX = 10;

export interface FairnessOptions {
  readonly seeds: number;
  readonly first: number;
  /** The variants to run, and the folder of each. */
  readonly variants: readonly (Variant & { readonly folder: string })[];
  /** Ids of the tests. */
  readonly tests: readonly string[];
  readonly journal: string;
  readonly fresh: boolean;
  readonly print: (text: string) => void;
}

/** Some runs of one variant, for one child process. */
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
      `${variants.length} variants, ${options.tests.length} tests, seeds ${options.first} to ${options.first + options.seeds - 1}: ${done.size + left} runs, ${done.size} of them done before`,
    );
    const journal = new Journal(options.journal, judged);
    const run = async (portions: readonly Portion[], meter: Meter) =>
      runPortions(portions, texts, child, (outcome) => {
        journal.add(outcome);
        outcomes.push(outcome);
        meter.step(judge(variants, [outcome]).falseAlarms.length > 0);
      });
    await run(portions, new Meter(left, 'runs', 'failed', print));
    let verdict = judge(variants, outcomes);
    for (let look = 0; look < SECOND_LOOKS_MAX && verdict.neverConclusive.length > 0; look++) {
      const unsure = verdict.neverConclusive;
      const seed = (options.first + options.seeds + look) % (SEED_MAX + 1);
      print(`Inconclusive so far: ${unsure.length}. These are tried on seed ${seed} as well.`);
      await run(
        unsure.map(({ variant, test }) => ({ variant, jobs: [{ test, seed }] })),
        new Meter(unsure.length, 'runs', 'failed', print),
      );
      verdict = judge(variants, outcomes);
    }
    return verdict;
  } finally {
    child.dispose();
  }
}

async function textOf(folder: string, prelude: string): Promise<ProgramText> {
  const bundle = await bundleOwn(folder, prelude);
  if (Array.isArray(bundle))
    throw new Error(`${folder}: ${bundle.map(({ message }) => message).join('\n')}`);
  return bundle.text;
}

function hashOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

/** The journal's outcomes of the requested runs, each once. */
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

/** Goes seed by seed through all variants, so that an interrupted run has covered all of them. */
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

/** Each core runs one portion after the other. */
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
    ...{ variant, test, seed: Number(seed), status },
    ...(failure && { rule: failure.rule, message: failure.message }),
    ...(status === 'inconclusive' && { message: unreached.join('; ') }),
  };
}
