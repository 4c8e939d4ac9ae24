/** Decides from the runs' outcomes whether all correct variants were judged fairly. Pure. */
import type { Variant } from '../variants';
import type { Outcome } from './fairness-journal';

/** Economy, budgets and fast backup: a correct design may lose these points. */
const FOR_SALE = /^(P\.4|B\.\d+|FB\.\d+)$/;

export interface Fairness {
  /** Correct Raft that was marked wrong. */
  readonly falseAlarms: readonly Outcome[];
  /** Failures that the variant's design accepts. */
  readonly givenUp: readonly Outcome[];
  /** Tests that were inconclusive for a variant on every seed. */
  readonly neverConclusive: readonly Outcome[];
  /** Tests that were declared as given up but passed on every seed that was run. */
  readonly neverGivenUp: readonly { readonly variant: string; readonly test: string }[];
  readonly passed: number;
}

export function isFair({ falseAlarms, neverConclusive }: Fairness): boolean {
  return falseAlarms.length === 0 && neverConclusive.length === 0;
}

export function judge(variants: readonly Variant[], outcomes: readonly Outcome[]): Fairness {
  const givesUp = new Map(variants.map(({ name, givesUp }) => [name, new Set(givesUp)]));
  const failed = outcomes.filter(({ status }) => status === 'failed');
  const isGivenUp = ({ variant, test, rule = '' }: Outcome) =>
    givesUp.get(variant)?.has(test) === true && FOR_SALE.test(rule);
  const conclusive = new Set(
    outcomes.filter(({ status }) => status !== 'inconclusive').map(pairOf),
  );
  const told = new Set<string>();
  const neverConclusive = outcomes.filter((outcome) => {
    if (conclusive.has(pairOf(outcome)) || told.has(pairOf(outcome))) return false;
    told.add(pairOf(outcome));
    return true;
  });
  const givenUp = failed.filter(isGivenUp);
  const pairsGivenUp = new Set(givenUp.map(pairOf));
  const pairsRun = new Set(outcomes.map(pairOf));
  const neverGivenUp = variants
    .flatMap(({ name, givesUp: tests }) => tests.map((test) => ({ variant: name, test })))
    .filter((pair) => pairsRun.has(pairOf(pair)) && !pairsGivenUp.has(pairOf(pair)));
  return {
    falseAlarms: failed.filter((outcome) => !isGivenUp(outcome)),
    givenUp,
    neverConclusive,
    neverGivenUp,
    passed: outcomes.filter(({ status }) => status === 'passed').length,
  };
}

function pairOf({ variant, test }: { readonly variant: string; readonly test: string }): string {
  return `${variant} ${test}`;
}

const SHOWN_MAX = 20;

/** The report: unfair results first, totals last. */
export function tell(fairness: Fairness): string {
  const { falseAlarms, givenUp, neverConclusive, neverGivenUp, passed } = fairness;
  const lines = [
    ...falseAlarms
      .slice(0, SHOWN_MAX)
      .map(
        ({ variant, test, seed, rule = '', message = '' }) =>
          `FALSE ALARM ${variant}: ${test} seed ${seed}: ${rule} ${message}`,
      ),
    ...(falseAlarms.length > SHOWN_MAX ? [`and ${falseAlarms.length - SHOWN_MAX} more`] : []),
    ...neverConclusive.map(
      ({ variant, test, message = '' }) =>
        `NEVER CONCLUSIVE ${variant}: ${test} has not reached on any seed: ${message}`,
    ),
    ...neverGivenUp.map(
      ({ variant, test }) => `Note: ${variant} may fail ${test}, but passed it each time.`,
    ),
    ...(givenUp.length > 0
      ? [`${givenUp.length} failures are in tests that their designs may fail`]
      : []),
    `${passed} passed, ${falseAlarms.length + neverConclusive.length} failed`,
  ];
  return `${lines.join('\n')}\n`;
}
