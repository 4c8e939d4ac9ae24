/** Correct Raft, the reference and variants of it, comes through chaos: linearizable, nothing lost. */
import path from 'node:path';
import { Clients } from '../../../grader/student/live/chaos/clients';
import { Recorder } from '../../../grader/student/live/chaos/recorder';
import { runChaos } from '../../../grader/student/live/chaos/run';
import { Rng } from '../../../grader/world/sim/rng';
import { REFERENCE, ROOT, startCluster } from './support/cluster';

jest.setTimeout(600_000);

/** LIVE_SECONDS and LIVE_SEED make it longer, and another one. */
const SECONDS = Number(process.env['LIVE_SECONDS'] ?? 30);
const SEED = Number(process.env['LIVE_SEED'] ?? 1);
const variant = (name: string) => path.join(ROOT, 'grader', 'proof', 'variants', name);

test.each([
  ['the reference', REFERENCE, 3],
  ['the reference with five servers', REFERENCE, 5],
  ['a variant that sends several requests at a time', variant('pipelining'), 3],
  ['a variant that saves in groups', variant('slow-to-send'), 3],
  ['a variant of loops that await', variant('await-loops'), 3],
])('%s comes through chaos', async (_name, code, servers) => {
  const { fleet, close } = await startCluster({ code, servers });
  try {
    const { findings, unknown, answered, acts } = await runChaos({
      fleet,
      seed: SEED,
      seconds: SECONDS,
      followers: 5,
    });
    expect(findings).toEqual([]);
    expect(unknown).toEqual([]);
    expect(answered).toBeGreaterThan(10);
    expect(acts).toBeGreaterThan(1);
  } finally {
    await close();
  }
});

test('clients give up what no server answers, so that a run ends', async () => {
  const recorder = new Recorder();
  // Nobody listens there: ioredis waits for a server before it sends anything.
  const clients = new Clients({ ports: [1, 2, 3], followers: 2, rng: new Rng(1), recorder });
  clients.begin();
  await clients.end();
  expect(recorder.answered).toBe(0);
  expect(clients.ledger).toEqual([]);
});
