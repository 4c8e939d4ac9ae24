/**
 * `npm run grade-class`: grades a folder of submissions. Exit codes: 0 every submission has a score,
 * whatever it is; 1 the instructor must look at something, such as a submission without a score; 2 the
 * command line or the set-up is wrong; 3 the grader itself failed; 130 interrupted, and the same command
 * continues.
 */
import path from 'node:path';
import type { ClassRun, Entry } from '../instructor/class/entry';
import { limitsFor } from '../instructor/class/grade-one';
import { type ClassOutcome, gradeClass } from '../instructor/class/run';
import type { Scheme } from '../instructor/class/course/scheme';
import { handedIn } from '../instructor/class/handed-in';
import type { Found } from '../instructor/class/intake';
import { JOURNAL, readJournal } from '../instructor/class/journal';
import { LOCK, lock } from '../command/lock';
import {
  allChanges,
  frameOf,
  lastRows,
  type OutputOptions,
  writeOutputs,
} from '../instructor/class/outputs';
import { refuseWithout } from '../instructor/class/made-with';
import { type SeedPlan, seedsBy, toldOf } from '../instructor/class/seed-plan';
import { writeSplit } from '../instructor/class/parts-file';
import { kitVersion, prepareSuite, type Suite } from '../runs/grading/grade-folder';
import { ofStage } from '../judge/scenarios/catalogue';
import { outputOptions } from '../instructor/class/class-lists';
import { whereStood } from '../command/place';
import { complain, EXIT, print, Refusal, runCommand, textOf } from '../command/run-command';
import {
  listOddities,
  oddities,
  refuseOtherClass,
  refuseTimeless,
} from '../instructor/class/class-oddities';
import { refuseDoubled, refuseTwoTimes } from '../instructor/class/doubled-lines';
import { hasDoubtfulLines } from '../instructor/class/stray-lines';
import { seedPlan } from '../instructor/class/choose-secret';
import { ProgressFile, toAll } from '../instructor/class/progress';
import {
  ClassScreen,
  tellChanges,
  tellClass,
  tellOddities,
  tellOtherSeeds,
  tellPeople,
  tellUnpaired,
} from '../instructor/class/class-screen';
import { type GradeClassCommand, parseGradeClass } from '../instructor/class/grade-class-args';
import { listenForInterruption } from '../command/interruption';

/** How many passed runs of each submission are replayed in a fresh process. */
const RECHECKS = 2;

const interruption = listenForInterruption(EXIT.interrupted);

runCommand(parseGradeClass, run, { interruption, fault: failed });

async function run(command: GradeClassCommand): Promise<number> {
  const { shard } = command;
  const outputs = {
    column: command.assignment,
    ...outputOptions(command.lists, command.out),
    ...(shard && { part: `shard ${shard.index}/${shard.of}` }),
  };
  refuseWithout([command.out], outputs, '; or choose another out=, or delete that folder');
  const submissions = await handedIn(command);
  const out = whereStood(command.out);
  const free = lockedFor(command, out);
  const before = await readJournal(path.join(out, JOURNAL));
  const plan = seedPlan(command, before.run);
  const suite = await prepareSuite();
  try {
    const run = beginRun(command, before, { plan, suite, found: submissions.found });
    const progress = new ProgressFile(out);
    const foresee = (ungraded: readonly Entry[]) => {
      const frame = frameOf(ungraded, outputs);
      refuseTimeless(frame.rows, outputs);
      refuseTwoTimes(frame.rows, outputs);
      const ids = ungraded.map(({ id }) => id);
      if (!command.shard) refuseDoubled(outputs, frame.rows, ids);
      if (!command.planOnly) return;
      tellOddities(listOddities(command.shard !== undefined, outputs, frame.rows, ids));
      tellUnpaired(frame, command.shard !== undefined);
    };
    const { scheme } = outputs;
    const at = { run, plan, suite, progress, foresee, ...(scheme && { scheme }), ...submissions };
    const graded = await grade(command, out, at);
    if (interruption.signal.aborted) {
      progress.end('interrupted');
      complain('Interrupted. Finished results are kept: the same command continues from here.');
      return EXIT.interrupted;
    }
    if (!graded.complete) return EXIT.passed;
    const options = { ...outputs, leftOut: submissions.leftOut };
    const isOpen = await writeAndTell(command, out, { run, options, entries: graded.entries });
    progress.end('done');
    return isOpen ? EXIT.failed : EXIT.passed;
  } finally {
    suite.child.dispose();
    free();
  }
}

/** @returns a function that releases the folder */
function lockedFor({ out: shown }: GradeClassCommand, out: string): () => void {
  const free = lock(out);
  if (typeof free === 'function') return free;
  throw new Refusal(
    `Another run (${free.owner}) is writing to ${shown}. Wait for it, or choose another out=. If there is none, remove ${path.join(shown, LOCK)}.`,
  );
}

interface Beginning {
  readonly plan: SeedPlan;
  readonly suite: Suite;
  readonly found: readonly Found[];
}

/**
 * Describes this run, and tells the instructor if its seeds differ from those of the results in the
 * folder.
 */
function beginRun(
  command: GradeClassCommand,
  before: Awaited<ReturnType<typeof readJournal>>,
  { plan, suite, found }: Beginning,
): ClassRun {
  if (!command.shard) refuseOtherClass(command.out, before.entries, found);
  const run: ClassRun = {
    schema: 'raft-lab/class/1',
    assignment: command.assignment,
    stage: command.stage,
    kitVersion: kitVersion(),
    suiteHash: suite.hash,
    seeds: toldOf(plan, ofStage(command.stage)),
    gradedAt: command.at ?? before.run?.gradedAt ?? new Date().toISOString(),
  };
  tellOtherSeeds(before.run, run);
  return run;
}

async function grade(
  command: GradeClassCommand,
  out: string,
  at: Beginning & {
    readonly run: ClassRun;
    readonly progress: ProgressFile;
    readonly scheme?: Scheme;
    readonly foresee: (ungraded: readonly Entry[]) => void;
  },
): Promise<ClassOutcome> {
  const { run, plan, suite, scheme, found, progress, foresee } = at;
  const { stage, types, planOnly, workers } = command;
  const screen = new ClassScreen(scheme);
  const graded = await gradeClass({
    found,
    setting: {
      ...{ stage, types, suite },
      tests: ofStage(stage),
      seedsOf: seedsBy(plan),
      kitVersion: run.kitVersion,
      limits: limitsFor(command, run.seeds),
      rechecks: RECHECKS,
    },
    ...{ run, out, planOnly, foresee },
    inResults: new Set(lastRows(out).map(({ id, submission = id }) => submission)),
    ...(workers !== undefined && { workers }),
    signal: interruption.signal,
    observer: toAll(planOnly ? [screen] : [screen, progress]),
  });
  screen.end();
  return graded;
}

/** @returns whether the instructor still has to look at something */
async function writeAndTell(
  command: GradeClassCommand,
  out: string,
  what: {
    readonly run: ClassRun;
    readonly options: OutputOptions;
    readonly entries: readonly Entry[];
  },
): Promise<boolean> {
  const { run, options, entries } = what;
  const { shard } = command;
  const last = lastRows(out);
  const frame = frameOf(entries, options);
  const ids = entries.map(({ id }) => id);
  const isPart = shard !== undefined;
  tellChanges(allChanges(last, frame.rows, isPart));
  tellOddities(oddities(isPart, options, last, frame.rows, ids));
  const written = await writeOutputs(out, run, entries, options);
  writeSplit(out, shard && { of: shard.of, have: [shard.index] });
  tellClass(entries, options.scheme);
  const isDoubtful = hasDoubtfulLines(isPart, options, frame.rows, ids);
  const isOpen = tellPeople(frame, isPart) || isDoubtful;
  print(`\nWrote ${written.join(', ')} to ${command.out}`);
  return isOpen;
}

/** The message when the grader itself fails. Finished results stay in the journal. */
function failed(thrown: unknown): string {
  return `The grader itself has failed; this says nothing about any submission:\n  ${textOf(thrown)}\nThe journal is kept: the same command continues from there.`;
}
