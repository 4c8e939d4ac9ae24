/** A grading of labs/raft that looks back at the stages before: the whole command, in a kit of its own. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { keepStages, readStages } from '../../../grader/command/memory/last-grade';
import { type StageMemory } from '../../../grader/command/memory/stage-memory';
import { plainEnvironment } from '../../support/command';

const ROOT = path.join(__dirname, '..', '..', '..');
const LONG_MS = 300_000;

const PASSED = { status: 'passed', hasPassed: true, gradedAt: 0 } as const;
const MEMORY: StageMemory = new Map([
  ['2A', { files: {}, tests: new Map([['2A/one-vote', PASSED]]) }],
]);

describe('a grading of labs/raft that looks back', () => {
  const kit = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'look-back-'));
  afterAll(() => fs.rmSync(kit, { recursive: true, force: true }));

  beforeAll(() => {
    for (const name of ['grader', 'package.json'])
      fs.cpSync(path.join(ROOT, name), path.join(kit, name), { recursive: true });
    fs.cpSync(path.join(ROOT, 'solutions', 'raft'), path.join(kit, 'labs', 'raft'), {
      recursive: true,
    });
    fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(kit, 'node_modules'), 'junction');
    keepStages(kit, MEMORY);
  });

  function grade(): { readonly code: number | null; readonly lines: readonly string[] } {
    const script = ['--require', './grader/cli/set-up.cjs', 'grader/cli/grade.ts'];
    const { status, stdout } = spawnSync(process.execPath, [...script, '2B', 'seeds=1'], {
      cwd: kit,
      env: plainEnvironment({ RAFT_LAB_TYPES: 'off' }),
      encoding: 'utf8',
    });
    return { code: status, lines: stdout.split('\n') };
  }

  test(
    'puts a regression first, and says in a line when all is well again',
    () => {
      const file = path.join(kit, 'labs', 'raft', 'election.ts');
      const text = fs.readFileSync(file, 'utf8');
      fs.writeFileSync(file, text.replace('state.votedFor === candidateId', 'true'));
      const broken = grade();
      expect(broken.code).toBe(1);
      expect(broken.lines[1]).toBe('Regression: 2A/one-vote passed before, but fails now.');
      expect(broken.lines.find((line) => /^✗ .* at /.test(line))).toMatch(/^✗ 2A\/one-vote/);
      expect(readStages(kit).get('2A')?.tests.get('2A/one-vote')).toMatchObject({
        status: 'failed',
        isRegression: true,
      });
      fs.writeFileSync(file, text);
      const well = grade();
      expect(well.code).toBe(0);
      expect(well.lines[1]).toBe('2A still passes: 1 test, one seed each');
      expect(readStages(kit).get('2A')?.tests.get('2A/one-vote')).toMatchObject({
        status: 'passed',
        hasPassed: true,
      });
    },
    LONG_MS,
  );
});
