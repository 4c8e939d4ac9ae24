/** Whatever happens to an archive on its way, it gives files or a problem: never an error, never a crash. */
import { Rng } from '../../../grader/world/sim/rng';
import { below, RAFT, tarGzOf, tarOf, zipOf } from '../../support/archives';
import { Desk, handed } from '../../support/intake';

const desk = new Desk();
afterAll(() => desk.clear());

/** Some bytes are others now; one in ten is cut off too. */
function damaged(archive: Buffer, rng: Rng): Buffer {
  const bytes = Buffer.from(archive);
  for (let count = rng.int(1, 5); count > 0; count--) {
    const at = rng.int(0, bytes.length - 1);
    bytes.fill(
      rng.pick([0, 0xff, rng.int(0, 255)]),
      at,
      Math.min(at + rng.int(1, 8), bytes.length),
    );
  }
  return rng.int(0, 9) === 0 ? bytes.subarray(0, rng.int(0, bytes.length)) : bytes;
}

test('400 damaged archives, of every kind that is read', async () => {
  const rng = new Rng(4).fork('damage');
  const archives = await Promise.all([
    zipOf(below('labs/raft')),
    tarGzOf(RAFT),
    tarOf(below(`${'deep/'.repeat(30)}raft`)),
  ]);
  const files = Array.from({ length: 400 }, (_, i) => {
    const archive = archives[i % archives.length] ?? Buffer.alloc(0);
    return [`s${i}.zip`, damaged(archive, rng)] as const;
  });
  const all = Object.values(await handed(desk.folder(Object.fromEntries(files))));
  expect(all).toHaveLength(400);
  for (const { files: taken, problem } of all) expect(taken.size > 0).toBe(problem === undefined);
  const broken = all.filter(({ problem }) => problem !== undefined).length;
  expect(broken).toBeGreaterThan(100);
  expect(broken).toBeLessThan(400);
});
