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

/** What one folder has: of a class that was split, or of a whole one. */
export interface Piece {
  readonly name: string;
  readonly split: Split | undefined;
  readonly ids: ReadonlySet<string>;
}

/**
 * @returns undefined for a whole class, or if no folder was split; a problem if the parts cannot make one class,
 *   such as a part of three and a part of four
 */
export function unionOf(
  pieces: readonly Piece[],
): Split | undefined | { readonly problem: string } {
  const parts = pieces.flatMap(({ split, ...piece }) => (split ? [{ ...piece, split }] : []));
  const [first] = parts;
  // A folder that was not split is the whole class if it has all of the parts, and else more of them.
  const isWhole = ({ split, ids }: Piece) =>
    !split && parts.every((part) => [...part.ids].every((id) => ids.has(id)));
  if (!first || pieces.some(isWhole)) return undefined;
  const other = parts.find(({ split }) => split.of !== first.split.of);
  if (other)
    return {
      problem: `These are not parts of one class: ${first.name} was graded with shard=.../${first.split.of}, and ${other.name} with shard=.../${other.split.of}. Students whom neither graded would be missing. Grade all parts with the same number.`,
    };
  const have = new Set(parts.flatMap(({ split }) => split.have));
  return { of: first.split.of, have: [...have].sort((a, b) => a - b) };
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
