/**
 * `npm run play`: serves the playground to a browser on this computer until Ctrl-C. Exit codes 130 when it
 * is ended, 2 for words, a folder or a port that do not do, 3 when the grader itself has failed.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { unusable } from '../runs/grading/unusable';
import { Engine } from '../student/playground/engine';
import type { Line } from '../student/playground/line';
import { pageFiles } from '../student/page-bundle/page-files';
import { Saved } from '../student/playground/saved';
import { PlayServer, PortTaken } from '../student/playground/server';
import { Session } from '../student/playground/session';
import { freshLine, lineOf } from '../student/playground/start-line';
import type { Schedule } from '../runs/replay/schedule';
import { Replayer } from '../runs/replay/replayer';
import pc from '../report/colour';
import { fold, COLUMNS, plain } from '../report/plain';
import { type GradeTarget, targetWords } from '../command/grade-line';
import { KEPT } from '../command/memory/last-grade';
import { parsePlayArgs, PLAY, type PlayCommand, type Start } from '../student/playground/play-args';
import { KIT, type Place, placeOf, whereStood } from '../command/place';
import { EXIT, print, Refusal, runCommand } from '../command/run-command';
import { scenarioAt, SCENARIOS } from '../student/scenario-files/find-scenarios';
import { askBack } from '../command/usage-problem';
import type { Seed } from '../world/sim/seed';

runCommand(parsePlayArgs, play);

async function play({ start, target, port, isOpening }: PlayCommand): Promise<number> {
  const place = placeOf(target);
  const { folder, shown } = place;
  const engine = await Engine.open(folder);
  if (!('ask' in engine)) throw new Refusal(notPlayable(unusable(shown, engine)));
  try {
    const line = await lineFor(start, place);
    const session = new Session({
      engine,
      line,
      shown,
      saved: savedBeside(place, target),
      unusable: (problems) => notPlayable(unusable(shown, problems)),
    });
    const faults = new Faults();
    session.onFault = faults.tell;
    await session.begin();
    const server = new PlayServer(session, await pageFiles(), faults.tell);
    await server.listen(port).catch((thrown: unknown) => {
      throw thrown instanceof PortTaken ? new Refusal(taken(port)) : thrown;
    });
    try {
      print(pc.bold(`The playground, with ${plain(shown)}: ${plain(line.title)}`));
      print(server.url);
      print(pc.dim('Open this address in a browser on this computer. Ctrl-C ends it.'));
      if (isOpening) openBrowser(server.url);
      return await Promise.race([faults.first, interrupted()]);
    } finally {
      // Also when the grader has failed: a page that is open would keep the process alive.
      session.close();
      server.close();
    }
  } finally {
    engine.close();
  }
}

/** What the grader's own failure becomes: the session ends, and says so. */
class Faults {
  tell: (thrown: unknown) => void = () => undefined;
  readonly first = new Promise<never>((_, reject) => {
    this.tell = (thrown) => {
      reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
    };
  });
}

function interrupted(): Promise<number> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(name, () => {
        resolve(EXIT.interrupted);
        // A second one finds nothing that could hold it up.
        process.once(name, () => process.exit(EXIT.interrupted));
      });
  });
}

async function lineFor(start: Start, { folder, shown }: Place): Promise<Line> {
  switch (start.kind) {
    case 'fresh':
      return freshLine(start);
    case 'scenario':
      return lineOf(scenarioAt(start.file, [whereStood('.'), KIT]));
    case 'run':
      return lineOf(await recorded(start.test, start.seed, folder, shown));
  }
}

/** Plays a run of a test, for its schedule. */
async function recorded(
  test: string,
  seed: Seed,
  folder: string,
  shown: string,
): Promise<Schedule> {
  const opened = await Replayer.open(folder);
  if (opened.kind === 'unusable') throw new Refusal(notPlayable(unusable(shown, opened.problems)));
  try {
    const replayed = await opened.replayer.ask({ kind: 'record', test, seed });
    if (replayed.kind === 'interrupted') throw new Refusal('It was interrupted.');
    if (replayed.kind === 'ended')
      throw new Refusal(
        folded(`${test} seed ${seed}: ${plain(replayed.result.failure?.message ?? '')}`),
      );
    const { schedule } = replayed.answer;
    if (schedule) return schedule;
    throw new Refusal(
      askBack(
        `In ${test} the test itself plays the other servers, so you cannot continue the run. To see it:`,
        `npm run trace ${test} seed=${seed}`,
      ).message,
    );
  } finally {
    opened.replayer.close();
  }
}

/** Scenarios are kept beside the code; those of the reference, which nobody changes, in the kit's own folder. */
function savedBeside({ folder, shown }: Place, target: GradeTarget): Saved {
  const words = targetWords(target)
    .map((word) => ` ${word}`)
    .join('');
  return target.kind === 'solution'
    ? new Saved(path.join(KIT, KEPT, SCENARIOS), `${KEPT}/${SCENARIOS}`, words)
    : new Saved(path.join(folder, SCENARIOS), `${shown}/${SCENARIOS}`, words);
}

/** The words of a grading, where nothing is graded. */
function notPlayable(text: string): string {
  return text.replace(/\n\nNothing was graded\.$/, '');
}

function taken(port: number): string {
  return askBack(
    `Port ${port} is in use, perhaps by another playground. Choose another port, or any free one:`,
    `${PLAY} port=${port === 65_535 ? 8_080 : port + 1}`,
    PLAY,
  ).message;
}

function folded(text: string): string {
  return fold(text, COLUMNS).join('\n');
}

/** By the system's own word for it. Where there is none, the address was printed. */
function openBrowser(url: string): void {
  const words =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url];
  const opener = spawn(words[0] ?? '', words.slice(1), { stdio: 'ignore', detached: true });
  opener.on('error', () => undefined);
  opener.unref();
}
