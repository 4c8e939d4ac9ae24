/**
 * The last events of a run as rows for a person: who, when, what. Leaves out what carries no news, such
 * as heartbeats that changed nothing. Not the layout: that is terminal.ts.
 */
import type { Row } from '../scenarios/run-result';
import type { TraceEvent } from '../sim/trace';
import { arrivalText, serverOf, tell } from './tell';

const ROWS_MAX = 24;
const ROWS_BEFORE_WITNESS = 4;

export function timeline(
  events: readonly TraceEvent[],
  witness: readonly TraceEvent[],
): readonly Row[] {
  const rows: { row: Row; order: number }[] = [];
  const seen = new Set<number>();
  const add = (event: TraceEvent, row: Omit<Row, 'witness' | 'atMicros'> | undefined) => {
    const isWitness = witness.includes(event);
    if (!row && !isWitness) return;
    seen.add(event.order);
    rows.push({
      order: event.order,
      row: {
        atMicros: event.at,
        witness: isWitness,
        ...(row ?? { server: serverOf(event), text: arrivalText(event) }),
      },
    });
  };
  // A witness may be older than the events that are kept.
  const old = witness.filter((event) => !events.includes(event));
  for (const event of [...old, ...events]) add(event, tell(event));
  return shorten(merged(rows)).map(({ row }) => row);
}

/** A server that does the same thing again and again does it in one row. */
function merged<T extends { readonly row: Row }>(rows: readonly T[]): T[] {
  const kept: T[] = [];
  let times = 1;
  const same = (a: Row, b: Row) =>
    a.server === b.server && a.text === b.text && !a.witness && !b.witness;
  for (const [i, one] of rows.entries()) {
    const next = rows[i + 1]?.row;
    if (next && same(one.row, next)) {
      times++;
      continue;
    }
    const text = times === 1 ? one.row.text : `${one.row.text} (${times} times)`;
    kept.push({ ...one, row: { ...one.row, text } });
    times = 1;
  }
  return kept;
}

/** Keeps the end, the witness, and a few rows before each witness. */
function shorten<T extends { readonly row: Row }>(rows: readonly T[]): T[] {
  const keep = new Set<number>();
  rows.forEach(({ row }, i) => {
    if (!row.witness) return;
    for (let k = Math.max(0, i - ROWS_BEFORE_WITNESS); k <= i; k++) keep.add(k);
  });
  for (let i = rows.length - 1; i >= 0 && keep.size < ROWS_MAX; i--) keep.add(i);
  return rows.filter((_, i) => keep.has(i));
}
