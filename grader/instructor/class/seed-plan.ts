/** Which seeds a class is graded on: public ones, and hidden ones that no student knows. */
import { publicSeeds, type Seeds } from '../../runs/grading/grade-folder';
import type { Scenario } from '../../judge/scenarios/scenario';
import type { ClassRun } from './entry';
import { commitmentOf, hiddenSeeds } from './seeds';

export interface SeedPlan {
  /** Public seeds of each test, at most; `all` are those of `npm run grade`. */
  readonly shown: number | 'all';
  readonly hidden?: {
    /** Of the assignment, made from the secret. */
    readonly key: Buffer;
    /** Seeds of each test. */
    readonly count: number;
    /** Other seeds for each submission. */
    readonly own: boolean;
  };
}

/** One run of a directed test shows nearly all that it can show, and so little is spent on more. */
export const USUAL_COUNTS = { shown: 1, hidden: 1 } as const;

export function seedsBy(plan: SeedPlan): (submission: string) => (test: Scenario) => Seeds {
  return (submission) => (test) => {
    const { shown } = publicSeeds(
      plan.shown === 'all' ? test.seeds : Math.min(plan.shown, test.seeds),
    );
    if (!plan.hidden) return { shown, hidden: [] };
    const { key, count, own } = plan.hidden;
    const whose = own ? { submission } : {};
    return { shown, hidden: hiddenSeeds(key, { ...whose, test: test.id, count }) };
  };
}

/** What may be told of the plan; says nothing of the secret. */
export function toldOf(plan: SeedPlan, tests: readonly Scenario[]): ClassRun['seeds'] {
  const seedsOf = seedsBy(plan)('');
  const counts = (which: keyof Seeds) =>
    Object.fromEntries(tests.map((test) => [test.id, seedsOf(test)[which].length]));
  return {
    shown: counts('shown'),
    hidden: counts('hidden'),
    ...(plan.hidden && { commitment: commitmentOf(plan.hidden.key), own: plan.hidden.own }),
  };
}
