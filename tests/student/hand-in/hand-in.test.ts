/** What a student packs is what an instructor reads. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pack } from '../../../grader/student/hand-in/pack';
import { readSubmission } from '../../../grader/world/realm/bundle';
import { plainEnvironment } from '../../support/command';
import { found } from '../../support/intake';

const ROOT = path.join(__dirname, '..', '..', '..');
const ABOUT = { kitVersion: '0.1.0', stage: '2C', score: 87, maxScore: 100 };

let home: string;
beforeAll(() => (home = mkdtempSync(path.join(realpathSync(tmpdir()), 'hand-in-'))));
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function taken(zip: Buffer): Promise<ReadonlyMap<string, Buffer>> {
  const folder = mkdtempSync(path.join(home, 'class-'));
  writeFileSync(path.join(folder, 'ada.zip'), zip);
  const { submissions } = await found(folder);
  expect(submissions.map(({ id }) => id)).toEqual(['ada']);
  const handed = await submissions[0]?.open();
  expect(handed).toMatchObject({ ignored: [], remarks: [] });
  expect(handed?.problem).toBeUndefined();
  return handed?.files ?? new Map();
}

test('the files of a folder are packed as they are, without tests of a student’s own', async () => {
  const files = readSubmission(path.join(ROOT, 'solutions', 'raft'));
  if ('kind' in files) throw new Error(files.message);
  const own = new Map(files).set('mine.test.ts', Buffer.from('test()'));
  const packed = await pack(own, ABOUT);
  if ('problem' in packed) throw new Error(packed.problem);
  expect(packed.bytes.toString('latin1')).toContain('Raft Lab Kit 0.1.0, stage 2C, 87 of 100');
  const read = await taken(packed.bytes);
  expect([...read.keys()].sort()).toEqual(
    [...files.keys()].filter((name) => name.endsWith('.ts')).sort(),
  );
  for (const [name, bytes] of read) expect(bytes.equals(files.get(name) as Buffer)).toBe(true);
});

test('a file that no grader would take is refused, and named', async () => {
  const files = new Map([['big.ts', { kind: 'unread', why: 'is larger than 100 KB.' } as const]]);
  expect(await pack(files, ABOUT)).toEqual({ problem: 'labs/raft/big.ts is larger than 100 KB.' });
});

test('the command grades the skeleton once, and writes a zip that the intake takes', async () => {
  const script = ['--require', './grader/cli/set-up.cjs', 'grader/cli/hand-in.ts'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...script, 'stage=2A'], {
    cwd: ROOT,
    env: plainEnvironment({ INIT_CWD: home }),
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('0 of 100 points: 0 of 18 tests passed, on one seed each');
  expect(stdout).toContain('Wrote hand-in-2A.zip');
  const read = await taken(readFileSync(path.join(home, 'hand-in-2A.zip')));
  expect([...read.keys()]).toContain('raft.ts');
  expect([...read.keys()].filter((name) => name.includes('.test.'))).toEqual([]);
});
