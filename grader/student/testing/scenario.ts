/** A student's own scenario: a cluster of their servers, their script, and all rules of the stage. */
import { Cluster } from '../../world/cluster/cluster';
import type { Args } from '../../world/cluster/wire';
import type { Stage } from '../../contract';
import { failureOf, listenForTodos } from '../../runs/pool/failure';
import type { Entering } from '../../runs/pool/narration';
import { countLateRejections } from '../../world/realm/rejections';
import { referee } from '../../judge/rules';
import type { RunResult } from '../../judge/scenarios/run-result';
import { Broken } from '../../world/sim/broken';
import { failureIn, type ScenarioFailed } from './failed';
import { currentTest, hearingRejections } from './jest';
import { LABS, type Submission, submissionIn } from './submission';
import { TestCluster } from './test-cluster';
import { SEED_MAX } from '../../world/sim/seed';
import { SERVERS_MAX } from '../../runs/replay/schedule';

export interface ScenarioOptions {
  /** The rules of this stage and of earlier stages are checked. */
  readonly stage: Stage;
  /** 1 to 7; 3 by default. */
  readonly servers?: number;
  /** Decides everything random, such as timeouts and delays; 1 by default. */
  readonly seed?: number;
  /** Folder of raft.ts; labs/raft by default. */
  readonly folder?: string;
}

/**
 * Boots the servers and runs the script. The scenario ends with the script, even if messages are
 * still in flight.
 *
 * @param play controls the cluster. It must not be async, because time is virtual and there is
 *   nothing to wait for
 * @throws ScenarioFailed if a rule breaks. An error of `play` itself, such as a failed expect(), is
 *   thrown unchanged
 */
export async function scenario(
  options: ScenarioOptions,
  play: (cluster: TestCluster) => void,
): Promise<void> {
  const { stage, servers = 3, seed = 1, folder = LABS } = options;
  demandNumber('servers', servers, 1, SERVERS_MAX);
  demandNumber('seed', seed, 0, SEED_MAX);
  const submission = await submissionIn(folder);
  const failed = await hearingRejections(() => played({ stage, servers, seed, submission }, play));
  if (failed) throw failed;
}

interface Setting {
  readonly stage: Stage;
  readonly servers: number;
  readonly seed: number;
  readonly submission: Submission;
}

async function played(
  { stage, servers, seed, submission }: Setting,
  play: (cluster: TestCluster) => void,
): Promise<ScenarioFailed | undefined> {
  // In a macrotask, it is clear which event an unhandled rejection belongs to.
  await macrotask();
  const entered = new Map<string, Entering>();
  const cluster = new Cluster({
    ...{ program: submission.program, servers, seed },
    entering: (server, what, atMicros) => entered.set(server, { server, what, atMicros }),
  });
  const { system } = cluster;
  const todos = listenForTodos(system.trace);
  system.trace.listen(
    referee(stage, {
      servers,
      isPuppet: () => false,
      goesOnTo: (server) => system.appliesUpTo(server),
      rng: system.judge,
      question: (server: number, method: 'requestVote' | 'appendEntries', args: Args) =>
        system.question(server, method, args),
    }),
  );
  let broken: Broken | undefined;
  try {
    cluster.boot();
    // The type checker accepts an async function as one that returns void, so this checks it at run
    // time.
    const script: (cluster: TestCluster) => unknown = play;
    const ended = script(new TestCluster(cluster));
    if (ended instanceof Promise) {
      ended.catch(() => undefined);
      throw new Error(NOT_ASYNC);
    }
  } catch (thrown) {
    if (!(thrown instanceof Broken)) throw thrown;
    broken = thrown;
  }
  await countLateRejections();
  if (!broken) return undefined;
  const result: RunResult = {
    ...{ test: 'own', seed, status: 'failed', digest: '' },
    failure: failureOf(broken, system, stage, todos),
    totals: {
      ...{ virtualMicros: system.clock.now, events: system.trace.length, syncs: 0, boots: 0 },
      ...system.totals,
    },
  };
  const title = currentTest() ?? 'your scenario';
  return failureIn(result, { title, stage, submission, entered, thrown: broken });
}

const NOT_ASYNC =
  'The function that plays a scenario must not be async and needs no await: virtual time passes in cluster.run(), cluster.leader() and similar calls.';

function demandNumber(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new Error(`${name} is a whole number from ${least} to ${most}, not ${value}.`);
}

export function macrotask(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
