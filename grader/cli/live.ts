/**
 * `npm run live`: the student's Raft as real processes that serve Redis clients, until Ctrl-C. Exit codes 130
 * when it is ended, 0 when its time is over, 1 when chaos has found something, 2 for what must be put right
 * first, 3 when the kit itself has failed.
 */
import { createHash, randomInt } from 'node:crypto';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { lock } from '../command/lock';
import { unusable } from '../runs/grading/unusable';
import { runBench } from '../student/live/bench/run';
import { runChaos } from '../student/live/chaos/run';
import { chaosWords } from '../student/live/chaos/words';
import { DataProblem } from '../student/live/disk/data-folder';
import { beginAll, type Hindrance } from '../student/live/fleet/begin';
import { DEEDS_HELP, perform, readDeed } from '../student/live/fleet/deeds';
import type { Fleet } from '../student/live/fleet/fleet';
import { openCluster } from '../student/live/fleet/open';
import { openStage, Teller } from '../student/live/fleet/told';
import { LiveSession } from '../student/live/page/live-session';
import { servePage } from '../student/live/page/serve-page';
import pc from '../report/colour';
import { plain } from '../report/plain';
import type { GradeTarget } from '../command/grade-line';
import { LIVE, type LiveCommand, parseLiveArgs } from '../student/live/live-args';
import { KEPT } from '../command/memory/last-grade';
import { KIT, placeOf, whereStood } from '../command/place';
import { EXIT, print, Refusal, runCommand } from '../command/run-command';
import { askBack } from '../command/usage-problem';

const CHAOS_SECONDS = 30;
const FOLLOWERS = 5;
/** For each number of clients. */
const BENCH_SECONDS = 5;

runCommand(parseLiveArgs, async (command) => {
  const exit = await live(command);
  // Connections of clients and of a page would hold the process up.
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
  if (opened.kind === 'unusable') throw new Refusal(notRun(unusable(shown, opened.problems)));
  const { fleet, bundle, close } = opened;
  const session = new LiveSession(fleet, shown);
  const teller = new Teller(bundle, shown, fleet, (line) => {
    session.note(line);
    print(line);
  });
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
    return await Promise.race([ended, faults.first, missingStage(fleet), work(command, fleet)]);
  } finally {
    forget();
    session.close();
    await close();
    free();
  }
}

function work(command: LiveCommand, fleet: Fleet): Promise<number> {
  switch (command.does) {
    case 'serve':
      return serve(command, fleet);
    case 'chaos':
      return chaos(command, fleet);
    case 'bench':
      return bench(command, fleet);
  }
}

async function chaos(
  { seconds = CHAOS_SECONDS, seed }: LiveCommand,
  fleet: Fleet,
): Promise<number> {
  const sown = seed ?? randomInt(2 ** 31 - 1);
  print(`Chaos for ${seconds} s, seed ${sown}: the plan is repeatable, its timing is not.`);
  const result = await runChaos({ fleet, seed: sown, seconds, followers: FOLLOWERS });
  print(chaosWords(result));
  return result.findings.length > 0 ? 1 : 0;
}

async function bench({ seconds = BENCH_SECONDS }: LiveCommand, fleet: Fleet): Promise<number> {
  try {
    await runBench(fleet, seconds, print);
    return 0;
  } catch (thrown) {
    const what = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Refusal(`The measuring was broken off: ${plain(what)}. Is the machine busy?`);
  }
}

async function serve({ port, seconds }: LiveCommand, fleet: Fleet): Promise<number> {
  print(pc.dim(`Try: redis-cli -c -p ${port} set x 1        Ctrl-C ends it.`));
  print(pc.dim(DEEDS_HELP));
  const typed = createInterface({ input: process.stdin }).on('line', (line) => {
    const deed = readDeed(line, fleet.size);
    if (deed) perform(fleet, deed);
    else if (line.trim() !== '') print(DEEDS_HELP);
  });
  await new Promise((resolve) => {
    if (seconds !== undefined) setTimeout(resolve, seconds * 1_000);
  });
  typed.close();
  return 0;
}

/** What the kit's own failure becomes: the cluster is ended, and it is said. */
class Faults {
  tell: (thrown: unknown) => void = () => undefined;
  readonly first = new Promise<never>((_, reject) => {
    this.tell = (thrown) => {
      reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
    };
  });
}

/** A place that is not written yet may be come to only when the first command arrives. */
function missingStage(fleet: Fleet): Promise<never> {
  return new Promise((_, reject) => {
    fleet.listen((event) => {
      const stage = event.kind === 'ended' ? openStage(event.ending) : undefined;
      if (stage !== undefined) reject(new Refusal(needs(stage)));
    });
  });
}

function whyNot(hindrance: Hindrance, { port, servers }: LiveCommand): string {
  switch (hindrance.kind) {
    case 'port': {
      const { code } = hindrance;
      if (code !== 'EADDRINUSE' && code !== 'EACCES')
        return `This machine lets nobody listen at 127.0.0.1 (${code}), and a cluster needs that.`;
      const other = port + 1_000 + servers > 65_535 ? 8_379 : port + 1_000;
      return askBack(
        `Port ${hindrance.port} of 127.0.0.1 cannot be had (${code}), perhaps because another cluster runs. Take others:`,
        `${LIVE} port=${other}`,
      ).message;
    }
    case 'stage':
      return needs(hindrance.stage);
    case 'ended':
      return askBack(
        `S${hindrance.server} ended before all were up. If its disk is from an older version of the code, begin with empty ones:`,
        `${LIVE} fresh`,
      ).message;
  }
}

function needs(stage: string): string {
  return askBack(
    `${stage} is not written yet, and a cluster needs 2A and 2B. See how far it is:`,
    `npm run grade ${stage}`,
  ).message;
}

function lockedText(data: string, owner: string): string {
  return askBack(
    `Another cluster (${owner}) has its disks in ${data}. Name another folder:`,
    `${LIVE} data=FOLDER port=8379`,
  ).message;
}

function refused(thrown: unknown): never {
  throw thrown instanceof DataProblem ? new Refusal(thrown.message) : thrown;
}

/** The words of a grading, where nothing is graded. */
function notRun(text: string): string {
  return text.replace(/\n\nNothing was graded\.$/, '');
}

/** Of the folder that holds the disks: no two clusters share theirs. */
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
