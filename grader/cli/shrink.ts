/**
 * `npm run shrink`: makes a failing run smaller, and saves it as a scenario file. Exit code 0 if there is a
 * smaller run, 1 if there is none, 2 for words or a folder that make no sense, 130 if interrupted.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { unusable } from '../runs/grading/unusable';
import { Replayer } from '../runs/replay/replayer';
import type { Schedule } from '../runs/replay/schedule';
import { AT_LENGTH } from '../runs/replay/shrink';
import pc from '../report/colour';
import { plain } from '../report/plain';
import { tally } from '../report/tally';
import { failure } from '../report/terminal';
import { failedRun } from '../student/debug/failed-run';
import type { GradeTarget } from '../command/grade-line';
import { KEPT } from '../command/memory/last-grade';
import { endWhenInterrupted, print, Refusal, runCommand, whereStood } from '../command/run-command';
import {
  ENDING,
  scenarioName,
  SCENARIOS,
  scenarioAt,
  told,
  writeScenario,
} from '../student/scenario-files/find-scenarios';
import { scenarioLine } from '../student/scenario-files/replaying';
import { standIn } from '../student/scenario-files/stand-in';
import { parseShrinkArgs, SHRINK, type ShrinkCommand } from '../student/shrink/shrink-args';
import {
  type FailingRun,
  shrinkForReport,
  type SmallRun,
} from '../student/shrink/shrink-for-report';
import { askBack } from '../command/usage-problem';

const KIT = path.join(__dirname, '..', '..');
/** The work is bounded by itself; this is for code that makes each run slow. */
const SECONDS_MAX = 300;

runCommand(async () => {
  endWhenInterrupted();
  const command = parseShrinkArgs(process.argv.slice(2), process.env);
  if (command.kind === 'help') return print(command.text);
  if (command.kind === 'problem') throw new Refusal(command.message);
  return await shrink(command);
});

async function shrink({ wish, keep }: ShrinkCommand): Promise<number> {
  const { target } = wish;
  const place = placeOf(target);
  const run = toShrink(wish);
  const file = fileFor(run.name, place, keep);
  print(pc.bold(`Making ${plain(run.title)} on ${plain(place.shown)} smaller`));
  const opened = await Replayer.open(place.folder);
  if (opened.kind === 'unusable')
    throw new Refusal(unusable(place.folder, place.shown, opened.problems));
  const { replayer } = opened;
  try {
    const small = await shrinkForReport(replayer, run.of, {
      limits: AT_LENGTH,
      seconds: SECONDS_MAX,
    });
    if (small.kind === 'not') return print(`\n${told(small.sentence)}`) + 1;
    writeScenario(file.path, file.shown, small.schedule);
    print('');
    print(story(small, replayer, file.shown, { target, shown: place.shown }));
    print('');
    print(keep ? `Kept as ${file.shown}` : `Saved as ${file.shown}`);
    if (!keep) print(`To keep it as a test of your own:\n  ${run.again} keep`);
    return 0;
  } finally {
    replayer.close();
  }
}

function story(
  { result, schedule, before, size, whatIf, isCutShort }: SmallRun,
  { sources }: Replayer,
  file: string,
  { target, shown }: { readonly target: GradeTarget; readonly shown: string },
): string {
  const { seed } = schedule;
  const runs = { seeds: [seed], hidden: new Set<number>(), faults: [], realMs: 0 };
  const judged = tally(
    { ...runs, test: standIn(schedule, file), results: [{ ...result, seed }] },
    { sources, replay: () => scenarioLine(file, target) },
  );
  const small = size.replace(/^f/, 'F');
  return [
    pc.bold(told(`${small}.`)),
    pc.dim(told(`Before: ${before}.${isCutShort ? ' It might become smaller yet.' : ''}`)),
    told(whatIf),
    '',
    failure(judged, shown),
  ].join('\n');
}

interface ToShrink {
  readonly of: FailingRun | Schedule;
  readonly title: string;
  /** Of its file. */
  readonly name: string;
  /** The line that does it again. */
  readonly again: string;
}

function toShrink(wish: ShrinkCommand['wish']): ToShrink {
  switch (wish.kind) {
    case 'run':
      return ofTest(wish, wish.target);
    case 'last': {
      const run = failedRun(KIT, wish.stages);
      if (run) return ofTest(run, wish.target);
      const what =
        'There is no failed run to go by. Name a test and a seed, as a Replay line does:';
      throw new Refusal(askBack(what, `${SHRINK} 2C/figure-8 seed=1`).message);
    }
    case 'scenario': {
      const name = path.basename(wish.file).replace(/(?:\.scenario)?\.json$/, '');
      return {
        of: scenarioAt(wish.file, [whereStood('.'), KIT]),
        title: name,
        name: `${name}${ENDING}`,
        again: wordsOf(scenarioLine(wish.file, wish.target)),
      };
    }
  }
}

function ofTest({ test, seed }: FailingRun, target: GradeTarget): ToShrink {
  const whose = scenarioLine('', target).replace(/^npm run grade scenario=/, '');
  return {
    of: { test, seed },
    title: `${test}, seed ${seed},`,
    name: scenarioName(test, seed),
    again: `${SHRINK} ${test} seed=${seed}${whose}`,
  };
}

function wordsOf(gradeLine: string): string {
  return gradeLine.replace('npm run grade', SHRINK);
}

interface Place {
  readonly folder: string;
  readonly shown: string;
}

function fileFor(
  name: string,
  { folder, shown }: Place,
  keep: ShrinkCommand['keep'],
): { readonly path: string; readonly shown: string } {
  if (!keep) return { path: path.join(KIT, KEPT, name), shown: `${KEPT}/${name}` };
  const kept = keep.name === undefined ? name : `${keep.name}${ENDING}`;
  const file = path.join(folder, SCENARIOS, kept);
  if (keep.name !== undefined && existsSync(file))
    throw new Refusal(
      told(`There is a scenario ${shown}/${SCENARIOS}/${kept} already. Choose another name.`),
    );
  return { path: file, shown: `${shown}/${SCENARIOS}/${kept}` };
}

function placeOf(target: GradeTarget): Place {
  switch (target.kind) {
    case 'labs':
      return { folder: path.join(KIT, 'labs', 'raft'), shown: 'labs/raft' };
    case 'solution':
      return { folder: path.join(KIT, 'solutions', 'raft'), shown: 'solutions/raft' };
    case 'folder':
      return { folder: whereStood(target.path), shown: target.path };
  }
}
