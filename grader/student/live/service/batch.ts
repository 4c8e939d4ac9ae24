/**
 * One Raft command: the writes of many requests that arrived at about the same time, and their
 * origin. Reads are not in it, but take effect at its place in the log.
 */
import type { Write } from './map';

export interface Batch {
  /** Identifies the server that received the requests, and its start. */
  readonly client: string;
  /** Counts from 1, without gaps. */
  readonly number: number;
  readonly writes: readonly Write[];
}

export function batchText({ client, number, writes }: Batch): string {
  return JSON.stringify([client, number, writes]);
}

/** @returns undefined if the text was never passed to start() */
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
  // Not checked further: only a gateway makes texts of this form.
  return { client, number, writes: writes as Write[] };
}
