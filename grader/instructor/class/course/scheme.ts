/** Converts the points of tests to points of the assignment: weights of stages, scale, caps. Pure. */
import { type Stage, STAGES } from '../../../contract';
import type { Row, Weighed } from '../entry';
import { exactIf, rounded } from '../rounded';

export interface Cap {
  /** The highest share of all points. */
  readonly percent: number;
  readonly rules: readonly string[];
}

export interface Scheme {
  /** The weights of the graded stages. Only their ratio matters. */
  readonly weights: Readonly<Partial<Record<Stage, number>>>;
  /** The points of the whole assignment. */
  readonly points: number;
  readonly caps: readonly Cap[];
}

/** The row with its score in points of the assignment. */
export function weighed(row: Row, scheme: Scheme): Row {
  const { points } = scheme;
  const { score, maxScore, tests } = row;
  if (score === null) return { ...row, maxScore: points };
  const whole = points * (tests.length === 0 ? 0 : shareOf(row, scheme));
  const cap = strictest(row, scheme);
  const most = cap === undefined ? points : (points * cap.percent) / 100;
  const isCapped = cap !== undefined && whole > most;
  const about: Weighed = {
    score,
    maxScore,
    weights: weightWords(scheme),
    ...(isCapped && { cap: { percent: cap.percent, rules: brokenBy(row, cap) } }),
  };
  const exact = Math.min(whole, most);
  return { ...row, score: rounded(exact), maxScore: points, weighed: about, ...exactIf(exact) };
}

/** The weighted share of points, from 0 to 1. */
function shareOf({ tests }: Row, { weights }: Scheme): number {
  let [got, all] = [0, 0];
  for (const stage of STAGES) {
    const weight = weights[stage] ?? 0;
    const own = tests.filter((test) => test.stage === stage);
    const most = own.reduce((sum, { maxPoints }) => sum + maxPoints, 0);
    if (most === 0) continue;
    got += (weight * own.reduce((sum, { points }) => sum + points, 0)) / most;
    all += weight;
  }
  return all === 0 ? 0 : got / all;
}

function strictest(row: Row, { caps }: Scheme): Cap | undefined {
  return [...caps]
    .filter((cap) => brokenBy(row, cap).length > 0)
    .sort((a, b) => a.percent - b.percent)[0];
}

/** Code that is not written yet does not count as a broken rule. */
function brokenBy({ tests }: Row, { rules }: Cap): readonly string[] {
  const broken = tests.flatMap(({ status, rule }) =>
    status === 'failed' && rule !== undefined && rules.includes(rule) ? [rule] : [],
  );
  return [...new Set(broken)].sort();
}

function weightWords({ weights }: Scheme): string {
  const named = STAGES.filter((stage) => weights[stage] !== undefined);
  if (named.length < 2) return '';
  return named.map((stage) => `${stage} ${weights[stage] ?? 0}`).join(', ');
}
