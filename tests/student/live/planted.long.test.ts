/** Chaos can fail: each of three faults is found within a minute, on real processes. */
import fs from 'node:fs';
import path from 'node:path';
import { type Finding, runChaos } from '../../../grader/student/live/chaos/run';
import { changedReference, startCluster, temporaryFolder, type Wanted } from './support/cluster';

jest.setTimeout(600_000);

const PROGRAMS = path.join(__dirname, 'programs');
/** Long enough for every kind of fault to come once at least. */
const SECONDS = 60;

async function findings(wanted: Wanted): Promise<readonly Finding[]> {
  const { fleet, close } = await startCluster(wanted);
  try {
    return (await runChaos({ fleet, seed: 1, seconds: SECONDS, followers: 5 })).findings;
  } finally {
    await close();
  }
}

const kinds = (found: readonly Finding[]) => found.map(({ kind }) => kind);

test('reads of a deposed leader that go past the log are not linearizable', async () => {
  const found = await findings({ source: path.join(PROGRAMS, 'stale-reads.ts') });
  expect(kinds(found)).toContain('notLinearizable');
  // Nothing is lost by it: only the order is wrong.
  expect(kinds(found)).not.toContain('lost');
});

test('answers before the commit are not linearizable', async () => {
  const found = await findings({ source: path.join(PROGRAMS, 'answers-early.ts') });
  expect(kinds(found)).toContain('notLinearizable');
});

test('a Persister that does not sync loses what was acknowledged when all are killed at once', async () => {
  const home = temporaryFolder();
  try {
    const code = changedReference(home, 'persister.ts', (text) =>
      text.replace('this.disk.sync(TEMPORARY_FILE);', ''),
    );
    const found = await findings({ code });
    expect(kinds(found)).toContain('lost');
    expect(kinds(found)).toContain('notLinearizable');
  } finally {
    fs.rmSync(home, { recursive: true, force: true });
  }
});
