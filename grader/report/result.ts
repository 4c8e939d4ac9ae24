/**
 * The internal result, versioned: all that is known about a graded submission. All other formats are
 * made only from it.
 */
import type { Stage } from '../contract';
import type { Row } from '../judge/scenarios/run-result';
import type { Seed } from '../world/sim/seed';

export const SCHEMA = 'raft-lab/result/1';

export type TestStatus =
  | 'passed'
  | 'failed'
  /** Nothing broke, but what the test is about did not happen in any run: no judgement, no points. */
  | 'inconclusive'
  /** The grader failed; no judgement. */
  | 'error'
  /** Code that the stage needs is not written yet. */
  | 'todo'
  /** Not run to the end. */
  | 'blocked';

/** Means of one run, over all seeds that were run. */
export interface MeanTotals {
  readonly virtualMs: number;
  readonly rpcs: number;
  readonly bytes: number;
  readonly syncs: number;
  readonly commands: number;
}

export interface TestResult {
  readonly id: string;
  readonly stage: Stage;
  readonly title: string;
  readonly status: TestStatus;
  readonly points: number;
  readonly maxPoints: number;
  readonly seedsRun: number;
  readonly seedsFailed: number;
  /** The part of these runs that used seeds that students do not learn. */
  readonly hidden?: { readonly run: number; readonly failed: number };
  /** Seed of the first failed run. It must not be shown to people who may not know the hidden seeds. */
  readonly failingSeed?: Seed;
  /** Number of seeds that were skipped because the failing run had to be ended by force. */
  readonly seedsLeftOut?: number;
  readonly durationMs: number;
  readonly virtualMs: number;
  readonly totals: MeanTotals;
  /** Id of the rule that broke first. */
  readonly rule?: string;
  readonly message?: string;
  readonly witness?: readonly Row[];
  readonly atMs?: number;
  /** The place in the student's code: where it threw, where the TODO is, or the most likely cause. */
  readonly place?: { readonly file: string; readonly line: number };
  /** The student's code around that place. */
  readonly codeFrame?: string;
  /** What the code threw, with its stack in the student's own files. */
  readonly thrown?: string;
  /** The role of the servers in the failing run, if it is not obvious. */
  readonly setting?: string;
  /** Where to look in the student's code. */
  readonly hint?: string;
  /** Where to read about the rule. */
  readonly read?: string;
  /** What did not happen in any run of an inconclusive test. */
  readonly unreached?: readonly string[];
  /** The command that replays the failing run; absent if its seed is hidden. */
  readonly replay?: string;
  readonly visibility: 'visible';
  /** In the order of the seeds. Equal digests mean equal runs. */
  readonly digests: readonly string[];
}

export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export interface GradeResult {
  readonly schema: typeof SCHEMA;
  readonly kitVersion: string;
  /** SHA-256 of all judging code. */
  readonly suiteHash: string;
  readonly stage: Stage | 'all';
  readonly submission: { readonly id: string; readonly files: Readonly<Record<string, string>> };
  /** How many seeds each test was to run on, without spare ones. */
  readonly seeds: {
    readonly shown: Readonly<Record<string, number>>;
    readonly hidden?: Readonly<Record<string, number>>;
  };
  readonly status: 'passed' | 'failed' | 'error';
  /** False when the run was interrupted. */
  readonly complete: boolean;
  readonly score: number;
  readonly maxScore: number;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly tests: readonly TestResult[];
  /** Reports of the type checker, which do not affect the grading. */
  readonly typeErrors: readonly Problem[];
  readonly environment: { readonly node: string; readonly os: string };
}
