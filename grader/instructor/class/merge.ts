/**
 * Merges the parts of a class run from several machines. Pure, associative, commutative and idempotent: the
 * result does not depend on who merges which parts in which order, or how often.
 */
import { isRecord } from '../../report/is-record';
import type { ClassRun, Entry } from './entry';

export interface Part {
  readonly run: ClassRun;
  readonly entries: readonly Entry[];
}

interface Unmergeable {
  readonly problem: string;
}

/** What must be the same in all parts, in the order in which differences are reported. */
const SAME: readonly (readonly [string, (run: ClassRun) => unknown])[] = [
  ['format', ({ schema }) => schema],
  ['assignment', ({ assignment }) => assignment],
  ['stage', ({ stage }) => stage],
  ['kit version', ({ kitVersion }) => kitVersion],
  ['grader (hash of its code)', ({ suiteHash }) => suiteHash],
  ['number of public seeds', ({ seeds }) => seeds.shown],
  ['number of hidden seeds', ({ seeds }) => seeds.hidden],
  ['commitment to the hidden seeds', ({ seeds }) => seeds.commitment ?? 'none'],
  ['choice of hidden seeds', ({ seeds }) => seeds],
];
const SHOWN_CHARS_MAX = 80;

/** Entries are ordered by id. */
export function mergeRuns(parts: readonly Part[]): Part | Unmergeable {
  const [first, ...others] = parts;
  if (!first) return { problem: 'There is nothing to merge.' };
  let run = first.run;
  for (const other of others) {
    const problem = difference(run, other.run);
    if (problem !== undefined) return { problem };
    run = earlier(run, other.run);
  }
  const merged = new Map<string, Entry>();
  for (const entry of parts.flatMap(({ entries }) => entries)) {
    const known = merged.get(entry.id);
    const one = known === undefined ? entry : oneOf(known, entry);
    if ('problem' in one && !('id' in one)) return one;
    merged.set(entry.id, one);
  }
  return { run, entries: [...merged.values()].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

/** The first reason why the two are not parts of one run. */
function difference(a: ClassRun, b: ClassRun): string | undefined {
  for (const [name, of] of SAME) {
    const [here, there] = [canonical(of(a)), canonical(of(b))];
    if (here === there) continue;
    return `These are not parts of one run. They differ in the ${name}: ${differing(of(a), of(b))}.`;
  }
  return undefined;
}

/** Of counts per test, only the first difference. */
function differing(a: unknown, b: unknown): string {
  if (!isRecord(a) || !isRecord(b)) return `${shown(a)} and ${shown(b)}`;
  const name = [...Object.keys(a), ...Object.keys(b)]
    .sort()
    .find((key) => canonical(a[key]) !== canonical(b[key]));
  if (name === undefined) return 'all of it';
  return `${name} ${shown(a[name])} and ${shown(b[name])}`;
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (canonical(value) ?? 'none');
  return text.length > SHOWN_CHARS_MAX ? `${text.slice(0, SHOWN_CHARS_MAX)} …` : text;
}

/** The run began when its first part began. */
function earlier(a: ClassRun, b: ClassRun): ClassRun {
  const ms = Date.parse(a.gradedAt) - Date.parse(b.gradedAt);
  if (ms !== 0) return ms < 0 ? a : b;
  return isAtMost(a, b) ? a : b;
}

/** Certain results take precedence over uncertain ones. */
const WEIGHT: Readonly<Record<Entry['standing'], number>> = {
  graded: 2,
  unusable: 2,
  unreadable: 1,
  error: 0,
  missing: 0,
};

/** @returns the entry that counts, or a problem if both are certain and differ */
function oneOf(a: Entry, b: Entry): Entry | Unmergeable {
  const weight = WEIGHT[a.standing] - WEIGHT[b.standing];
  if (weight !== 0) return weight > 0 ? a : b;
  if (WEIGHT[a.standing] === WEIGHT.graded && verdictOf(a) !== verdictOf(b))
    return { problem: contradiction(a, b) };
  return isAtMost(a, b) ? a : b;
}

/** Two results are the same if submission, grader and verdict are. */
function verdictOf({ key, standing, score, maxScore, tests }: Entry): string | undefined {
  return canonical([key, standing, score, maxScore, tests]);
}

function contradiction(a: Entry, b: Entry): string {
  const id = JSON.stringify(a.id.slice(0, SHOWN_CHARS_MAX));
  const scores = [a, b].map(({ score, maxScore }) => `${score ?? 'none'} of ${maxScore}`).sort();
  const why =
    a.key.submission === b.key.submission
      ? canonical(a.key) === canonical(b.key)
        ? 'of the same files on the same seeds, which must not happen. Grade it again alone.'
        : 'of the same files, graded in two ways.'
      : 'of different files: it was handed in again between the two. Grade it again, and leave the older folder out.';
  return `${id} has two results (${scores.join(' and ')}), ${why}`;
}

/** A total order, so that the choice between equal results does not depend on their order. */
function isAtMost(a: unknown, b: unknown): boolean {
  return (canonical(a) ?? '') <= (canonical(b) ?? '');
}

/** JSON with sorted keys. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, part: unknown) =>
    isRecord(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
