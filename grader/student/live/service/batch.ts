/**
 * One command of Raft's: the writes of many requests that came at about the same time, and who sent them.
 * Reads are not in it: its place in the log is theirs, too.
 */
import type { Write } from './map';

export interface Batch {
  /** The server that took the requests, and its start. */
  readonly client: string;
  /** From 1, one more each time. */
  readonly number: number;
  readonly writes: readonly Write[];
}

export function batchText({ client, number, writes }: Batch): string {
  return JSON.stringify([client, number, writes]);
}

/** @returns undefined for what was never handed to start() */
export function readBatch(text: string): Batch | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(read)) return undefined;
  const [client, number, writes] = read as unknown[];
  if (typeof client !== 'string' || typeof number !== 'number' || !Array.isArray(writes))
    return undefined;
  // Whoever says that it is ours got the writes from us, too.
  return { client, number, writes: writes as Write[] };
}
