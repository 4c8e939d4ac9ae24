/**
 * The instructor's manual decisions: a CSV of id, score, reason and by. A score is a number, a change such
 * as +5 or -2.5, or EX for a student who is excused. The file is separate from the results, so that regrading does not lose it. Pure.
 */
import { plain } from '../../report/plain';
import { same } from './people/person';
import { readTable } from './people/table';

export interface Override {
  readonly id: string;
  /** Number of the line in the file, from 1. */
  readonly line: number;
  /** The new score, or the change to add. */
  readonly score:
    { readonly kind: 'points' | 'change'; readonly value: number } | { readonly kind: 'excused' };
  readonly reason: string;
  readonly by: string;
}

const COLUMNS = ['id', 'score', 'reason', 'by'] as const;
/** As Canvas writes it, or in full. */
const EXCUSED = /^(ex|excused)$/i;
const POINTS = /^([+-]?)(\d{1,6}(?:\.\d{1,2})?)$/;

export function parseOverrides(text: string): readonly Override[] | { readonly problem: string } {
  const table = readTable(text);
  if ('problem' in table) return table;
  const head = table.head.map(same);
  const missing = COLUMNS.find((name) => !head.includes(name));
  if (missing !== undefined)
    return { problem: `there is no column ${missing}. The first line is: ${COLUMNS.join(',')}` };
  const found: Override[] = [];
  for (const [at, cells] of table.lines.entries()) {
    const cell = (name: (typeof COLUMNS)[number]) => (cells[head.indexOf(name)] ?? '').trim();
    const line = table.numbers[at] ?? 0;
    const wrong = (what: string) => ({ problem: `line ${line}: ${what}` });
    const empty = COLUMNS.find((name) => cell(name) === '');
    if (empty !== undefined)
      return wrong(
        `the ${empty} is missing: each change needs an id, a score, a reason and its author.`,
      );
    const [, sign, digits] = POINTS.exec(cell('score')) ?? [];
    const isExcused = EXCUSED.test(cell('score'));
    if (digits === undefined && !isExcused) return wrong(noScore(cell('score')));
    const id = cell('id');
    const before = found.find((one) => same(one.id) === same(id));
    if (before) return wrong(`${plain(id, 80)} is changed in line ${before.line} already.`);
    found.push({
      ...{ id, line },
      score: isExcused
        ? { kind: 'excused' }
        : {
            kind: sign === '' ? 'points' : 'change',
            value: Number(digits) * (sign === '-' ? -1 : 1),
          },
      reason: cell('reason'),
      by: cell('by'),
    });
  }
  return found;
}

function noScore(cell: string): string {
  const dotted = cell.replace(',', '.');
  const advice = POINTS.test(dotted) ? ` Write ${dotted}, with a point.` : '';
  if (/^[+-]?\d+\.\d{3,}$/.test(cell)) return `${cell} has more than two decimals.`;
  return `${JSON.stringify(plain(cell, 40))} is not a score such as 85, +5 or -2.5, or EX for excused.${advice}`;
}

/** @param counted the score without the decision; a change has no effect without a score */
export function pointsAfter(
  override: Override,
  counted: number | null,
  maxScore: number,
): number | undefined {
  const wanted = wantedBy(override, counted);
  return wanted === undefined ? undefined : Math.min(maxScore, Math.max(0, wanted));
}

/** @returns undefined for a change to a missing score; the result may be above the maximum */
export function wantedBy({ score }: Override, counted: number | null): number | undefined {
  if (score.kind === 'excused') return undefined;
  if (score.kind === 'points') return score.value;
  return counted === null ? undefined : counted + score.value;
}
