/**
 * The internal result, versioned: all that is known of a graded submission. Every other format is made
 * from it and from nothing else.
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

/** Means over the seeds that were run, of one run each. */
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
  /** Of those, the runs on seeds that students do not learn. */
  readonly hidden?: { readonly run: number; readonly failed: number };
  /** Of the first run that failed. It must not be shown to people who may not know the hidden seeds. */
  readonly failingSeed?: Seed;
  /** Seeds that were not run, because the run of the failing one had to be ended by force. */
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
  /** Who is who in the failing run, where that is not plain. */
  readonly setting?: string;
  /** Where to look in the student's code. */
  readonly hint?: string;
  /** What to read. */
  readonly read?: string;
  /** What did not happen in any run of an inconclusive test. */
  readonly unreached?: readonly string[];
  /** The line that replays the failing run; none if its seed is hidden. */
  readonly replay?: string;
  readonly visibility: 'visible';
  /** Same digests, same runs. In the order of the seeds. */
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
  /** SHA-256 of all code that judges. */
  readonly suiteHash: string;
  readonly stage: Stage | 'all';
  readonly submission: { readonly id: string; readonly files: Readonly<Record<string, string>> };
  /** How many seeds each test ran on. */
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
  /** What the type checker says; it does not affect the grading. */
  readonly typeErrors: readonly Problem[];
  readonly environment: { readonly node: string; readonly os: string };
}
