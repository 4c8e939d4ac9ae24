/**
 * Grades a class: reads all submissions, skips those in the journal, and grades the rest, several at a
 * time, each in a process of its own. Every entry is in the journal before the next begins.
 */
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ClassRun, Entry } from './entry';
import {
  CalledOff,
  failedEntry,
  gradeOne,
  keyOf,
  ofNow,
  type Setting,
  Unsteady,
  whose,
} from './grade-one';
import type { Found, Handed } from './intake';
import { Journal, JOURNAL, readJournal } from './journal';
import { type Due, dueFor } from './regrade';

/** Attempts if the machine or the grader fails. */
const TRIES = 3;
const PAUSE_MS = 500;

export interface ClassObserver {
  reading(done: number, all: number): void;
  /** Called once, before the first submission is graded. */
  planned(due: readonly Due[], kept: readonly Entry[]): void;
  begun(id: string): void;
  retried(id: string, why: string): void;
  done(entry: Entry): void;
}

export interface ClassOptions {
  readonly found: readonly Found[];
  readonly setting: Setting;
  readonly run: ClassRun;
  /** The folder of the journal. */
  readonly out: string;
  /** Submissions in the results of the previous run. */
  readonly inResults?: ReadonlySet<string>;
  /** Stops after planning. */
  readonly planOnly: boolean;
  /** How many submissions are graded at a time; by default one per core. */
  readonly workers?: number;
  readonly signal: AbortSignal;
  readonly observer: ClassObserver;
  /** Sees the class before anything is graded, without scores, and may refuse it. */
  readonly foresee?: (ungraded: readonly Entry[]) => void;
}

export interface ClassOutcome {
  /** All graded submissions, in the order of their ids. */
  readonly entries: readonly Entry[];
  /** False if it was interrupted or only planned. */
  readonly complete: boolean;
}

export async function gradeClass(options: ClassOptions): Promise<ClassOutcome> {
  const { setting, run, out, observer, signal } = options;
  const known = await readJournal(path.join(out, JOURNAL));
  const last = new Map(known.entries.map((entry) => [entry.id, entry]));
  const entries = new Map<string, Entry>();
  const due: { readonly handed: Handed; readonly why: Due }[] = [];
  const renamed: Entry[] = [];
  const failures = new Map<string, string>();
  const ungraded: Entry[] = [];
  const found = [...options.found].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const [at, one] of found.entries()) {
    if (signal.aborted) return { entries: [], complete: false };
    const handed = await opened(one, failures);
    ungraded.push(unscored(handed, '', setting));
    const why = failures.has(one.id)
      ? { id: one.id, why: 'could not be read' }
      : known.edited?.includes(one.id)
        ? { id: one.id, why: 'its line in the journal was changed by hand' }
        : !last.has(one.id) && options.inResults?.has(one.id)
          ? { id: one.id, why: 'its line in the journal is missing' }
          : dueFor(one.id, keyOf(handed, setting), last.get(one.id), setting.limits.cpuSeconds);
    const old = last.get(one.id);
    if (why) due.push({ handed, why });
    else if (old) {
      const now = ofNow(old, handed);
      entries.set(one.id, now);
      // The platform's export has new data, for example a student who joined a group.
      if (!isDeepStrictEqual(whose(old), whose(now))) renamed.push(now);
    }
    observer.reading(at + 1, found.length);
  }
  options.foresee?.(ungraded);
  observer.planned(
    due.map(({ why }) => why),
    [...entries.values()],
  );
  if (options.planOnly) return { entries: inOrder(entries), complete: false };

  const journal = new Journal(out, run);
  for (const entry of renamed) journal.add(entry);
  // If one worker fails, for example because the disk is full, the others stop in good order.
  const failed = new AbortController();
  const either = { ...options, signal: AbortSignal.any([signal, failed.signal]) };
  const lane = async () => {
    for (let next = due.shift(); next; next = due.shift()) {
      const { handed } = next;
      observer.begun(handed.id);
      const entry = await persistently(handed, failures.get(handed.id), either);
      if (!entry) return;
      journal.add(entry);
      entries.set(entry.id, entry);
      observer.done(entry);
    }
  };
  try {
    const count = Math.min(options.workers ?? availableParallelism(), due.length);
    const lanes = Array.from({ length: count }, () =>
      lane().catch((thrown: unknown) => {
        failed.abort();
        due.length = 0;
        throw thrown;
      }),
    );
    const ended = await Promise.allSettled(lanes);
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
  } finally {
    journal.close();
  }
  return { entries: inOrder(entries), complete: !signal.aborted };
}

/** Opens a submission, with several attempts. A lasting failure goes into `failures`. */
async function opened(found: Found, failures: Map<string, string>): Promise<Handed> {
  for (let attempt = 1; ; attempt++)
    try {
      return await found.open();
    } catch (thrown) {
      if (attempt === TRIES) {
        failures.set(found.id, thrown instanceof Error ? thrown.message : String(thrown));
        return { ...found, files: new Map(), ignored: [], remarks: [] };
      }
      await pause();
    }
}

/** @returns undefined if the work was cancelled */
async function persistently(
  handed: Handed,
  unread: string | undefined,
  { setting, signal, observer }: ClassOptions,
): Promise<Entry | undefined> {
  const failed = (why: string) => unscored(handed, why, setting);
  if (unread !== undefined) return failed(`It could not be read: ${unread}`);
  for (let attempt = 1; ; attempt++)
    try {
      return await gradeOne(handed, setting, signal);
    } catch (thrown) {
      if (thrown instanceof CalledOff || signal.aborted) return undefined;
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      // Another attempt could only hide that the runs differ.
      if (attempt === TRIES || thrown instanceof Unsteady) return failed(why);
      observer.retried(handed.id, why);
      await pause();
    }
}

function unscored(handed: Handed, why: string, setting: Setting): Entry {
  const maxScore = setting.tests.reduce((sum, { points }) => sum + points, 0);
  return failedEntry(handed, keyOf(handed, setting), why, maxScore);
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

function inOrder(entries: ReadonlyMap<string, Entry>): readonly Entry[] {
  return [...entries.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
