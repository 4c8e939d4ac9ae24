/** A hanging submission costs one count of its loops, not one for each test. */
import { countedLoops } from '../../../grader/runs/pool/count-loops';

test('the loops of a program are counted once, however often they are asked for', async () => {
  const text = { prelude: '', student: 'for (;;) { work(); }' };
  const first = countedLoops(text);
  expect(countedLoops(text)).toBe(first);
  expect(await first).toContain('$raftLabCount();');
});
