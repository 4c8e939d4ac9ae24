/** Chooses the part of a long proof to run when there is no time for all of it. The commit decides. */
import { spawnSync } from 'node:child_process';
import { KIT } from './place';

interface Turn {
  /** From 1 to `parts`. */
  readonly part: number;
  readonly parts: number;
  /** `commit 0a1b2c3`, or the day if there is no commit. */
  readonly whose: string;
}

/** What decides the part: a commit or a day. */
interface Giver {
  readonly number: number;
  readonly name: string;
}

const DAY_MS = 86_400_000;

/** A commit has the same part on every machine; over many commits all parts run. */
export function turnOf(parts: number, giver: Giver = commitOf(KIT) ?? dayOf(new Date())): Turn {
  return { part: (giver.number % parts) + 1, parts, whose: giver.name };
}

/** The wording of a report. */
export function turnWords({ part, parts, whose }: Turn): string {
  return `part ${part} of ${parts}, chosen by ${whose}`;
}

/** The commit that is checked out. */
export function commitOf(folder: string): Giver | undefined {
  const { status, stdout } = spawnSync('git', ['rev-parse', 'HEAD'], {
    cwd: folder,
    encoding: 'utf8',
    windowsHide: true,
  });
  if (status !== 0 || !/^[0-9a-f]{40,}\s*$/.test(stdout)) return undefined;
  return { number: parseInt(stdout.slice(0, 8), 16), name: `commit ${stdout.slice(0, 7)}` };
}

export function dayOf(date: Date): Giver {
  return { number: Math.floor(date.getTime() / DAY_MS), name: date.toISOString().slice(0, 10) };
}

/** Quick proofs use seeds beyond those of `grade` and of most other proofs. */
const QUICK_FROM = 5_000;
const QUICK_SEEDS = 5_000;

/** The first seed of a quick proof. The commit decides. */
export function quickSeed(): number {
  return QUICK_FROM + turnOf(QUICK_SEEDS).part - 1;
}
