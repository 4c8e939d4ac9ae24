/**
 * Runs one mutant against the tests of its stage as a student would, and tells what caught it. Knows
 * nothing of processes: a run is a function.
 *
 * The headline is what the student reads first: the first test in catalogue order that fails on any of
 * its default seeds, so each test before it runs on all of them. After it only directed tests are run, on
 * as many seeds as the headline needed: the others take long and say less. A run that had to be ended by
 * force ends the hunt, because each other would take as long.
 */
import type { Mutant } from './mutant';
import type { Scenario } from '../../judge/scenarios/scenario';
import { stageOf } from '../../judge/scenarios/scenario';

/** One run of one test, as far as it matters here. */
export interface Ran {
  /** The rule that broke; undefined when nothing failed. */
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
}

export interface Catch {
  /** The headline, and the directed tests after it that failed too, in catalogue order. */
  readonly kills: readonly Kill[];
  /** Of a mutant that its own stage lets pass: the first test of a later one that fails. */
  readonly later?: Kill;
}

/** @param seedsOf how many seeds a test runs on */
export async function hunt(
  mutant: Mutant,
  tests: readonly Scenario[],
  run: Run,
  seedsOf: (test: Scenario) => number = ({ seeds }) => seeds,
): Promise<Catch> {
  const kills: Kill[] = [];
  for (const test of tests.filter((test) => stageOf(test) === mutant.stage)) {
    if (kills[0] && !test.alone) continue;
    const seedsMax = kills[0] ? Math.min(kills[0].seed, seedsOf(test)) : seedsOf(test);
    const found = await firstFailure(test, seedsMax, run);
    if (found) kills.push(found.kill);
    if (found?.byForce) break;
  }
  if (kills.length > 0) return { kills };
  for (const test of tests.filter((test) => stageOf(test) > mutant.stage)) {
    const found = await firstFailure(test, seedsOf(test), run);
    if (found) return { kills, later: found.kill };
  }
  return { kills };
}

async function firstFailure(
  test: Scenario,
  seedsMax: number,
  run: Run,
): Promise<{ readonly kill: Kill; readonly byForce: boolean } | undefined> {
  for (let seed = 1; seed <= seedsMax; seed++) {
    const { rule, message, byForce } = await run(test.id, seed);
    if (rule !== undefined) return { kill: { test: test.id, seed, rule, message }, byForce };
  }
  return undefined;
}
