/**
 * `npm run live`: runs the student's Raft as real processes that serve Redis clients, until Ctrl-C.
 * Exit codes 130 when it is interrupted, 0 when the user types `quit` or its time is over, 1 when chaos
 * has found something, 2 for a problem to fix first, 3 when the kit itself has failed.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { lock } from '../command/lock';
import { DataProblem } from '../student/live/disk/data-folder';
import { beginAll } from '../student/live/fleet/begin';
import { openCluster } from '../student/live/fleet/open';
import { Teller } from '../student/live/fleet/terminal-lines';
import { LiveSession } from '../student/live/page/live-session';
import { servePage } from '../student/live/page/serve-page';
import { missingStage, work } from '../student/live/work';
import { lockedText, notRun, whyNot } from '../student/live/refusals';
import pc from '../report/colour';
import { plain } from '../report/plain';
import type { GradeTarget } from '../command/grade-line';
import { type LiveCommand, parseLiveArgs } from '../student/live/live-args';
import { KEPT } from '../command/memory/last-grade';
import { KIT, placeOf, whereStood } from '../command/place';
import { EXIT, print, Refusal, runCommand } from '../command/run-command';

runCommand(parseLiveArgs, async (command) => {
  const exit = await live(command);
  // Open connections of clients and of the page would keep the process alive.
  process.exit(exit);
});

async function live(command: LiveCommand): Promise<number> {
  const { servers, isFresh, port } = command;
  const { folder: code, shown } = placeOf(command.target);
  const inKit = path.join(KIT, KEPT, 'live', nameOf(command.target, code));
  const data = command.data === undefined ? inKit : whereStood(command.data);
  const free = lock(data);
  if (typeof free === 'object') throw new Refusal(lockedText(data, free.owner));
  const opened = await openCluster({ code, data, servers, isFresh, port }).catch(refused);
  if (opened.kind === 'unusable') throw new Refusal(notRun(shown, opened.problems));
  const { fleet, bundle, close } = opened;
  const session = new LiveSession(fleet, shown);
  const say = (text: string) => {
    session.note(text);
    print(text);
  };
  const teller = new Teller(bundle, shown, fleet, say);
  const faults = new Faults();
  const forget = fleet.listen((event) => teller.tell(event));
  const ended = interrupted();
  try {
    const hindrance = await Promise.race([beginAll(fleet), ended]);
    if (typeof hindrance === 'number') return hindrance;
    if (hindrance) throw new Refusal(whyNot(hindrance, command));
    print(`${pc.bold(`${servers} servers run ${plain(shown)}.`)} Their disks are in ${data}`);
    if (command.hasPage) {
      const { url } = await servePage(session, faults.tell);
      print(url);
      print(pc.dim('Open this address in a browser on this computer.'));
    }
    const working = work(command, fleet, say);
    const code = await Promise.race([ended, faults.first, missingStage(fleet), working]);
    if (command.does === 'chaos' && command.hasPage && code !== EXIT.interrupted) {
      print(pc.dim('The page stays open with the verdict. Ctrl-C ends it.'));
      await Promise.race([ended, faults.first]);
    }
    return code;
  } finally {
    forget();
    session.close();
    await close();
    free();
  }
}

/** Turns a failure of the kit itself into a rejection that ends the cluster and is reported. */
class Faults {
  tell: (thrown: unknown) => void = () => undefined;
  readonly first = new Promise<never>((_, reject) => {
    this.tell = (thrown) => {
      reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
    };
  });
}

function refused(thrown: unknown): never {
  throw thrown instanceof DataProblem ? new Refusal(thrown.message) : thrown;
}

/** Name of the folder with the disks. No two clusters share one. */
function nameOf(target: GradeTarget, code: string): string {
  return target.kind === 'folder'
    ? createHash('sha256').update(code).digest('hex').slice(0, 12)
    : target.kind;
}

function interrupted(): Promise<number> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(name, () => {
        resolve(EXIT.interrupted);
        process.once(name, () => process.exit(EXIT.interrupted));
      });
  });
}
