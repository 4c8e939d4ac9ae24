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
import { failure, type FailureLine } from '../report/terminal';
import { type GradeTarget, pasteLine, targetWords } from '../command/grade-line';
import { KEPT } from '../command/memory/last-grade';
import { whichRun } from '../command/memory/which-run';
import { KIT, type Place, placeOf, whereStood } from '../command/place';
import { print, Refusal, runCommand } from '../command/run-command';
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
import { pageLines } from '../student/timeline/write-page';
import { parseShrinkArgs, SHRINK, type ShrinkCommand } from '../student/shrink/shrink-args';
import {
  type FailingRun,
  shrinkForReport,
  type SmallRun,
} from '../student/shrink/shrink-for-report';

/** The work is bounded by itself; this is for code that makes each run slow. */
const SECONDS_MAX = 300;

runCommand(parseShrinkArgs, shrink);

async function shrink({ wish, keep }: ShrinkCommand): Promise<number> {
  const { target } = wish;
  const place = placeOf(target);
  const run = toShrink(wish);
  const file = fileFor(run.name, place, keep);
  print(pc.bold(`Making ${plain(run.title)} on ${plain(place.shown)} smaller`));
  const opened = await Replayer.open(place.folder);
  if (opened.kind === 'unusable') throw new Refusal(unusable(place.shown, opened.problems));
  const { replayer } = opened;
  try {
    const small = await shrinkForReport(replayer, run.of, {
      limits: AT_LENGTH,
      seconds: SECONDS_MAX,
    });
    if (small.kind === 'not') return print(`\n${told(small.sentence)}`) + 1;
    writeScenario(file.path, file.shown, small.schedule);
    print('');
    const page = await pageLines(KIT, `${run.page} small`, small.recording, {
      replay: scenarioLine(file.shown, target),
    });
    print(story(small, replayer, file.shown, { target, shown: place.shown, page }));
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
  {
    target,
    shown,
    page,
  }: {
    readonly target: GradeTarget;
    readonly shown: string;
    readonly page: readonly FailureLine[];
  },
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
    pc.dim(told(`Before: ${before}.${isCutShort ? ' It might become even smaller.' : ''}`)),
    told(whatIf),
    '',
    failure(judged, shown, pc, page),
  ].join('\n');
}

interface ToShrink {
  readonly of: FailingRun | Schedule;
  readonly title: string;
  /** Of its file. */
  readonly name: string;
  /** Of its page, which takes the place of the one that a grading made in passing. */
  readonly page: string;
  /** The line that does it again. */
  readonly again: string;
}

function toShrink(wish: ShrinkCommand['wish']): ToShrink {
  switch (wish.kind) {
    case 'run':
    case 'last': {
      const { test, seed } = whichRun(wish, SHRINK);
      return ofTest({ test: test.id, seed }, wish.target);
    }
    case 'scenario': {
      const name = path.basename(wish.file).replace(/(?:\.scenario)?\.json$/, '');
      return {
        of: scenarioAt(wish.file, [whereStood('.'), KIT]),
        title: name,
        name: `${name}${ENDING}`,
        page: name,
        again: wordsOf(scenarioLine(wish.file, wish.target)),
      };
    }
  }
}

function ofTest({ test, seed }: FailingRun, target: GradeTarget): ToShrink {
  return {
    of: { test, seed },
    title: `${test}, seed ${seed},`,
    name: scenarioName(test, seed),
    page: `${test} seed ${seed}`,
    again: pasteLine([test, `seed=${seed}`, ...targetWords(target)], SHRINK),
  };
}

function wordsOf(gradeLine: string): string {
  return gradeLine.replace('npm run grade', SHRINK);
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
