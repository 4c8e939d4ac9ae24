/**
 * `npm run play`: serves the playground to a browser on this computer until Ctrl-C. Exit codes 130 when
 * it is ended, 2 for an invalid command line, folder or port, 3 when the grader itself has failed.
 */
import path from 'node:path';
import { unusable } from '../runs/grading/unusable';
import { Engine } from '../student/playground/engine';
import { pageFiles } from '../student/page-bundle/page-files';
import { firstLine, notPlayable } from '../student/playground/first-line';
import { openBrowser } from '../student/playground/open-browser';
import { Saved } from '../student/playground/saved';
import { PlayServer, PortTaken } from '../student/playground/server';
import { lineOf } from '../student/playground/start-line';
import { Session } from '../student/playground/session';
import pc from '../report/colour';
import { plain } from '../report/plain';
import { type GradeTarget, targetWords } from '../command/grade-line';
import { KEPT } from '../command/memory/last-grade';
import { parsePlayArgs, PLAY, type PlayCommand } from '../student/playground/play-args';
import { KIT, type Place, placeOf, whereStood } from '../command/place';
import { EXIT, print, Refusal, runCommand } from '../command/run-command';
import { scenarioAt, SCENARIOS } from '../student/scenario-files/find-scenarios';
import { askBack } from '../command/usage-problem';

runCommand(parsePlayArgs, play);

async function play({ start, target, port, isOpening }: PlayCommand): Promise<number> {
  const place = placeOf(target);
  const { folder, shown } = place;
  const engine = await Engine.open(folder);
  if (!('ask' in engine)) throw new Refusal(notPlayable(unusable(shown, engine)));
  try {
    const line =
      start.kind === 'scenario'
        ? lineOf(scenarioAt(start.file, [whereStood('.'), KIT]))
        : await firstLine(start, place);
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
      // Runs also when the grader has failed: an open page would keep the process alive.
      session.close();
      server.close();
    }
  } finally {
    engine.close();
  }
}

/** Turns a failure of the grader itself into a rejection that ends the session and is reported. */
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
        // A second signal ends the process at once.
        process.once(name, () => process.exit(EXIT.interrupted));
      });
  });
}

/**
 * Scenarios are saved beside the code; those of the reference, which is not edited, in the kit's own
 * folder.
 */
function savedBeside({ folder, shown }: Place, target: GradeTarget): Saved {
  const words = targetWords(target)
    .map((word) => ` ${word}`)
    .join('');
  return target.kind === 'solution'
    ? new Saved(path.join(KIT, KEPT, SCENARIOS), `${KEPT}/${SCENARIOS}`, words)
    : new Saved(path.join(folder, SCENARIOS), `${shown}/${SCENARIOS}`, words);
}

function taken(port: number): string {
  return askBack(
    `Port ${port} is in use, perhaps by another playground. Choose another port, or any free one:`,
    `${PLAY} port=${port === 65_535 ? 8_080 : port + 1}`,
    PLAY,
  ).message;
}
