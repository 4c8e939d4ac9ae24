/** Starts a single redis-server that syncs every write, as a comparison, where Redis is installed. */
import { spawn } from 'node:child_process';
import { createConnection } from 'node:net';
import { guard, release } from '../../../world/processes/warden';
import { discard, temporaryFolder } from '../../../world/processes/temporary';

interface RedisServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

const HOST = '127.0.0.1';
const START_MS_MAX = 20_000;

/** @returns undefined if Redis is not installed or the port is taken */
export async function startRedis(port: number): Promise<RedisServer | undefined> {
  const folder = temporaryFolder('redis');
  const options = { port, bind: HOST, dir: folder, appendonly: 'yes', appendfsync: 'always' };
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = spawn('redis-server', [...words, '--save', ''], { stdio: 'ignore' });
  const { pid } = server;
  if (pid !== undefined) guard(pid);
  const gone = new Promise<void>((resolve) => {
    server.once('error', () => resolve());
    server.once('exit', () => resolve());
  }).then(() => {
    if (pid !== undefined) release(pid);
    discard(folder);
  });
  const close = () => {
    server.kill('SIGKILL');
    return gone;
  };
  const isUp = await Promise.race([answers(port), gone.then(() => false)]);
  if (isUp) return { port, close };
  await close();
  return undefined;
}

async function answers(port: number): Promise<boolean> {
  const untilMs = performance.now() + START_MS_MAX;
  while (performance.now() < untilMs) {
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = createConnection({ port, host: HOST });
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (isUp) return true;
    await new Promise((wake) => setTimeout(wake, 100));
  }
  return false;
}
