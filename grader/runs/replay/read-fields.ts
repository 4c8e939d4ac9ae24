/**
 * Reads the fields of a JSON document one by one, and reports where the first bad one is and why it is
 * bad.
 */
import { isRecord } from '../../report/is-record';
import { plain } from '../../report/plain';
import { isSeed, SEED_RANGE, type Seed } from '../../world/sim/seed';

/** A problem of a file, as a message to its author: where, what, and what to do. */
export class Unreadable extends Error {}

const SHOWN_CHARS_MAX = 40;

export class Fields {
  /**
   * @param where such as `step 3`, at the beginning of a sentence
   * @throws Unreadable unless the value is an object with only these fields
   */
  constructor(
    value: unknown,
    readonly where: string,
    known: readonly string[],
  ) {
    if (!isRecord(value))
      throw new Unreadable(`${where} must be an object in braces, not ${shown(value)}.`);
    const unknown = Object.keys(value).find((name) => !known.includes(name));
    if (unknown !== undefined)
      throw new Unreadable(
        `${where} has an unknown field ${shown(unknown)}. It may have: ${known.join(', ')}.`,
      );
    this.#values = value;
  }

  readonly #values: Readonly<Record<string, unknown>>;

  has(name: string): boolean {
    return this.#values[name] !== undefined;
  }

  any(name: string): unknown {
    return this.#values[name];
  }

  /** A whole number in this range. */
  number(name: string, least: number, most: number): number {
    const value = this.#values[name];
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most)
      return value;
    throw this.wrong(name, `a whole number from ${least} to ${most}`);
  }

  seed(name: string): Seed {
    const value = this.#values[name];
    if (isSeed(value)) return value;
    throw this.wrong(name, `a whole number from ${SEED_RANGE.least} to ${SEED_RANGE.most}`);
  }

  text(name: string, charsMax: number): string {
    const value = this.#values[name];
    if (typeof value === 'string' && value.length <= charsMax) return value;
    throw this.wrong(name, `a text of at most ${charsMax} characters`);
  }

  oneOf<T extends string>(name: string, words: readonly T[]): T {
    const found = words.find((word) => word === this.#values[name]);
    if (found !== undefined) return found;
    throw this.wrong(name, words.map((word) => `"${word}"`).join(', '), 'one of');
  }

  list(name: string, most: number): readonly unknown[] {
    const value = this.#values[name];
    if (Array.isArray(value) && value.length <= most) return value;
    throw this.wrong(name, `a list in brackets, of at most ${most}`);
  }

  wrong(name: string, wanted: string, be = 'be'): Unreadable {
    const value = this.#values[name];
    const is = value === undefined ? 'and is missing' : `not ${shown(value)}`;
    const must = be === 'be' ? 'must be' : `must be ${be}`;
    return new Unreadable(`${this.where}: "${name}" ${must} ${wanted}, ${is}.`);
  }
}

/** A value for a message, made safe because the file may come from anyone. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  try {
    return plain(JSON.stringify(value), SHOWN_CHARS_MAX);
  } catch {
    // JSON can be nested more deeply than it can be written again.
    return 'something that is nested too deep';
  }
}
