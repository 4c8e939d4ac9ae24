/** Which part of a long proof is run when there is no time for all of it: another with every commit. */
import { spawnSync } from 'node:child_process';
import { KIT } from './place';

interface Turn {
  /** From 1 to `parts`. */
  readonly part: number;
  readonly parts: number;
  /** `commit 0a1b2c3`, or the day where there is no commit. */
  readonly whose: string;
}

/** Gives a part its turn. */
interface Giver {
  readonly number: number;
  readonly name: string;
}

const DAY_MS = 86_400_000;

/** The same commit has the same part, on every machine; over many commits each part has its turn. */
export function turnOf(parts: number, giver: Giver = commitOf(KIT) ?? dayOf(new Date())): Turn {
  return { part: (giver.number % parts) + 1, parts, whose: giver.name };
}

/** As a report says it. */
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

/** Beyond those that `grade` and most proofs run. */
const QUICK_FROM = 5_000;
const QUICK_SEEDS = 5_000;

/** The first seed of a quick proof: another with every commit. */
export function quickSeed(): number {
  return QUICK_FROM + turnOf(QUICK_SEEDS).part - 1;
}
