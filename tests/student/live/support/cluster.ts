/** Real clusters for tests: on ports that are free, with disks that go away with them. */
import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beginAll } from '../../../../grader/student/live/fleet/begin';
import type { Fleet } from '../../../../grader/student/live/fleet/fleet';
import { openCluster } from '../../../../grader/student/live/fleet/open';

export const ROOT = path.join(__dirname, '..', '..', '..', '..');
export const REFERENCE = path.join(ROOT, 'solutions', 'raft');
/** A machine may be very busy; nothing is measured. */
export const PATIENCE_MS = 90_000;

export interface Wanted {
  readonly code?: string;
  readonly servers?: number;
  /** Another program than the servers' own. */
  readonly source?: string;
}

export interface Running {
  readonly fleet: Fleet;
  readonly home: string;
  readonly close: () => Promise<void>;
}

export async function startCluster({
  code = REFERENCE,
  servers = 3,
  source,
}: Wanted = {}): Promise<Running> {
  const home = temporaryFolder();
  for (;;) {
    const port = freePort();
    const data = path.join(home, 'data');
    const options = { code, data, servers, isFresh: true, port, ...(source && { source }) };
    const opened = await openCluster(options);
    if (opened.kind === 'unusable') throw new Error(opened.problems[0]?.message);
    const { fleet } = opened;
    const close = async () => {
      await opened.close();
      fs.rmSync(home, { recursive: true, force: true });
    };
    const hindrance = await beginAll(fleet);
    if (!hindrance) return { fleet, home, close };
    await opened.close();
    if (hindrance.kind !== 'port') throw new Error(JSON.stringify(hindrance));
  }
}

export function temporaryFolder(): string {
  return fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'live-test-'));
}

/** Perhaps: whoever takes it may be refused, and takes another. Below those that the system gives away. */
export function freePort(): number {
  return randomInt(12_000, 30_000);
}

export async function until<T>(what: string, look: () => T | undefined | false): Promise<T> {
  const untilMs = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > untilMs) throw new Error(`waited in vain for ${what}`);
    await sleep(50);
  }
}

/** Asks again until it is answered. */
export async function eventually<T>(what: string, ask: () => Promise<T>): Promise<T> {
  const untilMs = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await ask();
    } catch (thrown) {
      if (Date.now() > untilMs) throw new Error(`waited in vain for ${what}`, { cause: thrown });
      await sleep(100);
    }
  }
}

export const leaderOf = (fleet: Fleet): Promise<number> => until('a leader', () => fleet.leader);

export function sleep(ms: number): Promise<void> {
  return new Promise((wake) => setTimeout(wake, ms));
}

/** The reference with one of its files changed. */
export function changedReference(
  home: string,
  file: string,
  change: (text: string) => string,
): string {
  const folder = path.join(home, 'solutions', 'raft');
  fs.cpSync(REFERENCE, folder, { recursive: true });
  fs.mkdirSync(path.join(home, 'grader'), { recursive: true });
  fs.copyFileSync(
    path.join(ROOT, 'grader', 'contract.ts'),
    path.join(home, 'grader', 'contract.ts'),
  );
  const text = fs.readFileSync(path.join(folder, file), 'utf8');
  const changed = change(text);
  if (changed === text) throw new Error(`the change of ${file} changes nothing`);
  fs.writeFileSync(path.join(folder, file), changed);
  return folder;
}
