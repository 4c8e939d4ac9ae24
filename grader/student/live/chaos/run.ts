/**
 * One run of chaos: clients work while the plan is carried out. Then all faults are removed, every
 * server must end up with the same data, every acknowledged word must be there, and the clients'
 * history must be linearizable.
 */
import { Rng } from '../../../world/sim/rng';
import type { Fleet } from '../fleet/fleet';
import { check } from '../linearizable/check';
import type { Operation } from '../linearizable/operation';
import { shortestPrefix } from '../linearizable/shortest';
import { begin, putRight } from './acts';
import { Clients, connectCluster, LEDGER, outcomeOf } from './clients';
import { planOf } from './plan';
import { Recorder } from './recorder';
import { type Seen, Watch } from './watch';

interface ChaosOptions {
  readonly fleet: Fleet;
  readonly seed: number;
  readonly seconds: number;
  /** Clients that follow the leader. */
  readonly followers: number;
  /** Ends the clients' work as soon as something is seen to be wrong. */
  readonly isShort?: boolean;
  /**
   * How long it waits, after all faults are removed, for an answer and for the servers to hold the
   * same data.
   */
  readonly patienceMs?: number;
}

/** What chaos has found. */
export type Finding =
  | {
      readonly kind: 'notLinearizable';
      readonly key: string;
      /** The shortest prefix that is not linearizable. */
      readonly operations: readonly Operation[];
    }
  | { readonly kind: 'lost'; readonly words: readonly string[] }
  | { readonly kind: 'twice'; readonly words: readonly string[] }
  | { readonly kind: 'unequal'; readonly applied: readonly (number | undefined)[] }
  /** No command was answered after all faults had been removed. */
  | { readonly kind: 'stuck' }
  | Seen;

export interface ChaosResult {
  readonly findings: readonly Finding[];
  /** Keys on which the linearizability check gave up. */
  readonly unknown: readonly string[];
  /** How long the clients worked. */
  readonly seconds: number;
  readonly answered: number;
  readonly withoutAnswer: number;
  readonly acts: number;
  readonly crashes: number;
}

const LOOK_EVERY_MS = 100;
/** Generous, because a machine may be very busy. */
const PATIENCE_MS = 90_000;
/** A server may be killed before it answers. */
const DIGEST_MS_MAX = 5_000;

/** @param options with a fleet whose servers are all up */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { fleet, seed, seconds, followers, isShort = false, patienceMs = PATIENCE_MS } = options;
  const rng = new Rng(seed);
  const canPause = process.platform !== 'win32';
  const plan = planOf(rng.fork('plan'), { servers: fleet.size, ms: seconds * 1_000, canPause });
  const recorder = new Recorder();
  const ports = fleet.clientPorts;
  const clients = new Clients({ ports, followers, rng: rng.fork('clients'), recorder });
  const ending = new AbortController();
  const { signal } = ending;
  const watch = new Watch(fleet, () => {
    if (isShort) ending.abort();
  });
  clients.begin();
  for (const { atMs, untilMs, act } of plan) {
    await at(recorder, atMs, signal);
    if (signal.aborted) break;
    begin(fleet, act);
    await at(recorder, untilMs, signal);
    putRight(fleet);
  }
  await at(recorder, seconds * 1_000, signal);
  const workedMs = recorder.nowMs;
  await clients.end();
  const ledger = await settled(fleet, patienceMs);
  const findings: Finding[] =
    ledger === undefined
      ? [{ kind: 'stuck' }]
      : [...ledgerFindings(clients, ledger), ...(await inequality(fleet, patienceMs))];
  watch.forget();
  const judged = judge(recorder);
  return {
    findings: [...watch.seen, ...findings, ...judged.findings],
    unknown: judged.unknown,
    seconds: Math.round(workedMs / 1_000),
    answered: recorder.answered + clients.ledger.length,
    withoutAnswer: recorder.unknown,
    acts: plan.length,
    crashes: watch.crashes,
  };
}

async function at(recorder: Recorder, ms: number, signal: AbortSignal): Promise<void> {
  while (recorder.nowMs < ms && !signal.aborted)
    await sleep(Math.min(LOOK_EVERY_MS, ms - recorder.nowMs));
}

/** @returns the final content of the ledger; undefined if no server answers */
async function settled(fleet: Fleet, patienceMs: number): Promise<string | undefined> {
  const client = connectCluster(fleet.clientPorts);
  client.on('error', () => undefined);
  const untilMs = performance.now() + patienceMs;
  try {
    while (performance.now() < untilMs) {
      putRight(fleet);
      const outcome = await outcomeOf(client.get(LEDGER));
      if (outcome.kind === 'answered') return outcome.answer ?? '';
      await sleep(LOOK_EVERY_MS);
    }
    return undefined;
  } finally {
    client.disconnect();
  }
}

function ledgerFindings({ ledger }: Clients, text: string): Finding[] {
  const times = new Map<string, number>();
  for (const word of text.split(/(?<=;)/)) times.set(word, (times.get(word) ?? 0) + 1);
  const lost = ledger.filter((word) => !times.has(word));
  const twice = [...times].flatMap(([word, count]) => (count > 1 ? [word] : []));
  return [
    ...(lost.length > 0 ? [{ kind: 'lost', words: lost } as const] : []),
    ...(twice.length > 0 ? [{ kind: 'twice', words: twice } as const] : []),
  ];
}

/**
 * Servers that have applied the same number of entries must hold the same data, and at the end all
 * must have applied the same number.
 */
async function inequality(fleet: Fleet, patienceMs: number): Promise<Finding[]> {
  const untilMs = performance.now() + patienceMs;
  let applied: (number | undefined)[] = [];
  while (performance.now() < untilMs) {
    putRight(fleet);
    applied = fleet.members.map(({ status }) => status?.applied);
    const isEven = applied.every((index) => index !== undefined && index === applied[0]);
    if (isEven && fleet.members.every(({ state }) => state === 'up')) {
      const digests = await Promise.race([
        Promise.all(fleet.members.map((_, server) => fleet.digest(server))),
        sleep(DIGEST_MS_MAX),
      ]);
      const [first, ...others] = digests ?? [];
      if (first && others.every((other) => other.applied === first.applied))
        return others.every(({ digest }) => digest === first.digest)
          ? []
          : [{ kind: 'unequal', applied }];
    }
    await sleep(LOOK_EVERY_MS);
  }
  return [{ kind: 'unequal', applied }];
}

function judge({ history }: Recorder): { findings: Finding[]; unknown: string[] } {
  const findings: Finding[] = [];
  const unknown: string[] = [];
  for (const [key, operations] of history) {
    const verdict = check(operations);
    if (verdict === 'unknown') unknown.push(key);
    if (verdict === 'no')
      findings.push({ kind: 'notLinearizable', key, operations: shortestPrefix(operations) });
  }
  return { findings, unknown };
}

function sleep(ms: number): Promise<undefined> {
  return new Promise((wake) => setTimeout(wake, ms, undefined));
}
