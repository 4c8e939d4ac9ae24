/** Makes the verdict on one test out of its runs. Pure: the same runs, the same verdict. */
import type { Failure, RunResult, Todo } from '../scenarios/run-result';
import { anchorOf, entryOf } from '../rules/book';
import { type Scenario, stageOf } from '../scenarios/scenario';
import type { Place, Sources } from './place';
import type { MeanTotals, TestResult } from './result';

export interface TallyOptions {
  readonly sources: Sources;
  /** The line that replays one run of a test. */
  readonly replay: (id: string, seed: number) => string;
}

/**
 * @param runs all that was run of this test, in any order; none means that it was not begun
 * @param planned how many seeds were asked for
 */
export function tally(
  test: Scenario,
  runs: readonly RunResult[],
  planned: number,
  realMs: number,
  options: TallyOptions,
): TestResult {
  const inOrder = [...runs].sort((a, b) => a.seed - b.seed);
  const failed = inOrder.filter(({ status }) => status === 'failed');
  const first = failed[0];
  const totals = means(inOrder);
  // A run that had to be ended by force is not repeated on other seeds.
  const isComplete = inOrder.length >= planned || first?.failure?.rule === 'K.3';
  const base = {
    id: test.id,
    stage: stageOf(test),
    title: test.title,
    maxPoints: test.points,
    seedsRun: inOrder.length,
    seedsFailed: failed.length,
    durationMs: Math.round(realMs),
    virtualMs: totals.virtualMs,
    totals,
    visibility: 'visible',
    digests: inOrder.map(({ digest }) => digest),
  } as const;
  if (!first?.failure)
    return isComplete
      ? { ...base, status: 'passed', points: test.points }
      : { ...base, status: 'blocked', points: 0 };
  return {
    ...base,
    status: first.failure.todo ? 'todo' : 'failed',
    points: 0,
    failingSeed: first.seed,
    ...explain(first.failure, options.sources),
    replay: options.replay(test.id, first.seed),
  };
}

function explain(failure: Failure, sources: Sources): Partial<TestResult> {
  const { rule, message, atMicros, timeline, thrown, todo } = failure;
  const frames = thrown === undefined ? [] : sources.frames(thrown);
  const place: Place | undefined = frames[0] ?? (todo && findTodo(todo, sources));
  const entry = entryOf(todo?.rule ?? rule);
  return {
    rule: todo?.rule ?? rule,
    message: todo ? `${todo.what} (TODO of stage ${todo.stage})` : message,
    atMs: atMicros / 1_000,
    witness: todo ? [] : timeline,
    ...(place && {
      place: { file: place.file, line: place.line },
      codeFrame: sources.codeFrame(place),
    }),
    ...(thrown !== undefined && { thrown: ownStack(thrown, frames) }),
    ...(entry && { hint: entry.lookAt }),
    read: anchorOf(todo?.rule ?? rule),
  };
}

function findTodo(todo: Todo, sources: Sources): Place | undefined {
  return sources.find(todo.what.slice(0, 40));
}

/** What was thrown, and the frames that are in the student's own files. */
function ownStack(thrown: string, frames: readonly (Place & { readonly text: string })[]): string {
  const what = thrown.split('\n', 1)[0] ?? '';
  const lines = frames.map(
    ({ text, file, line, column }) => `    at ${text ? `${text} ` : ''}${file}:${line}:${column}`,
  );
  return [what, ...lines].join('\n');
}

function means(runs: readonly RunResult[]): MeanTotals {
  const mean = (of: (run: RunResult) => number) =>
    runs.length === 0 ? 0 : Math.round(runs.reduce((sum, run) => sum + of(run), 0) / runs.length);
  return {
    virtualMs: mean(({ totals }) => totals.virtualMicros / 1_000),
    rpcs: mean(({ totals }) => totals.rpcs),
    bytes: mean(({ totals }) => totals.bytes),
    syncs: mean(({ totals }) => totals.syncs),
    commands: mean(({ totals }) => totals.commands),
  };
}
