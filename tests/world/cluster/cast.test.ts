/** Who runs code where all others are played by hand, and who plays which part: drawn by the seed. */
import { Cluster } from '../../../grader/world/cluster/cluster';
import { programOf } from '../../support/programs';

const IDLE = {
  'raft.ts': 'export class Raft { getState() { return { term: 0, isLeader: false }; } }',
  'persister.ts': 'export class Persister {}',
};

test('each server is the subject on some seeds, each other plays a part, and a seed decides always the same', async () => {
  const program = await programOf(IDLE);
  const cast = (seed: number) => {
    const cluster = new Cluster({ program, servers: 3, seed, alone: true });
    return [cluster.subject.id, ...cluster.system.puppets.keys()];
  };
  const casts = Array.from({ length: 30 }, (_, seed) => cast(seed));
  for (const one of casts) expect([...one].sort()).toEqual([0, 1, 2]);
  expect(new Set(casts.map(([subject]) => subject))).toEqual(new Set([0, 1, 2]));
  expect(new Set(casts.map((one) => one.join())).size).toBe(6);
  expect(cast(7)).toEqual(casts[7]);
});

test('where nothing is played by hand, all servers run code', async () => {
  const cluster = new Cluster({ program: await programOf(IDLE), servers: 3, seed: 1 });
  expect(cluster.system.puppets.size).toBe(0);
});
