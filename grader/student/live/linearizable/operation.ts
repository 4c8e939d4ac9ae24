/** What clients saw of one key: calls, each with the time in which it must have taken effect. */

export type Call =
  | { readonly kind: 'read'; readonly value: string | undefined }
  | { readonly kind: 'write'; readonly value: string };

export interface Operation {
  readonly client: number;
  readonly call: Call;
  /** Of one clock for all clients, and unique among all times of a history. */
  readonly invokedAt: number;
  /** Undefined where no answer came: it may take effect at any time after, or never. */
  readonly answeredAt: number | undefined;
}

/** Everything that clients did, by key. */
export type History = ReadonlyMap<string, readonly Operation[]>;

/**
 * One value that is read and written.
 *
 * @returns the value afterwards, or `impossible` if the call cannot have seen what it saw
 */
export function step(
  value: string | undefined,
  call: Call,
): string | undefined | typeof IMPOSSIBLE {
  if (call.kind === 'write') return call.value;
  return call.value === value ? value : IMPOSSIBLE;
}

export const IMPOSSIBLE = Symbol('impossible');
