/** Computes the verdict on one test from its runs. Pure: the same runs give the same verdict. */
import { anchorOf, entryOf } from '../judge/rules/explanations';
import type { Failure, Row, RunResult, Todo } from '../judge/scenarios/run-result';
import { type Scenario, stageOf } from '../judge/scenarios/scenario';
import type { Place, Sources } from './place';
import { plain } from './plain';
import type { MeanTotals, TestResult } from './result';
import { slipOf, suspectOf } from './suspect';
import type { Seed } from '../world/sim/seed';

interface TallyOptions {
  readonly sources: Sources;
  /** Returns the command that replays one run of a test. */
  readonly replay: (id: string, seed: Seed) => string;
}

/** All runs of one test. */
export interface Runs {
  readonly test: Scenario;
  /** In any order; empty if the test was not started. */
  readonly results: readonly RunResult[];
  /** Runs in which the grader failed, with its own message. */
  readonly faults: readonly { readonly seed: Seed; readonly text: string }[];
  /** The requested seeds, in the order in which runs count. */
  readonly seeds: readonly Seed[];
  /** The seeds among them that students must not learn. */
  readonly hidden: ReadonlySet<Seed>;
  readonly realMs: number;
}

const MESSAGE_CHARS_MAX = 800;
const ROW_CHARS_MAX = 200;

export function tally(runs: Runs, options: TallyOptions): TestResult {
  const { test, faults, seeds, hidden } = runs;
  const counted = countedRuns(runs.results, seeds);
  const failed = counted.filter(({ status }) => status === 'failed');
  const first = failed[0];
  const totals = means(counted);
  const base = {
    id: test.id,
    stage: stageOf(test),
    title: test.title,
    maxPoints: test.points,
    seedsRun: counted.length,
    seedsFailed: failed.length,
    ...(hidden.size > 0 && {
      hidden: {
        run: counted.filter(({ seed }) => hidden.has(seed)).length,
        failed: failed.filter(({ seed }) => hidden.has(seed)).length,
      },
    }),
    durationMs: Math.round(runs.realMs),
    virtualMs: totals.virtualMs,
    totals,
    visibility: 'visible',
    digests: counted.map(({ digest }) => digest),
  } as const;
  if (first?.failure) {
    const failure = first.failure;
    const left = failure.rule === 'K.3' ? seeds.length - counted.length : 0;
    return {
      ...base,
      status: failure.todos ? 'todo' : 'failed',
      points: 0,
      failingSeed: first.seed,
      ...explain(failure, test, options.sources),
      ...(left > 0 && { seedsLeftOut: left }),
      ...(!hidden.has(first.seed) && { replay: options.replay(test.id, first.seed) }),
    };
  }
  const fault = inOrder(faults, seeds)[0];
  if (fault)
    return {
      ...base,
      status: 'error',
      points: 0,
      failingSeed: fault.seed,
      message: plain(fault.text, MESSAGE_CHARS_MAX),
      ...(!hidden.has(fault.seed) && { replay: options.replay(test.id, fault.seed) }),
    };
  if (counted.length < seeds.length) return { ...base, status: 'blocked', points: 0 };
  const unreached = neverReached(counted);
  return unreached.length === 0
    ? { ...base, status: 'passed', points: test.points }
    : { ...base, status: 'inconclusive', points: 0, unreached };
}

/** Marks of the test that no run has reached. One run that reaches a mark is enough. */
export function neverReached(runs: readonly RunResult[]): readonly string[] {
  const [first, ...others] = runs.map(({ unreached = [] }) => unreached);
  return (first ?? []).filter((mark) => others.every((unreached) => unreached.includes(mark)));
}

/**
 * The runs in the order of their seeds. A run that was ended by force is the last that counts, because
 * which later ones were run in parallel is a matter of timing.
 */
function countedRuns(results: readonly RunResult[], seeds: readonly Seed[]): readonly RunResult[] {
  const ordered = inOrder(results, seeds);
  const forced = ordered.findIndex(({ failure }) => failure?.rule === 'K.3');
  return forced === -1 ? ordered : ordered.slice(0, forced + 1);
}

function inOrder<T extends { readonly seed: Seed }>(
  all: readonly T[],
  seeds: readonly Seed[],
): readonly T[] {
  const turn = new Map(seeds.map((seed, at) => [seed, at]));
  return [...all].sort((a, b) => (turn.get(a.seed) ?? 0) - (turn.get(b.seed) ?? 0));
}

function explain(failure: Failure, test: Scenario, sources: Sources): Partial<TestResult> {
  const { rule, message, atMicros, timeline, thrown, todos } = failure;
  const todo = todos && nearest(todos, test, sources);
  const frames = thrown === undefined ? [] : sources.frames(thrown);
  const suspect = frames.length === 0 && !todo ? suspectOf(failure, sources) : undefined;
  // If the error was not thrown by the missing code itself, the place of the missing code is reported.
  const missing = todo && !isThrown(todo, thrown) ? findTodo(todo, sources) : undefined;
  const slip = rule === 'K.2' && !todo ? slipOf(thrown ?? '', frames, sources) : undefined;
  const place: Place | undefined = missing ?? slip?.place ?? frames[0] ?? suspect?.place;
  const entry = entryOf(todo?.rule ?? rule);
  // For rules of the contract, the message and the line are enough.
  const isTold = /^K\.[23]$/.test(rule) || (rule === 'K.1' && place !== undefined);
  const said = todo
    ? toDo(todo, todos, test)
    : (suspect?.message ?? message) + (slip ? `. ${slip.why}` : '');
  return {
    rule: todo?.rule ?? rule,
    message: plain(said, MESSAGE_CHARS_MAX),
    atMs: atMicros / 1_000,
    ...settingOf(test, failure),
    witness: todo ? [] : timeline.map(plainRow),
    ...(place && {
      place: { file: place.file, line: place.line },
      codeFrame: sources.codeFrame(place),
    }),
    ...(thrown !== undefined && {
      thrown: ownStack(thrown, slip ? frames.slice(frames.indexOf(slip.place)) : frames),
    }),
    ...(entry && !isTold && { hint: entry.lookAt }),
    read: anchorOf(todo?.rule ?? rule),
  };
}

function isThrown({ what }: Todo, thrown = ''): boolean {
  return /^(?:Error: )?TODO /.test(thrown) && thrown.includes(what);
}

function settingOf(
  { alone, rig }: Scenario,
  { subject }: Pick<Failure, 'subject'>,
): Pick<TestResult, 'setting'> {
  const who = subject === undefined ? undefined : `S${subject}`;
  if (rig)
    return {
      setting: `The test uses your Persister alone, on the disk of ${who ?? 'one server'}.`,
    };
  if (alone)
    return {
      setting: `${who ?? 'One server'} runs your code. The test plays all other servers by hand.`,
    };
  return {};
}

function plainRow(row: Row): Row {
  return { ...row, text: plain(row.text, ROW_CHARS_MAX) };
}

/** The first whose comment names this test, or else the first that was reached. */
function nearest(todos: readonly Todo[], { id }: Scenario, sources: Sources): Todo | undefined {
  const names = (todo: Todo) => {
    const place = findTodo(todo, sources);
    return place !== undefined && sources.commentAt(place).includes(id);
  };
  return todos.find(names) ?? todos[0];
}

function toDo(todo: Todo, reached: readonly Todo[], test: Scenario): string {
  const stage = todo.stage === stageOf(test) ? '' : ` (left from stage ${todo.stage})`;
  const others = new Set(reached.filter(({ rule }) => rule !== todo.rule).map(({ rule }) => rule));
  const also = others.size === 0 ? '' : ` Also still to do: ${[...others].join(', ')}.`;
  return `${todo.what}${stage}.${also}`;
}

function findTodo(todo: Todo, sources: Sources): Place | undefined {
  return sources.find(todo.what.slice(0, 40));
}

/** The error, and the frames in the student's own files. */
function ownStack(thrown: string, frames: readonly (Place & { readonly text: string })[]): string {
  const what = plain(thrown.split('\n', 1)[0] ?? '', MESSAGE_CHARS_MAX);
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
