/**
 * Splits a class between machines that do not communicate: the id alone decides which machine grades a
 * submission. Pure.
 */
import { createHash } from 'node:crypto';

export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

export const SHARDS_MAX = 10_000;
const SHOWN_CHARS_MAX = 40;
/** 48 bits: with 10,000 shards, their probabilities differ by less than one in 10^10. */
const HASH_BYTES = 6;

/**
 * @returns a number from 1 to n. It is the same for an id on any machine, whatever else is in the class
 */
export function shardOf(id: string, n: number): number {
  // File systems encode é in two ways, but it is the same student.
  const hash = createHash('sha256').update(id.normalize('NFC')).digest();
  return 1 + (hash.readUIntBE(0, HASH_BYTES) % n);
}

export function isIn(id: string, { index, of }: Shard): boolean {
  return shardOf(id, of) === index;
}

/** @param text `2/4`: the second of four */
export function parseShard(text: string): Shard | { readonly problem: string } {
  const shown = JSON.stringify(text.slice(0, SHOWN_CHARS_MAX));
  const [all, index, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text.trim()) ?? [];
  if (all === undefined)
    return {
      problem: `shard=${shown} is not understood. The second of four is written shard=2/4.`,
    };
  const shard = { index: Number(index), of: Number(of) };
  if (shard.of < 1 || shard.of > SHARDS_MAX)
    return { problem: `There can be 1 to ${SHARDS_MAX} shards, not ${shard.of}.` };
  if (shard.index < 1 || shard.index > shard.of)
    return {
      problem: `There is no shard ${shard.index} of ${shard.of}: they are numbered from 1 to ${shard.of}. Where machines are numbered from 0, add 1.`,
    };
  return shard;
}
