/**
 * `npm run grade-class`: from a folder of submissions to a graded class. Exit codes: 0 every submission
 * has its score, whatever it is; 1 some have none, for the instructor to look at; 2 the command line or
 * the set-up is wrong; 3 the grader itself failed; 130 interrupted, and the same command goes on.
 */
import path from 'node:path';
import type { ClassRun, Entry, Row } from '../instructor/class/entry';
import { type Limits, USUAL_LIMITS } from '../instructor/class/grade-one';
import { gradeClass } from '../instructor/class/run';
import { findSubmissions, type Found } from '../instructor/class/intake';
import { JOURNAL, readJournal } from '../instructor/class/journal';
import { LOCK, lock } from '../instructor/class/lock';
import { lastRows, type OutputOptions, rowsOf, writeOutputs } from '../instructor/class/outputs';
import { changes } from '../instructor/class/regrade';
import { readSecret } from '../instructor/class/secret';
import { type SeedPlan, seedsBy, toldOf, USUAL_COUNTS } from '../instructor/class/seed-plan';
import { assignmentKey } from '../instructor/class/seeds';
import { isIn } from '../instructor/class/shard';
import { kitVersion, prepareSuite } from '../runs/grading/grade-folder';
import { ofStage } from '../judge/scenarios/catalogue';
import { outputOptions } from '../instructor/class/class-lists';
import { Refusal, whereStood } from '../command/run-command';
import { fitted, plain } from '../report/plain';
import {
  ClassScreen,
  someOf,
  tellChanges,
  tellClass,
  tellOddities,
} from '../instructor/class/class-screen';
import { type GradeClassCommand, parseGradeClass } from '../instructor/class/grade-class-args';
import { listenForInterruption } from '../command/interruption';

const EXIT = { done: 0, some: 1, usage: 2, grader: 3, interrupted: 130 } as const;
type Exit = (typeof EXIT)[keyof typeof EXIT];

/** So many passed runs of each submission are played again in a fresh process. */
const RECHECKS = 2;

const interruption = listenForInterruption(EXIT.interrupted);

async function main(): Promise<Exit> {
  const command = parseGradeClass(process.argv.slice(2), process.env);
  if (command.kind !== 'grade-class') {
    if (command.kind === 'help') print(command.text);
    else complain(command.message);
    return command.kind === 'help' ? EXIT.done : EXIT.usage;
  }
  const out = whereStood(command.out);
  const plan = seedPlan(command);
  const outputs = outputOptions(command);
  const found = await submissions(command);
  const free = lock(out);
  if (typeof free !== 'function')
    throw new Refusal(
      `Another run (${free.owner}) is writing to ${command.out}. Wait for it, or choose another out=. If there is none, remove ${path.join(command.out, LOCK)}.`,
    );
  const suite = await prepareSuite();
  try {
    const before = await readJournal(path.join(out, JOURNAL));
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
      observer: screen,
    });
    screen.end();
    if (interruption.signal.aborted) {
      complain('Interrupted. What is graded is kept: the same command goes on from here.');
      return EXIT.interrupted;
    }
    if (!complete) return EXIT.done;
    const last = lastRows(out);
    tellChanges(changes(last, rowsOf(entries, outputs)));
    tellOddities(oddities(command, outputs, last, entries));
    const written = writeOutputs(out, run, entries, outputs);
    tellClass(entries);
    print('', `Wrote ${written.join(', ')} to ${command.out}`);
    return entries.some(({ score }) => score === null) ? EXIT.some : EXIT.done;
  } finally {
    suite.child.dispose();
    free();
  }
}

async function submissions(command: GradeClassCommand): Promise<readonly Found[]> {
  const where = await findSubmissions(whereStood(command.submissions));
  if (where.kind === 'problem') throw new Refusal(where.message);
  for (const { path: name, why } of where.skipped) print(`Left out: ${name} (${why})`);
  const { shard } = command;
  if (isInside(whereStood(command.submissions), whereStood(command.out)))
    throw new Refusal(
      `${command.out} lies in ${command.submissions}, and would be taken for a submission the next time. Choose another out=.`,
    );
  const mine = shard ? where.submissions.filter(({ id }) => isIn(id, shard)) : where.submissions;
  if (where.submissions.length === 0)
    throw new Refusal(`${command.submissions} holds no submission: no folder, zip or tar.gz.`);
  return mine;
}

function isInside(folder: string, inner: string): boolean {
  const relative = path.relative(folder, inner);
  return !relative.startsWith('..') && !path.isAbsolute(relative);
}

/** More seeds may take more time, unless somebody has said how much. */
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

/** What a person would want to know before the results are believed. */
function oddities(
  { shard, late }: GradeClassCommand,
  { times }: OutputOptions,
  last: readonly Row[],
  entries: readonly Entry[],
): readonly string[] {
  const ids = new Set(entries.map(({ id }) => id));
  const told: string[] = [];
  const tell = (found: readonly string[], what: string) => {
    if (found.length > 0) told.push(`${what}: ${someOf(found)}`);
  };
  tell(
    last.map(({ id }) => id).filter((id) => !ids.has(id)),
    'Graded before, and no longer among the submissions',
  );
  if (times && !shard)
    tell(
      [...times.keys()].filter((id) => !ids.has(id)),
      'In the list of times, and not among the submissions',
    );
  if (times && late !== undefined)
    tell(
      [...ids].filter((id) => !times.has(id)),
      'Not in the list of times, and so taken to be in time',
    );
  return told;
}

/** Another secret or name grades everybody again, which may be a slip. */
function tellOtherSeeds(before: ClassRun | undefined, now: ClassRun): void {
  if (!before) return;
  if (before.assignment !== now.assignment)
    print(
      `The assignment was "${plain(before.assignment)}" the last time and is "${plain(now.assignment)}" now.`,
    );
  else if (before.seeds.commitment !== now.seeds.commitment)
    print(
      now.seeds.commitment === undefined
        ? 'The last time there were hidden seeds; without secret= there are none.'
        : before.seeds.commitment === undefined
          ? 'The last time there were no hidden seeds.'
          : 'The hidden seeds come from another secret than the last time.',
    );
}

function seedPlan({ secret, assignment, shown, hidden, ownSeeds }: GradeClassCommand): SeedPlan {
  const found = readSecret(secret === undefined ? undefined : whereStood(secret), process.env);
  if (found.kind === 'problem') throw new Refusal(found.problem);
  if (found.kind === 'none') {
    if (hidden !== undefined || ownSeeds)
      throw new Refusal('Hidden seeds are made from a secret. Say which: secret=FILE');
    if (shown === 0) throw new Refusal('public=0 leaves no seed to grade on.');
    return { shown };
  }
  for (const warning of found.warnings) complain(warning);
  const count = hidden ?? USUAL_COUNTS.hidden;
  if (shown === 0 && count === 0)
    throw new Refusal('public=0 hidden=0 leaves no seed to grade on.');
  return { shown, hidden: { key: assignmentKey(found.secret, assignment), count, own: ownSeeds } };
}

function print(...lines: readonly string[]): void {
  process.stdout.write(`${fitted(lines.join('\n'))}\n`);
}

function complain(text: string): void {
  process.stderr.write(`${fitted(text)}\n`);
}

/** The folder or its disk is not as it should be. */
const UNWRITABLE = ['ENOSPC', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'EEXIST', 'EDQUOT'];

function failed(thrown: unknown): Exit {
  if (thrown instanceof Refusal) {
    complain(thrown.message);
    return EXIT.usage;
  }
  const { code, message } = thrown as NodeJS.ErrnoException;
  if (UNWRITABLE.includes(code ?? '')) {
    complain(
      `It cannot be written: ${message}\nWhat is in the journal is kept: put that right, and the same command goes on.`,
    );
    return EXIT.usage;
  }
  complain(
    `The grader itself has failed, which says nothing about anybody's code:\n  ${message}\nWhat is in the journal is kept: the same command goes on from there.`,
  );
  if (process.env['RAFT_LAB_DEBUG'] !== undefined) complain((thrown as Error).stack ?? '');
  return EXIT.grader;
}

void main()
  .catch(failed)
  .then((exit) => {
    process.exitCode = exit;
  });
