/** Grades one folder: bundles it, runs every test on its seeds, and puts the result together. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Stage } from '../../contract';
import { type Job, type PreparedChild, prepareChild, runJobs } from '../pool/pool';
import { type Bundle, bundleFiles, bundlePrelude, readSubmission } from '../../world/realm/bundle';
import { STUDENT_SCRIPT } from '../../world/realm/program';
import { sourcesIn } from '../../world/realm/read-folder';
import { Sources } from '../../report/place';
import { type GradeResult, SCHEMA, type TestResult } from '../../report/result';
import { tally } from '../../report/tally';
import type { Scenario } from '../../judge/scenarios/scenario';
import { fileHashes } from './file-hashes';
import { recheck } from './recheck';
import { typeErrors } from './typecheck';
import { unusable } from './unusable';
import type { Seed } from '../../world/sim/seed';
import { Progress } from './progress';
import type { Seeds } from './seeds';

export interface GradingObserver {
  /** Called whenever a run has ended, and once before the first. */
  progress(done: number, planned: number, test: string | undefined): void;
  testDone(test: TestResult): void;
  /** Called when the type checker is done, which may be before or after any test. */
  typesChecked?(errors: GradeResult['typeErrors']): void;
}

/** A submission that exists only in memory. */
export interface Held {
  readonly id: string;
  readonly files: ReadonlyMap<string, Buffer>;
}

export interface GradingOptions {
  readonly folder: string | Held;
  /** The folder's name in messages. */
  readonly shown: string;
  readonly tests: readonly Scenario[];
  readonly stage: Stage | 'all';
  readonly seedsOf: (test: Scenario) => Seeds;
  readonly replay: (id: string, seed: Seed) => string;
  readonly signal: AbortSignal;
  readonly observer: GradingObserver;
  /** A caller that grades many folders passes its own; by default a new one is made. */
  readonly suite?: Suite;
  /** Number of child processes; by default one for each core. */
  readonly workers?: number;
  /** False skips the type checker, which takes longer than many tests and does not affect the verdict. */
  readonly types?: boolean;
  /** How many of the runs that passed are replayed and compared; none by default. */
  readonly rechecks?: number;
  /** Aborts the rechecks, if something other than `signal` should. */
  readonly recheckSignal?: AbortSignal;
  /** Called with the processor time of runs, if the system reports it. */
  readonly onCpu?: (seconds: number) => void;
}

/** All judging code, ready to run. */
export interface Suite {
  readonly child: PreparedChild;
  readonly prelude: string;
  /** SHA-256 of all judging code. */
  readonly hash: string;
}

/** The caller must dispose of the child. */
export async function prepareSuite(): Promise<Suite> {
  const [prelude, child] = await Promise.all([bundlePrelude(), prepareChild()]);
  const hash = createHash('sha256').update(child.hash).update(prelude).digest('hex');
  return { child, prelude, hash };
}

export type GradingOutcome =
  | {
      readonly kind: 'graded';
      readonly result: GradeResult;
      /** Passed runs whose replay had another digest; there must be none. */
      readonly differing: readonly Job[];
    }
  /** The folder cannot be graded, and this is why. */
  | { readonly kind: 'unusable'; readonly message: string };

export async function gradeFolder(options: GradingOptions): Promise<GradingOutcome> {
  const suite = options.suite ?? (await prepareSuite());
  try {
    return await gradeWith(suite, options);
  } finally {
    if (!options.suite) suite.child.dispose();
  }
}

async function gradeWith(suite: Suite, options: GradingOptions): Promise<GradingOutcome> {
  const { folder, shown, tests, seedsOf, signal, observer } = options;
  const startedAt = new Date();
  observer.progress(0, 0, undefined);
  const hashes = fileHashes(typeof folder === 'string' ? folder : folder.files);
  const read = typeof folder === 'string' ? readSubmission(folder) : sourcesIn(folder.files);
  if ('kind' in read) return { kind: 'unusable', message: unusable(shown, [read]) };
  const bundle = await bundleFiles(read, suite.prelude, signal);
  if (Array.isArray(bundle)) return { kind: 'unusable', message: unusable(shown, bundle) };

  const checked = options.types === false ? Promise.resolve([]) : typeErrors(read, signal);
  const types = checked.then((errors) => {
    observer.typesChecked?.(errors);
    return errors;
  });
  const results = await runTests(options, bundle, suite.child);
  const counts = (of: (seeds: Seeds) => readonly Seed[]) =>
    Object.fromEntries(tests.map((test) => [test.id, of(seedsOf(test)).length]));
  const isHiding = tests.some((test) => seedsOf(test).hidden.length > 0);
  const sum = (of: (test: TestResult) => number) =>
    results.reduce((all, test) => all + of(test), 0);
  const result: GradeResult = {
    schema: SCHEMA,
    kitVersion: kitVersion(),
    suiteHash: suite.hash,
    stage: options.stage,
    submission: { id: submissionId(folder), files: hashes },
    seeds: {
      shown: counts((seeds) => seeds.shown),
      ...(isHiding && { hidden: counts((seeds) => seeds.hidden) }),
    },
    status: overall(results),
    complete: !signal.aborted,
    score: sum(({ points }) => points),
    maxScore: sum(({ maxPoints }) => maxPoints),
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    tests: results,
    typeErrors: await types,
    environment: { node: process.version, os: `${process.platform} ${process.arch}` },
  };
  const seedsOfId = (id: string): readonly Seed[] => {
    const test = tests.find((one) => one.id === id);
    const { shown = [], hidden = [], spare = [] } = test ? seedsOf(test) : {};
    return [...shown, ...hidden, ...spare];
  };
  const played = { tests: results, seedsOf: seedsOfId, text: bundle.text };
  const differing = await recheck(
    played,
    options.rechecks ?? 0,
    suite.child,
    options.recheckSignal ?? signal,
  );
  return { kind: 'graded', result, differing };
}

async function runTests(
  { tests, seedsOf, replay, signal, observer, workers, onCpu }: GradingOptions,
  bundle: Bundle,
  child: PreparedChild,
): Promise<readonly TestResult[]> {
  const sources = new Sources(bundle.map, STUDENT_SCRIPT);
  const progress = new Map(tests.map((test) => [test.id, new Progress(test, seedsOf(test))]));
  const progressOf = ({ test }: { readonly test: string }): Progress => {
    const found = progress.get(test);
    if (!found) throw new Error(`a run of ${test}, which nobody asked for`);
    return found;
  };
  const verdict = (of: Progress) => tally(of.runs(), { sources, replay });
  let [done, planned] = [0, 0];
  const ended = (of: Progress) => {
    observer.progress(++done, planned, of.test.id);
    if (of.isTold || !of.isComplete()) return;
    const said = verdict(of);
    if (of.isOpen(said)) return;
    of.isTold = true;
    observer.testDone(said);
  };
  const play = (jobs: readonly Job[]) => {
    planned += jobs.length;
    return runJobs(jobs, {
      child,
      text: bundle.text,
      signal,
      ...(workers !== undefined && { workers }),
      ...(onCpu && { onCpu }),
      skip: (job) => {
        const of = progressOf(job);
        of.begin();
        const isInVain = of.isInVain(job.seed);
        if (isInVain) done++;
        return isInVain;
      },
      onResult: (result) => {
        const of = progressOf(result);
        of.add(result);
        ended(of);
      },
      onFault: (job, text) => {
        const of = progressOf(job);
        of.fail(job.seed, text);
        ended(of);
      },
    });
  };
  const all = [...progress.values()];
  let jobs = all.flatMap((of) => of.jobs);
  while (jobs.length > 0 && !signal.aborted) {
    await play(jobs);
    jobs = all.flatMap((of) => of.another(verdict(of)));
  }
  return all.map(verdict);
}

function overall(tests: readonly TestResult[]): GradeResult['status'] {
  if (tests.some(({ status }) => status === 'error')) return 'error';
  return tests.every(({ status }) => status === 'passed') ? 'passed' : 'failed';
}

/** The folder's name; if that is only `raft`, the name of its parent. */
function submissionId(folder: string | Held): string {
  if (typeof folder !== 'string') return folder.id;
  const name = path.basename(folder);
  return name === 'raft' ? path.basename(path.dirname(folder)) : name;
}

export function kitVersion(): string {
  const text = readFileSync(path.join(__dirname, '..', '..', '..', 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
