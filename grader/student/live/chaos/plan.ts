/** What chaos does to a cluster, and when: a list derived from a seed before the run. Pure. */
import type { Rng } from '../../../world/sim/rng';

export type Act =
  | { readonly kind: 'kill'; readonly servers: readonly Target[] }
  /** All at once. The former leader may be started last, so that the others must rely on their own disks. */
  | { readonly kind: 'killAll'; readonly isLeaderLast: boolean }
  | { readonly kind: 'pause'; readonly server: Target }
  | { readonly kind: 'isolate'; readonly server: Target; readonly ways: 'both' | 'in' | 'out' }
  | { readonly kind: 'slow'; readonly delayMs: number }
  | { readonly kind: 'lossy'; readonly lossPercent: number };

/** The leader at that moment, or a server by its number. */
export type Target = 'leader' | number;

interface Step {
  readonly atMs: number;
  /** The time at which all faults are removed. */
  readonly untilMs: number;
  readonly act: Act;
}

interface PlanOptions {
  readonly servers: number;
  readonly ms: number;
  /** Windows cannot pause a process. */
  readonly canPause: boolean;
}

/** Long enough for an election, and for clients to find the new leader. */
const LASTS_MS = [1_500, 4_000] as const;
/** Calm between faults, so that the cluster can recover. */
const CALM_MS = [1_000, 2_500] as const;
/**
 * A burst of kills and cuts, most often of the current leader. Each begins just after the previous
 * one ends, in the middle of an election, so a leader that returns with unreplicated entries finds
 * a cluster without a leader.
 */
const BURST_MS = { lasts: [20, 1_500], calm: [0, 300] } as const;
const BURST_STEPS = [4, 8] as const;
const BURST_KINDS = ['kill', 'kill', 'isolate', 'isolate', 'killAll'] as const;

export function planOf(rng: Rng, { servers, ms, canPause }: PlanOptions): Step[] {
  const steps: Step[] = [];
  // Each kind is used once before any is used again.
  let kinds: readonly Kind[] = [];
  for (let atMs = rng.int(...CALM_MS); ;) {
    const untilMs = atMs + rng.int(...LASTS_MS);
    if (untilMs > ms) return steps;
    if (kinds.length === 0) kinds = rng.sample(kindsFor(servers, canPause), KINDS.length);
    const [kind = 'killAll', ...rest] = kinds;
    kinds = rest;
    const made =
      kind === 'burst'
        ? burst(rng, atMs, servers).filter((step) => step.untilMs <= ms)
        : [{ atMs, untilMs, act: actOf(kind, rng, servers) }];
    steps.push(...made);
    atMs = (made.at(-1)?.untilMs ?? untilMs) + rng.int(...CALM_MS);
  }
}

/** Bursts find the most bugs, so there are two for each of the other kinds. */
const BURSTS = ['burst', 'burst'] as const;
const KINDS = ['kill', 'isolate', 'killAll', 'pause', 'slow', 'lossy', ...BURSTS] as const;
type Kind = (typeof KINDS)[number];

function burst(rng: Rng, atMs: number, servers: number): Step[] {
  return Array.from({ length: rng.int(...BURST_STEPS) }, () => {
    const untilMs = atMs + rng.int(...BURST_MS.lasts);
    const step = { atMs, untilMs, act: actOf(rng.pick(BURST_KINDS), rng, servers) };
    atMs = untilMs + rng.int(...BURST_MS.calm);
    return step;
  });
}

function kindsFor(servers: number, canPause: boolean): readonly Kind[] {
  return KINDS.filter((kind) => {
    if (kind === 'pause') return canPause;
    return servers > 1 || kind === 'kill' || kind === 'killAll';
  });
}

function actOf(kind: Act['kind'], rng: Rng, servers: number): Act {
  const all = Array.from({ length: servers }, (_, i) => i);
  switch (kind) {
    case 'kill':
      return {
        kind,
        servers: rng.chance(2, 3) ? ['leader'] : rng.sample(all, rng.int(1, servers)),
      };
    case 'killAll':
      return { kind, isLeaderLast: servers > 2 && rng.chance(2, 3) };
    case 'pause':
      return { kind, server: target(rng, all) };
    case 'isolate':
      return { kind, server: target(rng, all), ways: rng.pick(['both', 'both', 'in', 'out']) };
    case 'slow':
      return { kind, delayMs: rng.int(20, 200) };
    case 'lossy':
      return { kind, lossPercent: rng.int(5, 30) };
  }
}

/** Picks the leader most often, because its faults find the most bugs. */
function target(rng: Rng, all: readonly number[]): Target {
  return rng.chance(2, 3) ? 'leader' : rng.pick(all);
}
