/**
 * What is known of one submission of a class: plain data, a line of the journal, from which every page and
 * table is made. Only `cost` is measured; everything else is the same whenever and wherever it is graded.
 */
import type { Stage } from '../../contract';
import type { Problem, TestResult } from '../../report/result';
import type { Claim } from './claim';
import type { Lateness } from './late';
import type { Person } from './people/person';

export type Standing =
  /** Has a score. */
  | 'graded'
  /**
   * The files were read, but the code cannot run (a file is missing, a syntax error): a score of zero with
   * a reason.
   */
  | 'unusable'
  /**
   * The files cannot be read (a broken or forbidden archive): no score until the instructor has checked.
   */
  | 'unreadable'
  /** The grader or the machine failed several times: no score, which is not a zero. */
  | 'error'
  /** The person is in the roster but has no submission: no score. Never in a journal. */
  | 'missing';

export type ClassTest = Omit<TestResult, 'durationMs'>;

/** What determines the result: the same key gives the same result. */
export interface Key {
  /** SHA-256 of the names and contents of the files that were graded. */
  readonly submission: string;
  /** SHA-256 of all code of the grader. */
  readonly suite: string;
  readonly kit: string;
  /** Fingerprint of the seeds of all tests. It reveals nothing about the secret. */
  readonly seeds: string;
  readonly stage: Stage | 'all';
}

export interface Ignored {
  /** The path in the submission, with `/`. It may contain anything, so show it with plain(). */
  readonly path: string;
  readonly why: string;
}

export interface Entry {
  readonly id: string;
  readonly key: Key;
  readonly standing: Standing;
  /** Why it was not graded, in one or a few lines for people. */
  readonly problem?: string;
  /** SHA-256 of each graded file, by name. */
  readonly files: Readonly<Record<string, string>>;
  readonly ignored: readonly Ignored[];
  /** Null if there is no score. */
  readonly score: number | null;
  readonly maxScore: number;
  readonly tests: readonly ClassTest[];
  readonly typeErrors: readonly Problem[];
  /** The limit on processor time, in seconds, at which it was stopped. */
  readonly cutAtSeconds?: number;
  /** The commit that was graded, if the submission is a git repository. */
  readonly commit?: string;
  /** What the platform says about its owner. */
  readonly claim?: Claim;
  /** ISO 8601 from the platform, possibly without a time zone. */
  readonly submittedAt?: string;
  /** Present if the instructor's list names its place under several ids. */
  readonly shared?: Shared;
  /** What the instructor should check, although the score counts. */
  readonly remarks: readonly string[];
  readonly cost: { readonly wallSeconds: number; readonly cpuSeconds: number };
}

/** A repository or folder that a list names several times. */
export interface Shared {
  /** As in the list, without passwords. */
  readonly place: string;
  /** The other submissions with this place. */
  readonly ids: readonly string[];
}

/** The settings of a whole class run; `raft-lab/class/1`. */
export interface ClassRun {
  readonly schema: 'raft-lab/class/1';
  readonly assignment: string;
  readonly stage: Stage | 'all';
  readonly kitVersion: string;
  readonly suiteHash: string;
  /** How many seeds each test runs on, without spare ones. */
  readonly seeds: {
    readonly shown: Readonly<Record<string, number>>;
    readonly hidden: Readonly<Record<string, number>>;
    /** SHA-256 of the assignment's key. It lets an audit prove that the seeds came from the secret. */
    readonly commitment?: string;
    /** Whether each submission has hidden seeds of its own. */
    readonly own?: boolean;
  };
  /**
   * When the run began, ISO 8601 UTC. The same for all submissions, because results contain nothing
   * measured.
   */
  readonly gradedAt: string;
}

export type PersonShort = Pick<Person, 'key' | 'name' | 'email' | 'ids'>;

/**
 * Whether the person should have a submission, and has none. With several of which none is known to count,
 * it is not missing.
 */
export function isMissing({ standing, undecided, excused }: Row): boolean {
  return standing === 'missing' && undecided === undefined && excused === undefined;
}

/** Whether the instructor has to look at it before there is a score. */
export function isOpen(row: Row): boolean {
  return finalScore(row) === null && !row.excused && !isMissing(row);
}

/** A manual decision, as in the row. */
interface Decision {
  /** The score before the decision. */
  readonly was: number | null;
  readonly score: number;
  readonly reason: string;
  readonly by: string;
}

/** Why no grade of a person counts. */
export interface Excuse {
  readonly by: string;
  readonly reason: string;
}

/** A person with a submission, or either alone, for tables and pages. */
export interface Row extends Entry {
  /** The id of the submission, if the row's id is the person's. */
  readonly submission?: string;
  readonly person?: PersonShort;
  /** How person and submission were matched. */
  readonly how?: string;
  /** The submissions of a person without a score, if it is unknown which one is the last. */
  readonly undecided?: readonly string[];
  /** Why the submission matches no person in the roster. */
  readonly unmatched?: string;
  /**
   * The score that counts before it is rounded to hundredths, if that makes a difference. Other tables scale
   * it, so it must not be rounded twice.
   */
  readonly exact?: number;
  /** Present if a course file defines points; the score is then in these points. */
  readonly weighed?: Weighed;
  /** Present if there is a late policy, a time and a score. */
  readonly lateness?: Lateness;
  /** Present if there is a late policy. */
  readonly due?: Due;
  /** The instructor's manual decision. */
  readonly decision?: Decision;
  /** Present if the person is excused: the points of the tests are kept, and no grade counts. */
  readonly excused?: Excuse;
  /** If only a part of the class was graded: which one. A person without a submission may be in another. */
  readonly part?: string;
}

/** The test score before it was converted to points of the assignment. */
export interface Weighed {
  readonly score: number;
  readonly maxScore: number;
  /** `2A 30, 2B 40, 2C 30`; empty for a single stage. */
  readonly weights: string;
  /** The highest possible share of the points, because these rules broke. */
  readonly cap?: { readonly percent: number; readonly rules: readonly string[] };
}

export interface Due {
  /** ISO 8601; the student's own deadline if it was extended. */
  readonly deadline: string;
  readonly isExtended: boolean;
  readonly policy: string;
  readonly zone?: string;
}

/** The score that counts; null if there is none. */
export function finalScore({ score, lateness, decision, excused }: Row): number | null {
  if (excused) return null;
  if (decision) return decision.score;
  return score === null ? null : (lateness?.score ?? score);
}

/** The same before it is rounded. */
export function exactScore(row: Row): number | null {
  const score = finalScore(row);
  return score === null ? null : (row.exact ?? score);
}
