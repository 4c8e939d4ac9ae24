/**
 * The bank's safety mutants of 2B and 2C as real processes, in chaos: how many does reality catch? It is a
 * weaker judge than the simulator, and this command shows by how much. Each mutant has rounds of chaos on
 * fresh disks until something is found or its time is over.
 */
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { ProgramText } from '../../world/realm/program';
import { bundlePrelude } from '../../world/realm/bundle';
import { discard, temporaryFolder } from '../../world/processes/temporary';
import { type Finding, runChaos } from '../../student/live/chaos/run';
import { beginAll } from '../../student/live/fleet/begin';
import { clusterOf } from '../../student/live/fleet/open';
import type { Mutant } from './mutant';
import { programOf } from './program';

const ROUND_SECONDS = 60;
const SERVERS = 3;
const FOLLOWERS = 5;
/** For an answer, and for servers to hold the same, after a round. */
const PATIENCE_MS = 30_000;
/** Below those that the system gives away. */
const PORTS = [12_000, 30_000] as const;

interface RealTrial {
  readonly id: string;
  /** What was found first; undefined when nothing was. */
  readonly found: Finding['kind'] | undefined;
  /** Of chaos, until then. */
  readonly seconds: number;
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
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  const caught = trials.filter(({ id, found }) => id !== canary.id && found !== undefined);
  const isQuiet = trials.some(({ id, found }) => id === canary.id && found === undefined);
  print(`${caught.length} of ${mutants.length} are caught by chaos of up to ${seconds} s.`);
  if (!isQuiet) print('The reference is accused as well, so this says nothing.');
  return isQuiet && 2 * caught.length >= mutants.length;
}

function words({ id, found, seconds }: RealTrial): string {
  return found === undefined
    ? `- ${id}: nothing in ${seconds} s`
    : `✓ ${id}: ${found} in ${seconds} s`;
}

async function tried(id: string, program: ProgramText, most: number): Promise<RealTrial> {
  let seconds = 0;
  for (let round = 1; seconds < most; round++) {
    const length = Math.min(ROUND_SECONDS, most - seconds);
    const [found] = await findings(program, round, length);
    seconds += length;
    if (found !== undefined) return { id, found, seconds };
  }
  return { id, found: undefined, seconds };
}

/** Of one round, on empty disks. */
async function findings(
  program: ProgramText,
  seed: number,
  seconds: number,
): Promise<Finding['kind'][]> {
  const data = temporaryFolder('mutant');
  try {
    for (;;) {
      const port = randomInt(...PORTS);
      const site = { data, servers: SERVERS, isFresh: true, port };
      const { fleet, close } = await clusterOf(program, site);
      try {
        const hindrance = await beginAll(fleet);
        if (hindrance?.kind === 'port') continue;
        if (hindrance) return ['down'];
        const options = { fleet, seed, seconds, followers: FOLLOWERS };
        const result = await runChaos({ ...options, isShort: true, patienceMs: PATIENCE_MS });
        return result.findings.map(({ kind }) => kind);
      } finally {
        await close();
      }
    }
  } finally {
    discard(data);
  }
}
