/** Grades one folder: bundles it, runs every test on its seeds, and puts the result together. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Stage } from '../contract';
import { type Job, prepareChild, runJobs } from '../pool/pool';
import { type BundleProblem, bundleFolder, bundlePrelude } from '../realm/bundle';
import { STUDENT_SCRIPT } from '../realm/program';
import { codeFrame, Sources } from '../report/place';
import { type GradeResult, type Problem, SCHEMA, type TestResult } from '../report/result';
import { tally } from '../report/tally';
import type { RunResult } from '../scenarios/run-result';
import type { Scenario } from '../scenarios/scenario';
import { typeCheck } from './typecheck';

export interface GradingObserver {
  /** Called whenever a run has ended, and once before the first. */
  progress(done: number, planned: number, test: string | undefined): void;
  testDone(test: TestResult): void;
}

export interface GradingOptions {
  readonly folder: string;
  readonly tests: readonly Scenario[];
  readonly stage: Stage | 'all';
  readonly firstSeed: number;
  readonly seedsOf: (test: Scenario) => number;
  readonly replay: (id: string, seed: number) => string;
  readonly signal: AbortSignal;
  readonly observer: GradingObserver;
}

export type GradingOutcome =
  | { readonly kind: 'graded'; readonly result: GradeResult }
  /** The folder cannot be graded, and this is why. */
  | { readonly kind: 'unusable'; readonly message: string };

interface Progress {
  readonly test: Scenario;
  readonly planned: number;
  readonly runs: RunResult[];
  startedMs: number | undefined;
  endedMs: number;
}

export async function gradeFolder(options: GradingOptions): Promise<GradingOutcome> {
  const { folder, tests, firstSeed, seedsOf, signal, observer } = options;
  const startedAt = new Date();
  observer.progress(0, 0, undefined);
  const bundle = await bundleFolder(folder, await bundlePrelude());
  if (Array.isArray(bundle)) return { kind: 'unusable', message: unusable(folder, bundle) };

  const types = typeCheck(folder, signal);
  const child = await prepareChild();
  const sources = new Sources(bundle.map, STUDENT_SCRIPT);
  const tallyOptions = { sources, replay: options.replay };
  const progress = new Map<string, Progress>(
    tests.map((test) => [
      test.id,
      { test, planned: seedsOf(test), runs: [], startedMs: undefined, endedMs: 0 },
    ]),
  );
  const verdict = ({ test, runs, planned, startedMs = 0, endedMs }: Progress) =>
    tally(test, runs, planned, endedMs - startedMs, tallyOptions);
  const jobs = tests.flatMap((test) =>
    Array.from({ length: seedsOf(test) }, (_, i): Job => ({ test: test.id, seed: firstSeed + i })),
  );
  const told = new Set<string>();
  let done = 0;
  const settle = (of: Progress, endedByForce: boolean) => {
    if (told.has(of.test.id) || (of.runs.length < of.planned && !endedByForce)) return;
    told.add(of.test.id);
    observer.testDone(verdict(of));
  };
  await runJobs(jobs, {
    child,
    text: bundle.text,
    signal,
    // Each run that has to be ended by force costs seconds, and the next seed would do the same.
    skip: ({ test }) => {
      const of = progress.get(test);
      if (of) of.startedMs ??= performance.now();
      const skipped = of?.runs.some(({ failure }) => failure?.rule === 'K.3') ?? false;
      if (skipped) done++;
      return skipped;
    },
    onResult: (result) => {
      const of = progress.get(result.test);
      if (!of) return;
      of.runs.push(result);
      of.endedMs = performance.now();
      settle(of, result.failure?.rule === 'K.3');
      observer.progress(++done, jobs.length, result.test);
    },
  });
  const results = [...progress.values()].map(verdict);
  return {
    kind: 'graded',
    result: assemble(options, startedAt, results, await types, child.hash),
  };
}

function assemble(
  { folder, tests, stage, firstSeed, seedsOf, signal }: GradingOptions,
  startedAt: Date,
  results: readonly TestResult[],
  typeErrors: readonly Problem[],
  suiteHash: string,
): GradeResult {
  const sum = (of: (test: TestResult) => number) =>
    results.reduce((all, test) => all + of(test), 0);
  return {
    schema: SCHEMA,
    kitVersion: kitVersion(),
    suiteHash,
    stage,
    submission: { id: path.basename(path.dirname(folder)), files: hashes(folder) },
    seeds: {
      first: firstSeed,
      perTest: Object.fromEntries(tests.map((test) => [test.id, seedsOf(test)])),
    },
    status: results.every(({ status }) => status === 'passed') ? 'passed' : 'failed',
    complete: !signal.aborted,
    score: sum(({ points }) => points),
    maxScore: sum(({ maxPoints }) => maxPoints),
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    tests: results,
    typeErrors,
    environment: { node: process.version, os: `${process.platform} ${process.arch}` },
  };
}

function kitVersion(): string {
  const text = readFileSync(path.join(__dirname, '..', '..', 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** SHA-256 of every file in the folder itself, by name. */
function hashes(folder: string): Record<string, string> {
  const files = readdirSync(folder).filter((file) => statSync(path.join(folder, file)).isFile());
  return Object.fromEntries(
    files.sort().map((file) => {
      const content = readFileSync(path.join(folder, file));
      return [file, createHash('sha256').update(content).digest('hex')];
    }),
  );
}

function unusable(folder: string, problems: readonly BundleProblem[]): string {
  const shown = problems.slice(0, 3).map(({ message, file, line, column }) => {
    if (file === undefined) return message;
    if (line === undefined) return message;
    const at = `${path.join(path.basename(folder), file)}:${line}:${column ?? 1}`;
    let frame = '';
    try {
      frame = `\n${codeFrame(readFileSync(path.join(folder, file), 'utf8'), line, column ?? 1)}`;
    } catch {
      // The line says enough without its neighbours.
    }
    return `${at}: ${message}${frame}`;
  });
  const more = problems.length - shown.length;
  if (more > 0) shown.push(`and ${more} more`);
  return shown.join('\n\n');
}
