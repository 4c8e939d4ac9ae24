/** Statistics of a class, in whole numbers where possible, so that the bytes never differ. */
import type { TestStatus } from '../../../report/result';
import type { ClassTest, Row, Standing } from '../entry';
import { byCodeUnits } from './pieces';

const STANDINGS: readonly Standing[] = ['graded', 'unusable', 'unreadable', 'error', 'missing'];

export interface Scored extends Row {
  readonly score: number;
}

export function scored(rows: readonly Row[]): readonly Scored[] {
  return rows.filter((row): row is Scored => row.score !== null);
}

export function byStanding(
  rows: readonly Row[],
): readonly { readonly standing: Standing; readonly many: number }[] {
  return STANDINGS.map((standing) => ({
    standing,
    many: rows.filter((row) => row.standing === standing).length,
  })).filter(({ standing, many }) => many > 0 || standing === 'graded');
}

export const BINS = 10;

/**
 * How many submissions have 0 to under 10 percent of the points, and so on; full points are in the last
 * bin.
 */
export function distribution(rows: readonly Scored[]): readonly number[] {
  const bins = Array.from({ length: BINS }, () => 0);
  for (const { score, maxScore } of rows) {
    const share = maxScore > 0 ? Math.floor((score * BINS) / maxScore) : 0;
    const bin = Math.min(BINS - 1, Math.max(0, share));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return bins;
}

interface Middle {
  readonly mean: number;
  readonly median: number;
  readonly least: number;
  readonly most: number;
  /** Lower quartile, as spreadsheets compute it. */
  readonly lower: number;
  readonly upper: number;
  /** Standard deviation of the class as a whole population, not a sample. */
  readonly deviation: number;
}

export function middle(scores: readonly number[]): Middle | undefined {
  const sorted = [...scores].sort((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? 0;
  const { length } = sorted;
  if (length === 0) return undefined;
  const mean = sorted.reduce((sum, score) => sum + score, 0) / length;
  const quantile = (part: number) => {
    const place = part * (length - 1);
    const below = Math.floor(place);
    return at(below) + (place - below) * (at(Math.min(below + 1, length - 1)) - at(below));
  };
  return {
    mean,
    lower: quantile(0.25),
    upper: quantile(0.75),
    deviation: Math.sqrt(sorted.reduce((sum, score) => sum + (score - mean) ** 2, 0) / length),
    median: (at(Math.floor((length - 1) / 2)) + at(Math.floor(length / 2))) / 2,
    least: at(0),
    most: at(length - 1),
  };
}

interface RuleCount {
  readonly rule: string;
  /** Submissions in which a test failed because of this rule. */
  readonly broke: number;
  /** Submissions in which the code for this rule is not written yet. */
  readonly todo: number;
  /** Ids of the submissions that broke it. */
  readonly who: readonly string[];
  /** Tests in which it broke, sorted. */
  readonly tests: readonly string[];
}

/** The rules that most submissions broke come first. */
export function ruleCounts(rows: readonly Row[]): readonly RuleCount[] {
  const found = new Map<string, { broke: Set<string>; todo: Set<string>; tests: Set<string> }>();
  for (const { id, tests } of rows) {
    for (const { status, rule, id: test } of tests) {
      if (rule === undefined || (status !== 'failed' && status !== 'todo')) continue;
      const counts = found.get(rule) ?? { broke: new Set(), todo: new Set(), tests: new Set() };
      found.set(rule, counts);
      counts[status === 'failed' ? 'broke' : 'todo'].add(id);
      if (status === 'failed') counts.tests.add(test);
    }
  }
  return [...found]
    .map(([rule, { broke, todo, tests }]) => ({
      rule,
      broke: broke.size,
      who: [...broke].sort(byCodeUnits),
      todo: todo.size,
      tests: [...tests].sort(byCodeUnits),
    }))
    .sort((a, b) => b.broke - a.broke || b.todo - a.todo || byCodeUnits(a.rule, b.rule));
}

interface TestCount {
  readonly id: string;
  readonly title: string;
  readonly judged: number;
  readonly by: Readonly<Record<TestStatus, number>>;
  /** Submissions that failed only on hidden seeds. */
  readonly hiddenOnly: number;
}

/** The hardest tests first: those with the lowest share of passes among judged submissions. */
export function testCounts(rows: readonly Row[]): readonly TestCount[] {
  const all = new Map<string, ClassTest[]>();
  for (const test of rows.flatMap(({ tests }) => tests)) {
    const same = all.get(test.id);
    if (same) same.push(test);
    else all.set(test.id, [test]);
  }
  return [...all]
    .map(([id, tests]) => {
      const many = (status: TestStatus) => tests.filter((test) => test.status === status).length;
      const by = {
        passed: many('passed'),
        failed: many('failed'),
        todo: many('todo'),
        inconclusive: many('inconclusive'),
        blocked: many('blocked'),
        error: many('error'),
      };
      return {
        id,
        title: tests[0]?.title ?? '',
        judged: tests.length - by.error,
        by,
        hiddenOnly: tests.filter(isHiddenOnly).length,
      };
    })
    .sort((a, b) => a.by.passed * b.judged - b.by.passed * a.judged || byCodeUnits(a.id, b.id));
}

function isHiddenOnly({ status, hidden, seedsRun, seedsFailed }: ClassTest): boolean {
  if (status !== 'failed' || !hidden || hidden.run === seedsRun) return false;
  return hidden.failed > 0 && hidden.failed === seedsFailed;
}
