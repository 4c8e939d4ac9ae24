/** The source of all randomness in a run. */

/** A small number that anyone may choose, or 128 bits that cannot be guessed, as 32 hex digits. */
export type Seed = number | string;

/** The largest numeric seed. */
export const SEED_MAX = 2 ** 31 - 1;
/** The range of numeric seeds. */
export const SEED_RANGE = { least: 0, most: SEED_MAX } as const;

const WORD = /^[0-9a-f]{32}$/;

export function isSeed(value: unknown): value is Seed {
  if (typeof value === 'string') return WORD.test(value);
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= SEED_MAX;
}

/** The seed that a person typed. */
export function seedCalled(text: string): Seed | undefined {
  const seed = WORD.test(text) || !/^\d+$/.test(text) ? text : Number(text);
  return isSeed(seed) ? seed : undefined;
}
