/**
 * `npm run grade-class`: from a folder of submissions to a graded class. Exit codes: 0 every submission
 * has its score, whatever it is; 1 some have none, for the instructor to look at; 2 the command line or
 * the set-up is wrong; 3 the grader itself failed; 130 interrupted, and the same command goes on.
 */
import path from 'node:path';
import type { ClassRun, Ignored } from '../instructor/class/entry';
import { type Limits, USUAL_LIMITS } from '../instructor/class/grade-one';
import { gradeClass } from '../instructor/class/run';
import { findSubmissions, type Found } from '../instructor/class/intake';
import { JOURNAL, readJournal } from '../instructor/class/journal';
import { LOCK, lock } from '../command/lock';
import { frameOf, lastRows, writeOutputs } from '../instructor/class/outputs';
import { changes } from '../instructor/class/regrade';
import { seedsBy, toldOf } from '../instructor/class/seed-plan';
import { isIn } from '../instructor/class/shard';
import { kitVersion, prepareSuite } from '../runs/grading/grade-folder';
import { ofStage } from '../judge/scenarios/catalogue';
import { outputOptions } from '../instructor/class/class-lists';
import { whereStood } from '../command/place';
import { complain, EXIT, print, Refusal, runCommand, textOf } from '../command/run-command';
import { oddities, refuseOtherClass, refuseTimeless } from '../instructor/class/class-oddities';
import { seedPlan } from '../instructor/class/class-secret';
import { ProgressFile, toAll } from '../instructor/class/progress';
import { plain } from '../report/plain';
import {
  ClassScreen,
  tellChanges,
  tellClass,
  tellOddities,
  tellPeople,
} from '../instructor/class/class-screen';
import { type GradeClassCommand, parseGradeClass } from '../instructor/class/grade-class-args';
import { listenForInterruption } from '../command/interruption';

/** The number of passed runs of each submission that are replayed in a fresh process. */
const RECHECKS = 2;

const interruption = listenForInterruption(EXIT.interrupted);

runCommand(parseGradeClass, run, { interruption, fault: failed });

async function run(command: GradeClassCommand): Promise<number> {
  const out = whereStood(command.out);
  const outputs = { column: command.assignment, ...outputOptions(command.lists, command.out) };
  const { found, leftOut } = await submissions(command);
  const free = lock(out);
  if (typeof free !== 'function')
    throw new Refusal(
      `Another run (${free.owner}) is writing to ${command.out}. Wait for it, or choose another out=. If there is none, remove ${path.join(command.out, LOCK)}.`,
    );
  const plan = seedPlan(command);
  const suite = await prepareSuite();
  try {
    const before = await readJournal(path.join(out, JOURNAL));
    if (!command.shard) refuseOtherClass(command.out, before.entries, found);
    const tests = ofStage(command.stage);
    const run: ClassRun = {
      schema: 'raft-lab/class/1',
      assignment: command.assignment,
      stage: command.stage,
      kitVersion: kitVersion(),
      suiteHash: suite.hash,
      seeds: toldOf(plan, tests),
      gradedAt: command.at ?? before.run?.gradedAt ?? new Date().toISOString(),
    };
    tellOtherSeeds(before.run, run);
    const screen = new ClassScreen();
    const progress = new ProgressFile(out);
    const { entries, complete } = await gradeClass({
      found,
      setting: {
        stage: command.stage,
        tests,
        seedsOf: seedsBy(plan),
        suite,
        kitVersion: run.kitVersion,
        limits: limitsOf(command, run),
        types: command.types,
        rechecks: RECHECKS,
      },
      run,
      out,
      planOnly: command.planOnly,
      ...(command.workers !== undefined && { workers: command.workers }),
      signal: interruption.signal,
      observer: toAll(command.planOnly ? [screen] : [screen, progress]),
    });
    screen.end();
    if (interruption.signal.aborted) {
      progress.end('interrupted');
      complain('Interrupted. Finished results are kept: the same command continues from here.');
      return EXIT.interrupted;
    }
    if (!complete) return EXIT.passed;
    const last = lastRows(out);
    const frame = frameOf(entries, outputs);
    refuseTimeless(frame.rows, outputs);
    tellChanges(changes(last, frame.rows));
    const handedIn = entries.map(({ id }) => id);
    const isPart = command.shard !== undefined;
    tellOddities(oddities(isPart, outputs, last, frame.rows, handedIn));
    const written = await writeOutputs(out, run, entries, { ...outputs, leftOut });
    tellClass(entries);
    const isOpen = tellPeople(frame, isPart);
    progress.end('done');
    print(`\nWrote ${written.join(', ')} to ${command.out}`);
    return isOpen ? EXIT.failed : EXIT.passed;
  } finally {
    suite.child.dispose();
    free();
  }
}

async function submissions(
  command: GradeClassCommand,
): Promise<{ readonly found: readonly Found[]; readonly leftOut: readonly Ignored[] }> {
  const where = await findSubmissions(whereStood(command.submissions), {
    ...(command.from && { from: command.from }),
    ...(command.before !== undefined && { before: command.before }),
  });
  if (where.kind === 'problem') throw new Refusal(where.message);
  for (const { path: name, why } of where.skipped) print(`Left out: ${name} (${why})`);
  const { shard } = command;
  if (isInside(whereStood(command.submissions), whereStood(command.out)))
    throw new Refusal(
      `${command.out} is inside ${command.submissions} and would count as a submission next time. Choose another out=.`,
    );
  const mine = shard ? where.submissions.filter(({ id }) => isIn(id, shard)) : where.submissions;
  if (where.submissions.length === 0)
    throw new Refusal(`${command.submissions} holds no submission: no folder, zip or tar.gz.`);
  return { found: mine, leftOut: where.skipped };
}

function isInside(folder: string, inner: string): boolean {
  const relative = path.relative(folder, inner);
  return !relative.startsWith('..') && !path.isAbsolute(relative);
}

/** More seeds take more time, so the limit grows with them unless the instructor has set it. */
function limitsOf({ cpuSeconds, wallSeconds }: GradeClassCommand, { seeds }: ClassRun): Limits {
  const times = Object.keys(seeds.shown).map(
    (id) => (seeds.shown[id] ?? 0) + (seeds.hidden[id] ?? 0),
  );
  const most = Math.max(1, ...times);
  return {
    cpuSeconds: cpuSeconds ?? USUAL_LIMITS.cpuSeconds * most,
    wallSeconds: wallSeconds ?? USUAL_LIMITS.wallSeconds * most,
  };
}

/** A different secret or name grades the whole class again, which may be a mistake. */
function tellOtherSeeds(before: ClassRun | undefined, now: ClassRun): void {
  if (!before) return;
  if (before.assignment !== now.assignment)
    print(
      `The assignment was "${plain(before.assignment)}" the last time and is "${plain(now.assignment)}" now.`,
    );
  else if (before.seeds.commitment !== now.seeds.commitment)
    print(
      now.seeds.commitment === undefined
        ? 'The last time there were hidden seeds; with public-only there are none.'
        : before.seeds.commitment === undefined
          ? 'The last time there were no hidden seeds.'
          : 'The hidden seeds come from another secret than the last time.',
    );
}

/** The folder or its disk is not as it should be; what is graded is kept. */
function failed(thrown: unknown): string {
  return `The grader itself has failed; this says nothing about any submission:\n  ${textOf(thrown)}\nThe journal is kept: the same command continues from there.`;
}
