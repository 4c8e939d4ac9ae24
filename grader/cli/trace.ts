/**
 * `npm run trace`: replays one run and shows all of it as text. It does not judge: exit code 0 whether
 * the run passes or fails, 1 if there is nothing to show because the code never returned, 2 for an
 * invalid command line or folder.
 */
import { unusable } from '../runs/grading/unusable';
import type { ReplayJob } from '../runs/replay/replay-job';
import { type Recording, unpack } from '../runs/replay/recording';
import { Replayer } from '../runs/replay/replayer';
import pc from '../report/colour';
import { COLUMNS, fold, plain } from '../report/plain';
import type { Scenario } from '../judge/scenarios/scenario';
import { gradeLine, type GradeTarget } from '../command/grade-line';
import type { ReplayWish } from '../command/replay-words';
import { whichRun } from '../command/memory/which-run';
import { KIT, placeOf, whereStood } from '../command/place';
import { EXIT, print, Refusal, runCommand } from '../command/run-command';
import { scenarioAt } from '../student/scenario-files/find-scenarios';
import { scenarioLine } from '../student/scenario-files/replaying';
import { standIn } from '../student/scenario-files/stand-in';
import { chosenRows } from '../student/trace/choice';
import { exportRun } from '../student/trace/export';
import { show } from '../student/trace/pager';
import { rowsOf } from '../student/trace/rows';
import { traceText } from '../student/trace/screen';
import { parseTraceArgs, TRACE, type TraceCommand } from '../student/trace/trace-args';
import { verdictText } from '../student/trace/verdict';

/** How far above the line that breaks the rule a pager begins. */
const LINES_BEFORE = 12;

runCommand(parseTraceArgs, trace);

async function trace({ wish, choice, format, isEvery }: TraceCommand): Promise<number> {
  const { target } = wish;
  const played = toPlay(wish);
  const { folder, shown } = placeOf(target);
  const opened = await Replayer.open(folder);
  if (opened.kind === 'unusable') throw new Refusal(unusable(shown, opened.problems));
  const { replayer } = opened;
  try {
    const replayed = await replayer.ask(played.job);
    // Not reached in practice: Ctrl-C ends the process first.
    if (replayed.kind === 'interrupted') return EXIT.interrupted;
    const { result } = replayed.kind === 'answer' ? replayed.answer : replayed;
    const verdict = verdictText({ ...played, result, shown, sources: replayer.sources });
    if (replayed.kind === 'ended') return print(`${verdict}\n\n${NOTHING_TO_SHOW}`) + 1;
    const recording = unpack(replayed.answer.recording);
    if (format) return print(exportRun(format, recording, choice, isEvery));
    const all = rowsOf(recording, isEvery);
    const rows = chosenRows(all, choice);
    const { lines, witnessAt } = traceText(recording, rows);
    const head = [
      pc.bold(`${plain(recording.title)}, on ${plain(shown)}`),
      ...fold(counted(recording, rows.length, all.length), COLUMNS).map((line) => pc.dim(line)),
    ];
    const text = [...head, ...lines, '', verdict].join('\n');
    const start = witnessAt === undefined ? undefined : head.length + witnessAt - LINES_BEFORE;
    const { env, platform } = process;
    const setting = { env, platform, isTerminal: process.stdout.isTTY };
    await show(text, start, setting, print);
    return 0;
  } finally {
    replayer.close();
  }
}

function counted({ events, leftOut }: Recording, rows: number, all: number): string {
  const shown = `${rows === all ? '' : `${rows} of `}${all} ${all === 1 ? 'row' : 'rows'}`;
  const gone = leftOut === 0 ? '' : ` (${leftOut} more were too many to keep)`;
  return `${events.length} ${events.length === 1 ? 'event' : 'events'}${gone} in ${shown}`;
}

const NOTHING_TO_SHOW = fold(
  'A run that was stopped leaves no trace. Fix that first: the Replay line shows where it happened.',
  COLUMNS,
).join('\n');

interface ToPlay {
  readonly job: ReplayJob;
  readonly test: Scenario;
  /** The command that grades this run. */
  readonly replay: string;
}

function toPlay(wish: ReplayWish): ToPlay {
  const { target } = wish;
  if (wish.kind === 'scenario') return ofFile(wish.file, target);
  const { test, seed } = whichRun(wish, TRACE);
  const { id } = test;
  return { job: { kind: 'record', test: id, seed }, test, replay: gradeLine({ id, seed, target }) };
}

function ofFile(file: string, target: GradeTarget): ToPlay {
  const schedule = scenarioAt(file, [whereStood('.'), KIT]);
  return {
    job: { kind: 'perform', schedule },
    test: standIn(schedule, file),
    replay: scenarioLine(file, target),
  };
}
