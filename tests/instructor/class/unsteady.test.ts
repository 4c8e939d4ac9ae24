/** A run that comes out differently when it is played again. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { prepareSuite, type Suite } from '../../../grader/runs/grading/grade-folder';
import { recheck } from '../../../grader/runs/grading/recheck';
import { found, gradedBy } from '../../support/class-run';

jest.mock('../../../grader/runs/grading/recheck');

let suite: Suite;
let home: string;
beforeAll(async () => {
  suite = await prepareSuite();
  home = mkdtempSync(path.join(realpathSync(tmpdir()), 'unsteady-'));
});
afterAll(() => {
  suite.child.dispose();
  rmSync(home, { recursive: true, force: true });
});

test('takes the score away until somebody has looked, and another try does not bring it back', async () => {
  const once = jest.mocked(recheck);
  once.mockResolvedValueOnce([{ test: '2A/majority', seed: 1 }]);
  once.mockResolvedValue([]);
  const { entries, retried } = await gradedBy({ suite, home }, [found('eve')]);
  expect(entries[0]).toMatchObject({ standing: 'error', score: null });
  expect(entries[0]?.problem).toContain('2A/majority seed 1');
  expect(retried).toEqual([]);
});
