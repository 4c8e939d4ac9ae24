/** Which seeds a class is graded on: public ones, and hidden ones that no student knows. */
import { publicSeeds, type Seeds, SPARE } from '../../runs/grading/seeds';
import type { Scenario } from '../../judge/scenarios/scenario';
import type { ClassRun } from './entry';
import { commitmentOf, hiddenSeeds } from './hidden-seeds';

export interface SeedPlan {
  /** The most public seeds per test; `all` means those of `npm run grade`. */
  readonly shown: number | 'all';
  readonly hidden?: {
    /** The assignment's key, derived from the secret. */
    readonly key: Buffer;
    /** Number of hidden seeds per test. */
    readonly count: number;
    /** Whether each submission has seeds of its own. */
    readonly own: boolean;
  };
}

/**
 * One run of a directed test shows nearly everything it can show, so more runs are rarely worth their time. The
 * hidden one decides; where it fails, a public one shows the student why.
 */
export const USUAL_COUNTS = { shown: 0, hidden: 1 } as const;
/** Where there are no hidden seeds, or where students wait for their results before those may be told. */
export const USUAL_SHOWN = 1;

/** The first seed of `npm run grade`, which the student has seen. */
const SHOWING = 1;

export function seedsBy(plan: SeedPlan): (submission: string) => (test: Scenario) => Seeds {
  return (submission) => (test) => {
    const open = publicSeeds(plan.shown === 'all' ? test.seeds : Math.min(plan.shown, test.seeds));
    if (!plan.hidden) return open;
    const { key, count, own } = plan.hidden;
    const whose = own ? { submission } : {};
    const all = hiddenSeeds(key, { ...whose, test: test.id, count: count + SPARE });
    return {
      shown: open.shown,
      hidden: all.slice(0, count),
      spare: all.slice(count),
      ...(open.shown.length === 0 && { showing: SHOWING }),
    };
  };
}

/** The public part of the plan. It reveals nothing about the secret. */
export function toldOf(plan: SeedPlan, tests: readonly Scenario[]): ClassRun['seeds'] {
  const seedsOf = seedsBy(plan)('');
  const counts = (which: 'shown' | 'hidden') =>
    Object.fromEntries(tests.map((test) => [test.id, seedsOf(test)[which].length]));
  return {
    shown: counts('shown'),
    hidden: counts('hidden'),
    ...(plan.hidden && { commitment: commitmentOf(plan.hidden.key), own: plan.hidden.own }),
  };
}
