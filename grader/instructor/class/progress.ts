/**
 * Writes progress.json beside the results, for a page or a script that follows a run from elsewhere. It is
 * not a record: the journal has the results.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Entry } from './entry';
import type { ClassObserver } from './run';

export const PROGRESS = 'progress.json';

interface Progress {
  readonly schema: 'raft-lab/progress/1';
  readonly state: 'reading' | 'grading' | 'interrupted' | 'done';
  readonly startedAt: string;
  /** If this is some minutes old while the state is `grading`, the command is no longer running. */
  readonly updatedAt: string;
  readonly read: number;
  readonly submissions: number;
  /** Of the submissions, those that an earlier run graded and that are unchanged. */
  readonly kept: number;
  readonly toGrade: number;
  readonly graded: number;
  /** Of the graded ones, those without a score, which the instructor should check. */
  readonly withoutScore: number;
  readonly underWay: readonly { readonly id: string; readonly since: string }[];
  /** An estimate; null before the first submission is graded. */
  readonly secondsLeft: number | null;
}

export class ProgressFile implements ClassObserver {
  readonly #began: Date;
  readonly #underWay = new Map<string, string>();
  #gradingSince = 0;
  #now: Omit<Progress, 'schema' | 'startedAt' | 'updatedAt' | 'underWay' | 'secondsLeft'> = {
    state: 'reading',
    ...{ read: 0, submissions: 0, kept: 0, toGrade: 0, graded: 0, withoutScore: 0 },
  };

  /** @param clock replaced in tests */
  constructor(
    private readonly out: string,
    private readonly clock: () => Date = () => new Date(),
  ) {
    this.#began = clock();
  }

  reading(read: number, submissions: number): void {
    this.#tell({ read, submissions });
  }

  planned(due: readonly unknown[], kept: readonly unknown[]): void {
    this.#gradingSince = this.clock().getTime();
    this.#tell({ state: 'grading', toGrade: due.length, kept: kept.length });
  }

  begun(id: string): void {
    this.#underWay.set(id, this.clock().toISOString());
    this.#tell({});
  }

  retried(): void {
    this.#tell({});
  }

  done({ id, score }: Pick<Entry, 'id' | 'score'>): void {
    this.#underWay.delete(id);
    const { graded, withoutScore } = this.#now;
    this.#tell({ graded: graded + 1, withoutScore: withoutScore + (score === null ? 1 : 0) });
  }

  end(state: 'interrupted' | 'done'): void {
    this.#underWay.clear();
    this.#tell({ state });
  }

  #tell(news: Partial<Progress>): void {
    this.#now = { ...this.#now, ...news };
    const progress: Progress = {
      schema: 'raft-lab/progress/1',
      ...this.#now,
      startedAt: this.#began.toISOString(),
      updatedAt: this.clock().toISOString(),
      underWay: [...this.#underWay].map(([id, since]) => ({ id, since })),
      secondsLeft: this.#secondsLeft(),
    };
    try {
      mkdirSync(this.out, { recursive: true });
      const file = path.join(this.out, PROGRESS);
      writeFileSync(`${file}.new`, `${JSON.stringify(progress, undefined, 2)}\n`);
      renameSync(`${file}.new`, file);
    } catch {
      // Windows does not replace a file while another program reads it; the next update follows soon. If
      // the disk is full, the journal reports it.
    }
  }

  #secondsLeft(): number | null {
    const { toGrade, graded, state } = this.#now;
    if (state === 'done') return 0;
    if (graded === 0) return null;
    const seconds = (this.clock().getTime() - this.#gradingSince) / 1_000;
    return Math.round((seconds / graded) * (toGrade - graded));
  }
}

/** Passes every call to all observers, in order. */
export function toAll(observers: readonly ClassObserver[]): ClassObserver {
  const each = (tell: (observer: ClassObserver) => void) => {
    observers.forEach(tell);
  };
  return {
    reading: (...said) => each((one) => one.reading(...said)),
    planned: (...said) => each((one) => one.planned(...said)),
    begun: (...said) => each((one) => one.begun(...said)),
    retried: (...said) => each((one) => one.retried(...said)),
    done: (...said) => each((one) => one.done(...said)),
  };
}
