/**
 * `npm run shrink`: shrinks a failing run, and saves it as a scenario file. Exit code 0 if there is a
 * smaller run, 1 if there is none, 2 for an invalid command line or folder, 130 if interrupted.
 */
import { unusable } from '../runs/grading/unusable';
import { Replayer } from '../runs/replay/replayer';
import { AT_LENGTH } from '../runs/replay/shrink';
import pc from '../report/colour';
import { plain } from '../report/plain';
import { KIT, placeOf } from '../command/place';
import { print, Refusal, runCommand } from '../command/run-command';
import { told, writeScenario } from '../student/scenario-files/find-scenarios';
import { scenarioLine } from '../student/scenario-files/replaying';
import { pageLines } from '../student/timeline/write-page';
import { parseShrinkArgs, type ShrinkCommand } from '../student/shrink/shrink-args';
import { shrinkForReport } from '../student/shrink/shrink-for-report';
import { smallRunText } from '../student/shrink/small-run-text';
import { fileFor, toShrink } from '../student/shrink/to-shrink';

/** The number of runs is limited already; this limit is for code that makes each run slow. */
const SECONDS_MAX = 300;
const SILENT_MS_MAX = 5_000;

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
  const stillAtIt = setTimeout(() => {
    print(pc.dim(`Still trying smaller runs, for ${SECONDS_MAX / 60} minutes at most.`));
  }, SILENT_MS_MAX);
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
    print(smallRunText(small, replayer, file.shown, { target, shown: place.shown, page }));
    print('');
    print(keep ? `Kept as ${file.shown}` : `Saved as ${file.shown}`);
    if (!keep) print(`To keep it as a test of your own:\n  ${run.again} keep`);
    return 0;
  } finally {
    clearTimeout(stillAtIt);
    replayer.close();
  }
}
