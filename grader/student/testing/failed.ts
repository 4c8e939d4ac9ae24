/** The error with which a student's own test fails: the failure report and the line of the test. */
import { endedResult } from '../../runs/pool/ended-run';
import { type Entering, Narration } from '../../runs/pool/narration';
import pc from '../../report/colour';
import { plain } from '../../report/plain';
import { tally } from '../../report/tally';
import { failure } from '../../report/terminal';
import type { RunResult } from '../../judge/scenarios/run-result';
import type { Scenario } from '../../judge/scenarios/scenario';
import type { Stage } from '../../contract';
import type { Submission } from './submission';

/** Thrown when a rule broke and ended the scenario. The message is the report. */
export class ScenarioFailed extends Error {
  constructor(
    report: string,
    /** Id of the rule in docs/figure-2.md, such as `S.1`, or the rule of the TODO that was reached. */
    readonly rule: string,
    from: Error | undefined,
  ) {
    super(report);
    this.name = 'ScenarioFailed';
    this.stack = [`${this.name}: ${report}`, ...testFrames(from?.stack ?? '')].join('\n');
  }
}

export interface RunOfTest {
  readonly title: string;
  readonly stage: Stage;
  readonly submission: Submission;
  /** The last step of each server, by server name. */
  readonly entered: ReadonlyMap<string, Entering>;
  /** An error thrown through the test's own lines. */
  readonly thrown?: Error | undefined;
}

/** Leaves room for a code location on the same line. */
const TITLE_CHARS_MAX = 42;
const PATTERN_CHARS_MAX = 50;

/** @returns undefined if all is well */
export function failureIn(
  result: RunResult,
  { title, stage, submission, entered, thrown }: RunOfTest,
): ScenarioFailed | undefined {
  if (result.status !== 'failed') return undefined;
  const name = plain(title, TITLE_CHARS_MAX);
  const told = withLoopNamed(result, entered);
  const runs = {
    ...{ test: standIn(name, stage), seeds: [result.seed], hidden: new Set<number>() },
    ...{ results: [told], faults: [], realMs: 0 },
  };
  const { sources, shown } = submission;
  const explained = tally(runs, { sources, replay: () => replayLine(title) });
  const report = failure({ ...explained, id: name }, shown, pc);
  return new ScenarioFailed(report, explained.rule ?? '', thrown);
}

/** A loop that is stopped throws like any other error, but the report must say that it was endless. */
function withLoopNamed(result: RunResult, entered: RunOfTest['entered']): RunResult {
  const loop = new Narration().endlessLoop(result.failure);
  if (!loop) return result;
  const server = /^S\d+/.exec(result.failure?.message ?? '')?.[0] ?? '';
  const { test, seed } = result;
  const job = { test, seed };
  return endedResult(job, { how: 'silent', last: entered.get(server), thrown: loop.thrown });
}

/** The catalogue entry that a verdict needs. */
function standIn(title: string, stage: Stage): Scenario {
  return {
    ...{ id: `${stage}/own-test`, title, story: '', points: 0, servers: 3, rules: [], seeds: 1 },
    play: () => undefined,
  };
}

/** The pattern for Jest has only characters that need no quoting in any shell. */
function replayLine(title: string): string {
  const words = title
    .slice(0, PATTERN_CHARS_MAX)
    .trim()
    .replaceAll(/[^\w -]/g, '.');
  return `npx jest labs -t "${words}"`;
}

const FRAME = /^\s*at .*\.test\.[jt]sx?:\d+:\d+\)?$/;

/** Keeps only lines of the student's tests, because the grader's own lines would not help. */
function testFrames(stack: string): readonly string[] {
  return stack.split('\n').filter((line) => FRAME.test(line));
}
