/**
 * Grades one submission of a class. Its files stay in memory, out of reach of other submissions; the
 * original grader runs them in one child process; the result is an entry for the journal. Faults of the
 * machine or the grader are thrown and never become a score.
 */
import type { Stage } from '../../contract';
import { fileHashes, sha256 } from '../../runs/grading/file-hashes';
import { gradeFolder, type GradingOutcome, type Suite } from '../../runs/grading/grade-folder';
import type { Seeds } from '../../runs/grading/seeds';
import type { TestResult } from '../../report/result';
import type { Scenario } from '../../judge/scenarios/scenario';
import type { ClassRun, ClassTest, Entry, Key } from './entry';
import type { Handed } from './intake';

interface Limits {
  /** Processor time for all runs of a submission. Runs that are not done by then get no points. */
  readonly cpuSeconds: number;
  /** Real time. Exceeding it with little processor time is the machine's fault. */
  readonly wallSeconds: number;
}

/** An honest submission needs a few seconds; one in which every test hangs needs about two minutes. */
export const USUAL_LIMITS: Limits = { cpuSeconds: 300, wallSeconds: 1_800 };

/** More seeds take more time, so the limit grows with them unless the instructor has set it. */
export function limitsFor(said: Partial<Limits>, { shown, hidden }: ClassRun['seeds']): Limits {
  const times = Object.keys(shown).map((id) => Math.max(1, shown[id] ?? 0) + (hidden[id] ?? 0));
  const most = Math.max(1, ...times);
  return {
    cpuSeconds: said.cpuSeconds ?? USUAL_LIMITS.cpuSeconds * most,
    wallSeconds: said.wallSeconds ?? USUAL_LIMITS.wallSeconds * most,
  };
}

export interface Setting {
  readonly stage: Stage | 'all';
  readonly tests: readonly Scenario[];
  /** The seeds of each test. Hidden seeds may differ between submissions. */
  readonly seedsOf: (submission: string) => (test: Scenario) => Seeds;
  readonly suite: Suite;
  readonly kitVersion: string;
  readonly limits: Limits;
  /** Whether the type checker also runs. */
  readonly types: boolean;
  /** The number of passed runs of each submission that are replayed in a fresh process. */
  readonly rechecks: number;
}

/**
 * The machine or the grader failed. The submission is graded again and then listed without a score, never
 * as a zero.
 */
class Infrastructure extends Error {}

/** A replayed run had a different result, so no verdict on this code can be trusted. */
export class Unsteady extends Error {}

/** The work was cancelled. */
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
    files: fileHashes(handed.files),
    ignored: handed.ignored,
    remarks: handed.remarks,
    ...whose(handed),
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
  try {
    const outcome = await gradeFolder({
      folder: { id: handed.id, files: handed.files },
      shown: 'labs/raft',
      tests: setting.tests,
      stage: setting.stage,
      seedsOf: setting.seedsOf(handed.id),
      replay: (id, seed) => {
        const [stage = '', name = ''] = id.split('/');
        return `npm run grade ${stage} only=${name} seed=${seed}`;
      },
      signal: AbortSignal.any([signal, limit.signal]),
      observer: { progress: () => undefined, testDone: () => undefined },
      suite: setting.suite,
      workers: 1,
      types: setting.types,
      rechecks: setting.rechecks,
      // A submission that is stopped by its limit is still rechecked.
      recheckSignal: signal,
      onCpu: (seconds) => {
        cpuSeconds += seconds;
        if (cpuSeconds > limits.cpuSeconds) limit.abort('cpu');
      },
    });
    if (signal.aborted) throw new CalledOff();
    if (outcome.kind === 'unusable') {
      const said = { standing: 'unusable', problem: outcome.message, score: 0 } as const;
      return { ...about, ...nothing, ...said, cost: cost() };
    }
    const isCut = limit.signal.reason === 'cpu';
    if (limit.signal.aborted && !isCut)
      throw new Infrastructure(
        `It was not finished after ${limits.wallSeconds} s, with only ${cpuSeconds.toFixed(0)} s of processor time. Is the machine too busy?`,
      );
    refuseFaults(outcome);
    const { tests, score, typeErrors } = outcome.result;
    return {
      ...about,
      standing: 'graded',
      ...(isCut && {
        cutAtSeconds: limits.cpuSeconds,
        problem: `It was stopped after ${limits.cpuSeconds} s of processor time. Unfinished tests have no points.`,
      }),
      score,
      maxScore,
      tests: tests.map(withoutTimes),
      typeErrors,
      cost: cost(),
    };
  } finally {
    clearTimeout(wall);
  }
}

/** @throws Infrastructure */
function refuseFaults({ result, differing }: Extract<GradingOutcome, { kind: 'graded' }>): void {
  const fault = result.tests.find(({ status }) => status === 'error');
  if (fault) throw new Infrastructure(`${fault.id}: ${fault.message ?? 'the grader failed'}`);
  if (differing.length === 0) return;
  const names = differing.map(({ test, seed }) => `${test} seed ${seed}`).join(', ');
  throw new Unsteady(
    `Repeated in a new process, these runs had different results: ${names}. Either the grader is wrong or the submission has manipulated it; check its code.`,
  );
}

/** An entry for a submission that could not be graded in any attempt. */
export function failedEntry(handed: Handed, key: Key, problem: string, maxScore: number): Entry {
  const { id, files, ignored, remarks } = handed;
  return {
    ...whose(handed),
    ...{ id, key, files: fileHashes(files), ignored, remarks, problem, maxScore },
    standing: 'error',
    score: null,
    tests: [],
    typeErrors: [],
    cost: { wallSeconds: 0, cpuSeconds: 0 },
  };
}

/** What the platform or the instructor's list says about the submission. The result does not depend on it. */
export function whose({ claim, submittedAt, shared }: Whose): Whose {
  return {
    ...(claim && { claim }),
    ...(submittedAt !== undefined && { submittedAt }),
    ...(shared && { shared }),
  };
}

type Whose = Pick<Entry, 'claim' | 'submittedAt' | 'shared'>;

/** The result with what is said about the submission now, in the order of a new entry: files have its bytes. */
export function ofNow(old: Entry, handed: Handed): Entry {
  const said = Object.entries(whose(handed));
  const result = Object.entries(old)
    .filter(([name]) => !['claim', 'submittedAt', 'shared'].includes(name))
    .flatMap((one) => (one[0] === 'remarks' ? [one, ...said] : [one]));
  return Object.fromEntries(result) as unknown as Entry;
}

/** Everything that determines the result. */
export function keyOf({ id, files, problem }: Handed, setting: Setting): Key {
  const seeds = setting.tests.map((test) => [test.id, setting.seedsOf(id)(test)]);
  return {
    submission: sha256(JSON.stringify([problem ?? '', fileHashes(files)])),
    suite: setting.suite.hash,
    kit: setting.kitVersion,
    seeds: sha256(JSON.stringify(seeds)),
    stage: setting.stage,
  };
}

function withoutTimes(test: TestResult): ClassTest {
  return Object.fromEntries(
    Object.entries(test).filter(([name]) => name !== 'durationMs'),
  ) as unknown as ClassTest;
}
