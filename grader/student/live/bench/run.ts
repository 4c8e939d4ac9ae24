/** Measures a cluster, and a single redis-server for comparison, with few and with many clients. */
import type { Fleet } from '../fleet/fleet';
import { type Measured, measure } from './load';
import { startRedis } from './redis-server';

const CLIENTS = [1, 16, 64] as const;
const LEADER_MS_MAX = 60_000;

export async function runBench(
  fleet: Fleet,
  seconds: number,
  print: (line: string) => void,
): Promise<void> {
  await leaderPort(fleet);
  print('What                        clients   SET/s   median ms   p99 ms');
  for (const clients of CLIENTS)
    print(
      row(
        `${fleet.size} servers of yours`,
        await measure(await leaderPort(fleet), clients, seconds),
      ),
    );
  const redis = await startRedis(Math.max(...fleet.clientPorts) + 1);
  if (!redis) {
    print('No redis-server could be started here for comparison.');
    return;
  }
  try {
    for (const clients of CLIENTS)
      print(row('1 redis-server, synced', await measure(redis.port, clients, seconds)));
  } finally {
    await redis.close();
  }
}

async function leaderPort(fleet: Fleet): Promise<number> {
  const untilMs = performance.now() + LEADER_MS_MAX;
  while (performance.now() < untilMs) {
    const { leader } = fleet;
    if (leader !== undefined) return fleet.clientPorts[leader] ?? 0;
    await new Promise((wake) => setTimeout(wake, 100));
  }
  throw new Error('no server leads');
}

function row(what: string, { clients, perSecond, medianMs, p99Ms }: Measured): string {
  return [
    what.padEnd(26),
    String(clients).padStart(9),
    perSecond.toFixed(0).padStart(8),
    medianMs.toFixed(2).padStart(12),
    p99Ms.toFixed(2).padStart(9),
  ].join('');
}
