/**
 * What is known of one submission of a class: plain data, a line of the journal, from which every page
 * and table is made. `cost` is measured; all else is the same whenever and wherever it is graded.
 */
import type { Stage } from '../../contract';
import type { Problem, TestResult } from '../../report/result';
import type { Claim } from './claim';
import type { Lateness } from './late';
import type { Person } from './people/person';

export type Standing =
  /** Has a score. */
  | 'graded'
  /** Was read and cannot be run (a file is missing, a syntax error): a score of zero, and why. */
  | 'unusable'
  /** Cannot even be read (a broken or forbidden archive): no score until the instructor has looked. */
  | 'unreadable'
  /** The grader or the machine failed several times: no score, and not a zero. */
  | 'error'
  /** Is in the roster and handed in nothing: no score. Never in a journal. */
  | 'missing';

export type ClassTest = Omit<TestResult, 'durationMs'>;

/** What the result follows from; the same key, the same result. */
export interface Key {
  /** SHA-256 over names and contents of the files that were taken. */
  readonly submission: string;
  /** SHA-256 of all code that judges. */
  readonly suite: string;
  readonly kit: string;
  /** Fingerprint of the seeds that all tests run on. Says nothing of the secret. */
  readonly seeds: string;
  readonly stage: Stage | 'all';
}

export interface Ignored {
  /** As it is in the submission, with `/`; may hold anything, so show it with plain(). */
  readonly path: string;
  readonly why: string;
}

export interface Entry {
  readonly id: string;
  readonly key: Key;
  readonly standing: Standing;
  /** Why it is not graded; for people, in a line or a few. */
  readonly problem?: string;
  /** SHA-256 by name, of the files that were taken. */
  readonly files: Readonly<Record<string, string>>;
  readonly ignored: readonly Ignored[];
  /** Null where there is no score. */
  readonly score: number | null;
  readonly maxScore: number;
  readonly tests: readonly ClassTest[];
  readonly typeErrors: readonly Problem[];
  /** It was stopped by this limit on its processor time, in seconds. */
  readonly cutAtSeconds?: number;
  /** The commit that was graded, where it came from git. */
  readonly commit?: string;
  /** What the platform says of whose it is. */
  readonly claim?: Claim;
  /** ISO 8601, as the platform tells it; without a zone where it leaves that out. */
  readonly submittedAt?: string;
  /** Something that the instructor should check, although the score counts. */
  readonly remarks: readonly string[];
  readonly cost: { readonly wallSeconds: number; readonly cpuSeconds: number };
}

/** What holds for a whole class run; `raft-lab/class/1`. */
export interface ClassRun {
  readonly schema: 'raft-lab/class/1';
  readonly assignment: string;
  readonly stage: Stage | 'all';
  readonly kitVersion: string;
  readonly suiteHash: string;
  /** How many seeds each test runs on. */
  readonly seeds: {
    readonly shown: Readonly<Record<string, number>>;
    readonly hidden: Readonly<Record<string, number>>;
    /** SHA-256 of the assignment's key: an audit shows that the seeds came from the secret. */
    readonly commitment?: string;
    /** Whether each submission has hidden seeds of its own. */
    readonly own?: boolean;
  };
  /** When the run was begun, ISO 8601 UTC. One time for all: results hold nothing measured. */
  readonly gradedAt: string;
}

export type PersonShort = Pick<Person, 'key' | 'name' | 'email' | 'ids'>;

/** Handed in nothing. A person with several submissions of which none is known to count did hand in. */
export function isMissing({ standing, undecided }: Row): boolean {
  return standing === 'missing' && undecided === undefined;
}

/** What was decided, as the row shows it. */
export interface Decision {
  /** What counted before it. */
  readonly was: number | null;
  readonly score: number;
  readonly reason: string;
  readonly by: string;
}

/** A person with a submission, or either alone, as the tables and pages show it. */
export interface Row extends Entry {
  /** The submission's own id, where the row is a person's. */
  readonly submission?: string;
  readonly person?: PersonShort;
  /** By what the two were matched. */
  readonly how?: string;
  /** Of a person without a score: the submissions if it is not known which one is the last. */
  readonly undecided?: readonly string[];
  /** Why the submission matches no person in the roster. */
  readonly unmatched?: string;
  /** Where a course file says what the tests are worth: the score is in its points. */
  readonly weighed?: Weighed;
  /** Where there is a late policy, a time and a score. */
  readonly lateness?: Lateness;
  /** What was due when, where there is a late policy. */
  readonly due?: Due;
  /** What the instructor decided by hand. */
  readonly decision?: Decision;
}

/** What the tests gave before it became points of the assignment. */
export interface Weighed {
  readonly score: number;
  readonly maxScore: number;
  /** `2A 30, 2B 40, 2C 30`; empty where there is one stage. */
  readonly weights: string;
  /** The highest share of the points that is possible, because these rules broke. */
  readonly cap?: { readonly percent: number; readonly rules: readonly string[] };
}

export interface Due {
  /** ISO 8601; the student's own, if it was extended. */
  readonly deadline: string;
  readonly isExtended: boolean;
  readonly policy: string;
  readonly zone?: string;
}

/** What counts in the end; null where there is no score. */
export function finalScore({ score, lateness, decision }: Row): number | null {
  if (decision) return decision.score;
  return score === null ? null : (lateness?.score ?? score);
}
