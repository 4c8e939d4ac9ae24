/**
 * Which parts of a class that was split with `shard=` a folder contains. The file is beside the results, so
 * that a merge notices a missing part. A complete class has no such file.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isRecord } from '../../report/is-record';
import { SHARDS_MAX } from './shard';

export interface Split {
  readonly of: number;
  /** From 1 to `of`, in order. */
  readonly have: readonly number[];
}

const SPLIT = 'parts.json';

/** @returns undefined if the class was not split, or the file cannot be read */
export function readSplit(folder: string): Split | undefined {
  const file = path.join(folder, SPLIT);
  if (!existsSync(file)) return undefined;
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isSplit(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

export function writeSplit(folder: string, split: Split | undefined): void {
  const file = path.join(folder, SPLIT);
  if (split && missingOf(split).length > 0) writeFileSync(file, `${JSON.stringify(split)}\n`);
  else rmSync(file, { force: true });
}

/** @returns undefined unless all were split into the same number of parts */
export function unionOf(splits: readonly (Split | undefined)[]): Split | undefined {
  const [first] = splits;
  const all = splits.flatMap((split) => (split && split.of === first?.of ? [split] : []));
  if (!first || all.length < splits.length) return undefined;
  const have = new Set(all.flatMap((split) => split.have));
  return { of: first.of, have: [...have].sort((a, b) => a - b) };
}

export function missingOf({ of, have }: Split): readonly number[] {
  const held = new Set(have);
  return Array.from({ length: of }, (_, at) => at + 1).filter((part) => !held.has(part));
}

function isSplit(value: unknown): value is Split {
  if (!isRecord(value)) return false;
  const { of, have } = value;
  const isPart = (part: unknown) => Number.isInteger(part) && Number(part) >= 1;
  return isPart(of) && Number(of) <= SHARDS_MAX && Array.isArray(have) && have.every(isPart);
}
