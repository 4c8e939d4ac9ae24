/** Selects the rows of a trace to show. Rows that break the rule are always among them. */
import type { Micros } from '../../world/sim/time';
import type { TraceRow } from './rows';

export interface Choice {
  readonly from?: Micros;
  readonly to?: Micros;
  /** Rows that involve one of these servers. */
  readonly servers?: readonly number[];
  /** Rows with this text, ignoring case. */
  readonly find?: string;
  /** How many of the last rows are shown. */
  readonly last?: number;
  /** Only rows near those that break the rule. */
  readonly isAround: boolean;
}

const BEFORE = 12;
const AFTER = 4;

export function chosenRows(rows: readonly TraceRow[], choice: Choice): readonly TraceRow[] {
  const { from = 0, to = Infinity, servers, find, last = Infinity } = choice;
  const wanted = find?.toLowerCase();
  const near = choice.isAround ? neighbours(rows) : undefined;
  const first = rows.length - last;
  return rows.filter((row, i) => {
    if (row.witness) return true;
    if (row.atMicros < from || row.atMicros > to || i < first) return false;
    if (near && !near.has(i)) return false;
    if (servers && !row.parties.some((one) => servers.includes(one))) return false;
    return wanted === undefined || searched(row).includes(wanted);
  });
}

/** If nothing broke, the rows near the end. */
function neighbours(rows: readonly TraceRow[]): ReadonlySet<number> {
  const near = new Set<number>();
  const add = (at: number) => {
    for (let i = at - BEFORE; i <= at + AFTER; i++) near.add(i);
  };
  rows.forEach(({ witness }, i) => {
    if (witness) add(i);
  });
  if (near.size === 0) add(rows.length - 1);
  return near;
}

function searched({ server, text }: TraceRow): string {
  return (server === undefined ? text : `S${server} ${text}`).toLowerCase();
}
