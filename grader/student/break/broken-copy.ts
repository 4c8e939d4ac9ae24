/** A copy of the student's Raft to break, and how far it differs from the original. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { KEPT } from '../../command/memory/last-grade';

/** The path as messages show it, from the kit's folder. */
export const COPY = `${KEPT}/break/raft`;

/** How many lines differ in one file. */
export interface Change {
  readonly file: string;
  readonly lines: number;
}

const SOURCE = /\.[cm]?[jt]s$/;

export class BrokenCopy {
  readonly folder: string;

  /** @param kit the kit's folder */
  constructor(
    kit: string,
    private readonly original = path.join(kit, 'labs', 'raft'),
  ) {
    this.folder = path.join(kit, ...COPY.split('/'));
  }

  get isThere(): boolean {
    return existsSync(this.folder);
  }

  /** Replaces an earlier copy. */
  make(): void {
    rmSync(this.folder, { recursive: true, force: true });
    cpSync(this.original, this.folder, { recursive: true });
  }

  changes(): readonly Change[] {
    const names = new Set([...sourcesIn(this.original), ...sourcesIn(this.folder)]);
    return [...names].sort().flatMap((file) => {
      const lines = differing(textOf(this.original, file), textOf(this.folder, file));
      return lines === 0 ? [] : [{ file, lines }];
    });
  }
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => SOURCE.test(name) && !/\.test\.\w+$/.test(name),
  );
}

function textOf(folder: string, file: string): string {
  const place = path.join(folder, file);
  return existsSync(place) ? readFileSync(place, 'utf8') : '';
}

/** Counts a changed line once. */
function differing(before: string, now: string): number {
  const [old, fresh] = [before, now].map((text) => text.split(/\r?\n/));
  return Math.max(missing(old ?? [], fresh ?? []), missing(fresh ?? [], old ?? []));
}

/** How many lines of `of` have no match in `from`. */
function missing(of: readonly string[], from: readonly string[]): number {
  const left = new Map<string, number>();
  for (const line of from) left.set(line, (left.get(line) ?? 0) + 1);
  return of.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  }).length;
}
