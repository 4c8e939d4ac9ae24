/**
 * The operations that clients saw on one key, each with the interval in which it must have taken
 * effect.
 */

export type Call =
  | { readonly kind: 'read'; readonly value: string | undefined }
  | { readonly kind: 'write'; readonly value: string };

export interface Operation {
  readonly client: number;
  readonly call: Call;
  /** Times of one clock for all clients, unique within a history. */
  readonly invokedAt: number;
  /** Undefined if no answer came: the operation may take effect at any later time, or never. */
  readonly answeredAt: number | undefined;
}

/** All operations of the clients, by key. */
export type History = ReadonlyMap<string, readonly Operation[]>;

/**
 * A register with one value.
 *
 * @returns the value after the call, or `IMPOSSIBLE` if the read cannot have returned its value
 */
export function step(
  value: string | undefined,
  call: Call,
): string | undefined | typeof IMPOSSIBLE {
  if (call.kind === 'write') return call.value;
  return call.value === value ? value : IMPOSSIBLE;
}

export const IMPOSSIBLE = Symbol('impossible');
