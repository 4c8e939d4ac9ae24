/**
 * Templates that escape whatever is put into them, so that a page is safe by construction: text becomes
 * a fragment only through the escape of its format, and only fragments go in as they are.
 */
import { plain } from '../../../report/plain';

type Format = 'html' | 'markdown';

/** A piece of a page, known to be safe in its format. */
export interface Fragment<F extends Format> {
  readonly format: F;
  toString(): string;
}

type Value<F extends Format> =
  | string
  | number
  | Fragment<F>
  | readonly Fragment<F>[]
  /** Nothing at all, so that `condition && fragment` reads well. */
  | undefined
  | false;

type Template<F extends Format> = (
  literals: TemplateStringsArray,
  ...values: readonly Value<F>[]
) => Fragment<F>;

/** No field of an honest submission is as long. */
const TEXT_CHARS_MAX = 6_000;

class Made<F extends Format> implements Fragment<F> {
  readonly #text: string;

  constructor(
    readonly format: F,
    text: string,
  ) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** @returns the template, and for the format's own file alone what makes a fragment of any text */
export function templateOf<F extends Format>(
  format: F,
  escape: (text: string) => string,
): { readonly template: Template<F>; readonly made: (text: string) => Fragment<F> } {
  const made = (text: string) => new Made(format, text);
  const one = (value: Value<F>): string => {
    if (value === undefined || value === false) return '';
    if (typeof value === 'string' || typeof value === 'number') return escape(String(value));
    if (value instanceof Made && value.format === format) return value.toString();
    if (Array.isArray(value)) return (value as readonly Fragment<F>[]).map(one).join('');
    throw new TypeError(`this is no fragment of ${format}`);
  };
  const template: Template<F> = (literals, ...values) =>
    made(literals.map((literal, i) => literal + one(values[i])).join(''));
  return { template, made };
}

/** Lines stay lines; in each, what cannot be seen is written as its code. */
export function clean(text: string): string {
  const cut = text.length > TEXT_CHARS_MAX ? `${text.slice(0, TEXT_CHARS_MAX)} …` : text;
  return cut
    .split(/\r?\n/)
    .map((line) => plain(line))
    .join('\n');
}
