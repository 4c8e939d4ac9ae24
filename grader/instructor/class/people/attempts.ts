/** Which of a person's submissions counts. Pure. */
import { type Entry, exactScore, type Row } from '../entry';
import type { Matched } from './matched';
import type { Person } from './person';

/** Which submission counts if a person has several. */
export type Attempts = 'best' | 'last' | 'every';

/** A submission of a person. */
export interface Pair {
  readonly entry: Entry;
  readonly row: Row;
  readonly person: Person;
  readonly match: Matched;
}

/** @returns the submissions that count, or why that is unknown */
export function chosen(all: readonly Pair[], attempts: Attempts): readonly Pair[] | string {
  if (attempts === 'every') return all;
  if (attempts === 'best') {
    const worth = ({ row }: Pair) => exactScore(row) ?? -1;
    const most = Math.max(...all.map(worth));
    const best = all.filter((one) => worth(one) === most);
    const last = lastOf(best);
    return last ? [last] : best.slice(0, 1);
  }
  const last = lastOf(all);
  if (last) return [last];
  const names = all.map(({ row }) => row.submission ?? row.id).join(', ');
  return `several submissions (${names}), and it is not known which is the last: give times=, zone= or attempts=best`;
}

/** @returns undefined where that is unknown */
function lastOf(all: readonly Pair[]): Pair | undefined {
  const times = timesOf(all);
  const latest = Math.max(...times);
  const [last, ...others] = all.filter((_, at) => times[at] === latest);
  return times.some(Number.isNaN) || others.length > 0 ? undefined : last;
}

/** In the order of the attempts; not numbers where that is unknown. */
function timesOf(all: readonly Pair[]): readonly number[] {
  const known = [
    all.map(({ row }) => Date.parse(row.submittedAt ?? '')),
    all.map(uploadOf),
    localTimesOf(all),
  ];
  return known.find((times) => !times.some(Number.isNaN)) ?? [NaN];
}

/** Clocks are put back by an hour at most, or by three if a place changes its zone. */
const CLEARLY_LATER_MS = 3 * 60 * 60_000;

/** One platform writes all its times in one zone, so their order is known even if the zone is not. */
function localTimesOf(all: readonly Pair[]): readonly number[] {
  const times = all.map(({ entry: { submittedAt = '' } }) =>
    /T[\d:.]+$/.test(submittedAt) ? Date.parse(`${submittedAt}Z`) : NaN,
  );
  const [last = NaN, before = NaN] = times.toSorted((a, b) => b - a);
  return last - before > CLEARLY_LATER_MS ? times : [NaN];
}

/** Canvas numbers uploads in order. */
function uploadOf({ entry: { claim } }: Pair): number {
  return claim?.platform === 'canvas' && claim.upload !== '' ? Number(claim.upload) : NaN;
}
