/**
 * What a cluster is started for: to serve until it is stopped, to go through chaos, or to be
 * measured.
 */
import { randomInt } from 'node:crypto';
import pc from '../../report/colour';
import { plain } from '../../report/plain';
import { print, Refusal } from '../../command/run-command';
import { runBench } from './bench/run';
import { runChaos } from './chaos/run';
import { chaosWords } from './chaos/words';
import { DEEDS_HELP } from './fleet/deeds';
import type { Fleet } from './fleet/fleet';
import { openStage } from './fleet/terminal-lines';
import type { LiveCommand } from './live-args';
import { needs } from './refusals';
import { untilQuit } from './typed';

const CHAOS_SECONDS = 30;
const FOLLOWERS = 5;
/** Time for each number of clients. */
const BENCH_SECONDS = 5;

/**
 * @param say prints to the terminal, and to the page if there is one
 * @returns the exit code
 */
export function work(
  command: LiveCommand,
  fleet: Fleet,
  say: (text: string) => void,
): Promise<number> {
  switch (command.does) {
    case 'serve':
      return serve(command, fleet);
    case 'chaos':
      return chaos(command, fleet, say);
    case 'bench':
      return bench(command, fleet);
  }
}

async function chaos(
  { seconds = CHAOS_SECONDS, seed }: LiveCommand,
  fleet: Fleet,
  say: (text: string) => void,
): Promise<number> {
  const sown = seed ?? randomInt(2 ** 31 - 1);
  say(
    `Chaos for ${seconds} s, seed ${sown}: the same seed gives the same plan, but not the same timing.`,
  );
  const result = await runChaos({ fleet, seed: sown, seconds, followers: FOLLOWERS });
  say(chaosWords(result));
  return result.findings.length > 0 ? 1 : 0;
}

async function bench({ seconds = BENCH_SECONDS }: LiveCommand, fleet: Fleet): Promise<number> {
  try {
    await runBench(fleet, seconds, print);
    return 0;
  } catch (thrown) {
    const what = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Refusal(`The measurement was stopped: ${plain(what)}. Is the machine busy?`);
  }
}

async function serve({ port, seconds }: LiveCommand, fleet: Fleet): Promise<number> {
  print(pc.dim(`Try: redis-cli -c -p ${port} set x 1        Ctrl-C ends it.`));
  print(pc.dim(DEEDS_HELP));
  const { ended, close } = untilQuit(process.stdin, fleet, print);
  await Promise.race([
    ended,
    new Promise((resolve) => {
      if (seconds !== undefined) setTimeout(resolve, seconds * 1_000);
    }),
  ]);
  close();
  return 0;
}

/**
 * Rejects when a server reaches code that is not written yet. That may happen only at the first
 * command.
 */
export function missingStage(fleet: Fleet): Promise<never> {
  return new Promise((_, reject) => {
    fleet.listen((event) => {
      const stage = event.kind === 'ended' ? openStage(event.ending) : undefined;
      if (stage !== undefined) reject(new Refusal(needs(stage)));
    });
  });
}
