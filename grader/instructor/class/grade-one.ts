/**
 * Grades one submission of a class: its files go into a clean folder of their own, the pristine grader
 * runs them in one child process, and what comes out is an entry for the journal. What is nobody's
 * fault but the machine's or the grader's is thrown, and never becomes a score.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Stage } from '../../contract';
import {
  gradeFolder,
  type GradingOutcome,
  type Seeds,
  type Suite,
} from '../../runs/grading/grade-folder';
import type { TestResult } from '../../report/result';
import type { Scenario } from '../../judge/scenarios/scenario';
import type { ClassTest, Entry, Key } from './entry';
import type { Handed } from './intake';

export interface Limits {
  /** Processor time of all runs of a submission. What is not run by then gets no points. */
  readonly cpuSeconds: number;
  /** By the clock on the wall. Too long with little processor time is the machine's fault. */
  readonly wallSeconds: number;
}

/** An honest submission needs some seconds; one in which every test hangs about two minutes. */
export const USUAL_LIMITS: Limits = { cpuSeconds: 300, wallSeconds: 1_800 };

export interface Setting {
  readonly stage: Stage;
  readonly tests: readonly Scenario[];
  /** What each test runs on; hidden seeds may differ from submission to submission. */
  readonly seedsOf: (submission: string) => (test: Scenario) => Seeds;
  readonly suite: Suite;
  readonly kitVersion: string;
  readonly limits: Limits;
  /** Whether the type checker looks at it, too. */
  readonly types: boolean;
  /** So many passed runs of each submission are played again, in a fresh process. */
  readonly rechecks: number;
}

/** The machine or the grader failed. To be tried again, and then listed apart: nobody's zero. */
export class Infrastructure extends Error {}

/** A run came out differently when it was played again: no verdict on this code can be trusted. */
export class Unsteady extends Error {}

/** The work was called off. */
export class CalledOff extends Error {}

/** @throws Infrastructure, Unsteady, CalledOff */
export async function gradeOne(
  handed: Handed,
  setting: Setting,
  signal: AbortSignal,
): Promise<Entry> {
  const started = performance.now();
  const key = keyOf(handed, setting);
  const maxScore = setting.tests.reduce((sum, { points }) => sum + points, 0);
  const nothing = { score: null, maxScore, tests: [], typeErrors: [] };
  const about = {
    id: handed.id,
    key,
    files: hashesOf(handed.files),
    ignored: handed.ignored,
    remarks: handed.remarks,
    ...(handed.commit !== undefined && { commit: handed.commit }),
  };
  let cpuSeconds = 0;
  const cost = () => ({
    wallSeconds: (performance.now() - started) / 1_000,
    cpuSeconds,
  });
  if (handed.problem !== undefined)
    return { ...about, ...nothing, standing: 'unreadable', problem: handed.problem, cost: cost() };

  const limit = new AbortController();
  const { limits } = setting;
  const wall = setTimeout(() => limit.abort('wall'), limits.wallSeconds * 1_000);
  const folder = cleanFolder(handed);
  try {
    const outcome = await gradeFolder({
      folder,
      shown: 'labs/raft',
      tests: setting.tests,
      stage: setting.stage,
      seedsOf: setting.seedsOf(handed.id),
      replay: (id, seed) =>
        `npm run grade ${setting.stage} only=${id.split('/')[1] ?? id} seed=${seed}`,
      signal: AbortSignal.any([signal, limit.signal]),
      observer: { progress: () => undefined, testDone: () => undefined },
      suite: setting.suite,
      workers: 1,
      types: setting.types,
      rechecks: setting.rechecks,
      // What is stopped by its limit is not let off.
      recheckSignal: signal,
      onCpu: (seconds) => {
        cpuSeconds += seconds;
        if (cpuSeconds > limits.cpuSeconds) limit.abort('cpu');
      },
    });
    if (signal.aborted) throw new CalledOff();
    if (outcome.kind === 'unusable') {
      refuseLoss(folder, handed);
      const problem = outcome.message.replaceAll(folder, 'labs/raft');
      const said = { standing: 'unusable', problem, score: 0 } as const;
      return { ...about, ...nothing, ...said, cost: cost() };
    }
    const isCut = limit.signal.reason === 'cpu';
    if (limit.signal.aborted && !isCut)
      throw new Infrastructure(
        `It was not done after ${limits.wallSeconds} s, with only ${cpuSeconds.toFixed(0)} s of processor time. Is the machine too busy?`,
      );
    refuseFaults(outcome);
    const { tests, score, typeErrors } = outcome.result;
    return {
      ...about,
      standing: 'graded',
      ...(isCut && {
        cutAtSeconds: limits.cpuSeconds,
        problem: `It was stopped after ${limits.cpuSeconds} s of processor time. Tests that were not done by then have no points.`,
      }),
      score,
      maxScore,
      tests: tests.map(withoutTimes),
      typeErrors,
      cost: cost(),
    };
  } finally {
    clearTimeout(wall);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws Infrastructure */
function refuseFaults({ result, differing }: Extract<GradingOutcome, { kind: 'graded' }>): void {
  const fault = result.tests.find(({ status }) => status === 'error');
  if (fault) throw new Infrastructure(`${fault.id}: ${fault.message ?? 'the grader failed'}`);
  if (differing.length === 0) return;
  const names = differing.map(({ test, seed }) => `${test} seed ${seed}`).join(', ');
  throw new Unsteady(
    `Played again in a fresh process, these runs came out differently: ${names}. Either the grader is at fault or the submission has got at it; look at its code.`,
  );
}

/**
 * Before anybody is told that a file is missing or makes no sense: is it there, as it was put there?
 *
 * @throws Infrastructure
 */
export function refuseLoss(folder: string, { files }: Handed): void {
  for (const [name, content] of files) {
    let found: Buffer | undefined;
    try {
      found = readFileSync(path.join(folder, ...name.split('/')));
    } catch {
      // Told below.
    }
    if (!found?.equals(content))
      throw new Infrastructure(`Its file ${name} has gone from the folder for temporary files.`);
  }
}

/** An entry for a submission that nobody could grade, however often it was tried. */
export function failedEntry(
  { id, files, ignored, remarks }: Handed,
  key: Key,
  problem: string,
  maxScore: number,
): Entry {
  return {
    ...{ id, key, files: hashesOf(files), ignored, remarks, problem, maxScore },
    standing: 'error',
    score: null,
    tests: [],
    typeErrors: [],
    cost: { wallSeconds: 0, cpuSeconds: 0 },
  };
}

/** All that the result follows from. */
export function keyOf({ id, files, problem }: Handed, setting: Setting): Key {
  const seeds = setting.tests.map((test) => [test.id, setting.seedsOf(id)(test)]);
  return {
    submission: sha256(JSON.stringify([problem ?? '', hashesOf(files)])),
    suite: setting.suite.hash,
    kit: setting.kitVersion,
    seeds: sha256(JSON.stringify(seeds)),
    stage: setting.stage,
  };
}

function hashesOf(files: ReadonlyMap<string, Buffer>): Readonly<Record<string, string>> {
  const names = [...files.keys()].sort();
  return Object.fromEntries(names.map((name) => [name, sha256(files.get(name) ?? '')]));
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** A folder that holds the submission's files and nothing else. */
function cleanFolder({ files }: Handed): string {
  const home = realpathSync(mkdtempSync(path.join(tmpdir(), 'raft-submission-')));
  try {
    for (const [name, content] of files) {
      const file = path.join(home, ...name.split('/'));
      // Whoever read the submission has seen to this already.
      if (path.relative(home, file).startsWith('..')) throw new Error(`${name} leads outside`);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    return home;
  } catch (thrown) {
    rmSync(home, { recursive: true, force: true });
    throw new Infrastructure(`Its files could not be put into place: ${(thrown as Error).message}`);
  }
}

function withoutTimes(test: TestResult): ClassTest {
  return Object.fromEntries(
    Object.entries(test).filter(([name]) => name !== 'durationMs'),
  ) as unknown as ClassTest;
}
