/**
 * Runs the bank's safety mutants of 2B and 2C as real processes, in chaos, to see how many are caught.
 * Chaos is a weaker judge than the simulator, and this command shows by how much. Each mutant gets rounds
 * of chaos on fresh disks until something is found or its time is up.
 */
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { ProgramText } from '../../world/realm/program';
import { bundlePrelude } from '../../world/realm/bundle';
import { discard, temporaryFolder } from '../../world/processes/temporary';
import { type ChaosResult, type Finding, runChaos } from '../../student/live/chaos/run';
import { beginAll } from '../../student/live/fleet/begin';
import { clusterOf } from '../../student/live/fleet/open';
import type { Mutant } from './mutant';
import { programOf } from './program';

const ROUND_SECONDS = 60;
const SERVERS = 3;
const FOLLOWERS = 5;
/** More than one per core, because a cluster mostly waits. */
const LANES = 2 * availableParallelism();
/** How long it waits, after a round, for an answer and for servers to hold the same data. */
const PATIENCE_MS = 30_000;
/** Below the ports that the system assigns. */
const PORTS = [12_000, 30_000] as const;

type Round = Pick<ChaosResult, 'findings' | 'seconds' | 'answered'>;

interface RealTrial {
  readonly id: string;
  /** The first finding; undefined if there was none. */
  readonly found: Finding['kind'] | undefined;
  /** Seconds of chaos until then. */
  readonly seconds: number;
  /** Answers that clients got until then. With few, nothing can be contradicted. */
  readonly answered: number;
}

/** @returns whether at least half of the mutants were caught, and the reference was not */
export async function forReal(
  mutants: readonly Mutant[],
  seconds: number,
  print: (line: string) => void,
): Promise<boolean> {
  const prelude = await bundlePrelude();
  const trials: RealTrial[] = [];
  const canary: Pick<Mutant, 'id' | 'edits'> = { id: 'the reference', edits: [] };
  const left = [canary, ...mutants];
  const lane = async () => {
    for (let mutant = left.shift(); mutant; mutant = left.shift()) {
      const program = await programOf(mutant, prelude);
      if (!('length' in program)) {
        const trial = await tried(mutant.id, program, seconds);
        trials.push(trial);
        print(words(trial));
      } else print(`${mutant.id} cannot be built: ${program.join('; ')}`);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const caught = trials.filter(({ id, found }) => id !== canary.id && found !== undefined);
  const isQuiet = trials.some(({ id, found }) => id === canary.id && found === undefined);
  print(`${caught.length} of ${mutants.length} are caught by chaos of up to ${seconds} s.`);
  if (!isQuiet) print('The reference is accused as well, so this says nothing.');
  return isQuiet && 2 * caught.length >= mutants.length;
}

function words({ id, found, seconds, answered }: RealTrial): string {
  const mark = found === undefined ? '-' : '✓';
  return `${mark} ${id}: ${found ?? 'nothing'} in ${seconds} s, ${answered} answers`;
}

async function tried(id: string, program: ProgramText, most: number): Promise<RealTrial> {
  let seconds = 0;
  let answered = 0;
  for (let number = 1; seconds < most; number++) {
    const length = Math.min(ROUND_SECONDS, most - seconds);
    const round = await played(program, number, length);
    seconds += round.seconds;
    answered += round.answered;
    const [found] = round.findings;
    if (found) return { id, found: found.kind, seconds, answered };
  }
  return { id, found: undefined, seconds, answered };
}

/** Plays one round on empty disks. */
async function played(program: ProgramText, seed: number, seconds: number): Promise<Round> {
  const data = temporaryFolder('mutant');
  try {
    for (;;) {
      const port = randomInt(...PORTS);
      const site = { data, servers: SERVERS, isFresh: true, port };
      const { fleet, close } = await clusterOf(program, site);
      try {
        const hindrance = await beginAll(fleet);
        if (hindrance?.kind === 'port') continue;
        if (hindrance) return { findings: [{ kind: 'down', times: 1 }], seconds: 0, answered: 0 };
        const options = { fleet, seed, seconds, followers: FOLLOWERS };
        return await runChaos({ ...options, isShort: true, patienceMs: PATIENCE_MS });
      } finally {
        await close();
      }
    }
  } finally {
    discard(data);
  }
}
