/**
 * Measures how many commands a server answers, and how fast, with a given number of concurrent
 * clients.
 */
import Redis from 'ioredis';

export interface Measured {
  readonly clients: number;
  readonly perSecond: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

const HOST = '127.0.0.1';
/** The first share of the time is not counted: connections are being opened and code is cold. */
const WARM_UP = 0.2;

/** Each client sends its next command when the previous one is answered. @param port the leader's */
export async function measure(port: number, clients: number, seconds: number): Promise<Measured> {
  const connections = Array.from(
    { length: clients },
    () => new Redis({ host: HOST, port, protocol: 2, retryStrategy: () => null }),
  );
  const tookMs: number[] = [];
  const beganMs = performance.now();
  const fromMs = beganMs + WARM_UP * seconds * 1_000;
  const untilMs = beganMs + seconds * 1_000;
  try {
    await Promise.all(
      connections.map(async (connection, client) => {
        for (let n = 0; performance.now() < untilMs; n++) {
          const sentMs = performance.now();
          await connection.set(`bench-${client}`, n);
          if (sentMs >= fromMs) tookMs.push(performance.now() - sentMs);
        }
      }),
    );
  } finally {
    for (const connection of connections) connection.disconnect();
  }
  tookMs.sort((a, b) => a - b);
  return {
    clients,
    perSecond: (1_000 * tookMs.length) / (performance.now() - fromMs),
    medianMs: tookMs[tookMs.length >> 1] ?? NaN,
    p99Ms: tookMs[Math.floor(tookMs.length * 0.99)] ?? NaN,
  };
}
