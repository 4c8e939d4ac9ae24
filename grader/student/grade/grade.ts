/**
 * One grading of a student's folder, step by step: look back at earlier stages, judge, remember,
 * show, write reports. The judging itself is in runs/grading; the screen is screen.ts.
 */
import { KIT, type Place } from '../../command/place';
import { type GradeCommand, gradeLine } from '../../command/grade-words/args';
import { keepLastGrade, keepStages, readStages } from '../../command/memory/last-grade';
import {
  fixedSince,
  lookedBack,
  remembered,
  type StageMemory,
} from '../../command/memory/stage-memory';
import { complain, EXIT, graderFailed, print, textOf } from '../../command/run-command';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import { type Scenario, stageOf } from '../../judge/scenarios/scenario';
import { isUnwell } from '../../report/focus';
import type { GradeResult, TestResult } from '../../report/result';
import {
  gradeFolder,
  type GradingOutcome,
  prepareSuite,
  type Suite,
} from '../../runs/grading/grade-folder';
import { oneSeed, publicSeeds } from '../../runs/grading/seeds';
import { NoTemporaryFolder } from '../../runs/pool/pool';
import { HintMemory } from '../hints/hint-memory';
import { keptLine } from '../scenario-files/kept-line';
import { type Exhibits, exhibits, NO_EXHIBITS, removePages } from './failure-pages';
import { wantsPages } from '../timeline/write-page';
import { type LookBack, lookBack, toLookBackAt } from './look-back';
import { openTodos } from './open-todos';
import { progressLines, seedsNote } from './progress';
import { type Ending, type guard, report } from './reporting';
import { Screen, silent } from './screen';
import { stageEnd } from './stage-end';
import type { Seed } from '../../world/sim/seed';

interface Grading {
  readonly command: GradeCommand & { readonly kind: 'grade' };
  readonly place: Place;
  /** Keeps a system that reads commands from the output from obeying the submission's text. */
  readonly guarded: ReturnType<typeof guard>;
  readonly signal: AbortSignal;
}

/** A grading in progress. */
interface UnderWay extends Grading {
  readonly tests: readonly Scenario[];
  readonly startedAt: string;
  readonly suite: Suite;
  readonly screen: typeof silent | Screen;
}

/** @returns the exit code */
export async function grade(grading: Grading): Promise<number> {
  const { command, place } = grading;
  const tests = CATALOGUE.filter((test) =>
    command.tests ? command.tests.includes(test.id) : command.stages.includes(stageOf(test)),
  );
  const startedAt = new Date().toISOString();
  const { target, verbose } = command;
  const screen = command.json
    ? silent
    : new Screen(tests, { folder: place.shown, target, verbose });
  let suite: Suite | undefined;
  try {
    suite = await prepareSuite();
    const underWay = { ...grading, tests, startedAt, suite, screen };
    const before = readStages(KIT);
    const back = await lookBackFrom(underWay, before);
    const outcome = await judge(underWay);
    if (outcome.kind === 'unusable') return refuse(underWay, outcome);
    const now = remember(underWay, outcome.result, before, back);
    await show(underWay, outcome.result, back?.regressions ?? [], { before, now });
    return handOver(underWay, outcome, exitOf(underWay, outcome.result, back));
  } catch (thrown) {
    screen.end();
    const isSetUp = thrown instanceof NoTemporaryFolder;
    complain(isSetUp ? thrown.message : graderFailed(thrown));
    if (!isSetUp && process.env['RAFT_LAB_DEBUG'] && thrown instanceof Error)
      complain(thrown.stack ?? '');
    const ending = { kind: 'broken', message: textOf(thrown) } as const;
    const exit = isSetUp ? EXIT.usage : EXIT.grader;
    return handOver({ ...grading, tests, startedAt }, ending, exit);
  } finally {
    suite?.child.dispose();
  }
}

/** New code in a later stage is the usual way to break an earlier one. */
async function lookBackFrom(
  underWay: UnderWay,
  memory: StageMemory,
): Promise<LookBack | undefined> {
  const { screen, command } = underWay;
  const quiet = { ...silent, progress: screen.progress.bind(screen) };
  const asked = toLookBackAt(command, memory);
  const back = await lookBack(asked, { ...optionsOf(underWay), observer: quiet }, gradeFolder);
  if (back) screen.lookedBack(back);
  return back;
}

function judge(underWay: UnderWay): Promise<GradingOutcome> {
  const { command, tests } = underWay;
  const { seed, seeds, stages } = command;
  return gradeFolder({
    ...optionsOf(underWay),
    tests,
    stage: stages.length === 1 ? (stages[0] ?? 'all') : 'all',
    seedsOf: (test) => (seed === undefined ? publicSeeds(seeds ?? test.seeds) : oneSeed(seed)),
  });
}

function optionsOf({ command: { target }, place, suite, signal, screen }: UnderWay) {
  const replay = (id: string, seed: Seed) => gradeLine({ id, seed, target });
  return { ...place, suite, replay, signal, observer: screen };
}

function refuse(
  underWay: UnderWay,
  outcome: GradingOutcome & { readonly kind: 'unusable' },
): number {
  underWay.screen.end();
  complain(outcome.message);
  return handOver(underWay, outcome, EXIT.usage);
}

/** Remembers only gradings of the student's own folder. */
function remember(
  { command }: UnderWay,
  result: GradeResult,
  before: StageMemory,
  back: LookBack | undefined,
): StageMemory {
  if (command.target.kind !== 'labs') return before;
  const memory = back ? lookedBack(before, back.result) : before;
  keepLastGrade(KIT, { ...result, tests: [...(back?.regressions ?? []), ...result.tests] });
  const now = remembered(memory, result, command.seed);
  keepStages(KIT, now);
  new HintMemory(KIT).startOver(fixedSince(before, now));
  return now;
}

async function show(
  underWay: UnderWay,
  result: GradeResult,
  regressions: readonly TestResult[],
  memory: { readonly before: StageMemory; readonly now: StageMemory },
): Promise<void> {
  const { command, screen, place, signal } = underWay;
  if (command.json) {
    process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
    if (result.complete && result.status === 'error')
      complain(graderFailed('see the tests with status "error"'));
    return;
  }
  // An interrupted grading says nothing about the tests that it did not reach.
  const progress =
    command.target.kind === 'labs' && !signal.aborted
      ? [
          ...progressLines(command.stages, memory.before, memory.now, openTodos(place.folder)),
          ...seedsNote(result.tests, memory.now),
        ]
      : [];
  const end = regressions.length > 0 ? [] : stageEnd(result, command.target);
  const ending = [...progress, ...end];
  const durationMs = Math.round(process.uptime() * 1_000);
  screen.finish({ ...result, durationMs }, regressions, ending);
  screen.shown(await shownBeside(underWay, [...regressions, ...result.tests]));
  if (command.target.kind !== 'labs' || command.tests) return;
  const kept = await keptLine(place, command.stages, signal);
  if (kept !== undefined) print(kept);
}

/** A page for each failure, and a smaller run of the first. */
async function shownBeside(
  { command: { target }, place: { folder }, signal, screen }: UnderWay,
  tests: readonly TestResult[],
): Promise<Exhibits> {
  const failed = tests.filter(isUnwell);
  if (signal.aborted || !wantsPages(process.env)) return NO_EXHIBITS;
  removePages(KIT, tests);
  if (failed.length === 0) return NO_EXHIBITS;
  screen.busy('drawing what failed');
  const isTerminal = process.stdout.isTTY && process.env['CI'] === undefined;
  return exhibits({ folder, kit: KIT, failed, target, signal, isTerminal });
}

/** Writes the reports that were asked for. */
function handOver(
  { command, guarded, tests, startedAt }: Omit<UnderWay, 'suite' | 'screen'>,
  ending: Ending,
  exit: number,
): number {
  if (guarded) print(guarded.after);
  // GitHub's runner reads commands from both streams, and JSON output must stay valid.
  const log = (text: string) => (command.json ? process.stderr : process.stdout).write(text);
  const problems = report(ending, { command, tests, startedAt, env: process.env, log });
  problems.forEach(complain);
  return problems.length === 0 ? exit : EXIT.usage;
}

function exitOf(
  { signal }: UnderWay,
  { complete, status }: GradeResult,
  back: LookBack | undefined,
): number {
  // Everything was judged, but the pages or the smaller run were not finished.
  if (signal.aborted || !complete) return EXIT.interrupted;
  if (status === 'error') return EXIT.grader;
  return status === 'passed' && !back?.regressions.length ? EXIT.passed : EXIT.failed;
}
