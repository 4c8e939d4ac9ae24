/**
 * `npm run trace`: plays one run again and shows all of it as text. It shows and does not judge: exit code
 * 0 whether the run passes or fails, 1 if there is nothing to show because the code never came back, 2
 * for words or a folder that make no sense.
 */
import path from 'node:path';
import { unusable } from '../runs/grading/unusable';
import type { ReplayJob } from '../runs/replay/replay-job';
import { type Recording, unpack } from '../runs/replay/recording';
import { Replayer } from '../runs/replay/replayer';
import pc from '../report/colour';
import { COLUMNS, fold, plain } from '../report/plain';
import { CATALOGUE } from '../judge/scenarios/catalogue';
import type { Scenario } from '../judge/scenarios/scenario';
import { failedRun } from '../student/debug/failed-run';
import { gradeLine, type GradeTarget } from '../command/grade-line';
import type { ReplayWish } from '../command/replay-words';
import { endWhenInterrupted, print, Refusal, runCommand, whereStood } from '../command/run-command';
import { scenarioAt } from '../student/scenario-files/find-scenarios';
import { scenarioLine } from '../student/scenario-files/replaying';
import { standIn } from '../student/scenario-files/stand-in';
import { chosenRows } from '../student/trace/choice';
import { show } from '../student/trace/pager';
import { rowsOf } from '../student/trace/rows';
import { traceText } from '../student/trace/screen';
import { parseTraceArgs, TRACE, type TraceCommand } from '../student/trace/trace-args';
import { verdictText } from '../student/trace/verdict';
import { askBack } from '../command/usage-problem';

const KIT = path.join(__dirname, '..', '..');
/** A pager begins a little above what breaks the rule. */
const LINES_BEFORE = 12;

runCommand(async () => {
  endWhenInterrupted();
  const command = parseTraceArgs(process.argv.slice(2), process.env);
  if (command.kind === 'help') return print(command.text);
  if (command.kind === 'problem') throw new Refusal(command.message);
  return await trace(command);
});

async function trace({ wish, choice, isEvery }: TraceCommand): Promise<number> {
  const { target } = wish;
  const played = toPlay(wish);
  const { folder, shown } = placeOf(target);
  const opened = await Replayer.open(folder);
  if (opened.kind === 'unusable') throw new Refusal(unusable(folder, shown, opened.problems));
  const { replayer } = opened;
  try {
    const replayed = await replayer.ask(played.job);
    // Ctrl-C has ended the process before it comes to that.
    if (replayed.kind === 'interrupted') return 130;
    const { result } = replayed.kind === 'answer' ? replayed.answer : replayed;
    const verdict = verdictText({ ...played, result, shown, sources: replayer.sources });
    if (replayed.kind === 'ended') return print(`${verdict}\n\n${NOTHING_TO_SHOW}`) + 1;
    const recording = unpack(replayed.answer.recording);
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
  'A run that had to be stopped leaves no trace. Mend that first: the Replay line says where it is.',
  COLUMNS,
).join('\n');

interface ToPlay {
  readonly job: ReplayJob;
  readonly test: Scenario;
  /** The line that grades it. */
  readonly replay: string;
}

function toPlay(wish: ReplayWish): ToPlay {
  const { target } = wish;
  switch (wish.kind) {
    case 'run':
      return ofTest(wish, target);
    case 'last': {
      const run = failedRun(KIT, wish.stages);
      if (run) return ofTest(run, target);
      const what =
        'There is no failed run to go by. Name a test and a seed, as a Replay line does:';
      throw new Refusal(askBack(what, `${TRACE} 2C/figure-8 seed=1`).message);
    }
    case 'scenario':
      return ofFile(wish.file, target);
  }
}

function ofTest(
  { test: id, seed }: { readonly test: string; readonly seed: number },
  target: GradeTarget,
): ToPlay {
  const test = CATALOGUE.find((one) => one.id === id);
  if (!test) throw new Error(`there is no test ${id}`);
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

function placeOf(target: GradeTarget): { readonly folder: string; readonly shown: string } {
  switch (target.kind) {
    case 'labs':
      return { folder: path.join(KIT, 'labs', 'raft'), shown: 'labs/raft' };
    case 'solution':
      return { folder: path.join(KIT, 'solutions', 'raft'), shown: 'solutions/raft' };
    case 'folder':
      return { folder: whereStood(target.path), shown: target.path };
  }
}
