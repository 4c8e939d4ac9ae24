/**
 * Runs one mutant against the tests of its stage, as a student would, and reports what caught it. It knows
 * nothing of processes: a run is a function.
 *
 * The headline is what the student reads first: the first test in catalogue order that fails on any of its
 * default seeds, so each test before it runs on all of them.
 *
 * A storm catches a mistake only by luck, and so may a directed test. So from the headline on, directed tests that
 * fail run on their other seeds, too, until one fails on all of them. A run that had to be killed ends the hunt,
 * because each further run would take as long.
 */
import type { Mutant } from './mutant';
import type { Scenario } from '../../judge/scenarios/scenario';
import { stageOf } from '../../judge/scenarios/scenario';

/** The relevant results of one run of one test. */
export interface Ran {
  /** The rule that broke; undefined if the run passed. */
  readonly rule: string | undefined;
  readonly message: string;
  readonly byForce: boolean;
}

export type Run = (test: string, seed: number) => Promise<Ran>;

/** A test that failed, and the first seed on which it did. */
export interface Kill {
  readonly test: string;
  readonly seed: number;
  readonly rule: string;
  readonly message: string;
  /** Whether the run had to be killed. */
  readonly byForce: boolean;
}

/** On how many of its seeds a test fails. */
export interface Sureness {
  readonly test: string;
  readonly failed: number;
  readonly seeds: number;
}

export interface Catch {
  /** What the student reads first; undefined if the mutant passes its own stage. */
  readonly headline?: Kill;
  /**
   * The directed test that fails on the largest share of its seeds, of those until the first that fails on all;
   * undefined if only storms catch the mutant.
   */
  readonly directed?: Sureness;
  /** If the mutant passes its own stage: the first failing test of a later stage. */
  readonly later?: Kill;
}

/** @param seedsOf returns the number of seeds of a test */
export async function hunt(
  mutant: Mutant,
  tests: readonly Scenario[],
  run: Run,
  seedsOf: (test: Scenario) => number = ({ seeds }) => seeds,
): Promise<Catch> {
  const own = tests.filter((test) => stageOf(test) === mutant.stage);
  const headline = await firstKill(own, run, seedsOf);
  if (headline) {
    const from = own.findIndex(({ id }) => id === headline.test);
    const directed = await surest(headline, own.slice(from), run, seedsOf);
    return { headline, ...(directed && { directed }) };
  }
  const later = await firstKill(
    tests.filter((test) => stageOf(test) > mutant.stage),
    run,
    seedsOf,
  );
  return later ? { later } : {};
}

async function firstKill(
  tests: readonly Scenario[],
  run: Run,
  seedsOf: (test: Scenario) => number,
): Promise<Kill | undefined> {
  for (const test of tests) {
    const found = await firstFailure(test, seedsOf(test), run);
    if (found) return found;
  }
  return undefined;
}

/** @param tests from the headline on; each runs at first on as many seeds as the headline needed */
async function surest(
  headline: Kill,
  tests: readonly Scenario[],
  run: Run,
  seedsOf: (test: Scenario) => number,
): Promise<Sureness | undefined> {
  let best: Sureness | undefined;
  for (const test of tests.filter(({ alone }) => alone)) {
    const isHeadline = test.id === headline.test;
    if (headline.byForce && !isHeadline) break;
    const kill = isHeadline
      ? headline
      : await firstFailure(test, Math.min(headline.seed, seedsOf(test)), run);
    if (!kill) continue;
    const sureness = await surenessOf(kill, test, run, seedsOf(test));
    if (!best || shareOf(sureness) > shareOf(best)) best = sureness;
    if (isSure(best)) break;
  }
  return best;
}

/** The test has already failed on its first failing seed. After a killed run, no other seed is tried. */
async function surenessOf(kill: Kill, test: Scenario, run: Run, seeds: number): Promise<Sureness> {
  if (kill.byForce) return { test: test.id, failed: 1, seeds: 1 };
  let failed = 1;
  for (let seed = kill.seed + 1; seed <= seeds; seed++)
    if ((await run(test.id, seed)).rule !== undefined) failed++;
  return { test: test.id, failed, seeds };
}

export function isSure({ failed, seeds }: Sureness): boolean {
  return failed === seeds;
}

function shareOf({ failed, seeds }: Sureness): number {
  return failed / seeds;
}

async function firstFailure(test: Scenario, seedsMax: number, run: Run): Promise<Kill | undefined> {
  for (let seed = 1; seed <= seedsMax; seed++) {
    const { rule, message, byForce } = await run(test.id, seed);
    if (rule !== undefined) return { test: test.id, seed, rule, message, byForce };
  }
  return undefined;
}
