/**
 * Templates that escape every inserted value, so that a page is safe by construction. Text becomes a
 * fragment only through the escape function of its format, and only fragments are inserted unchanged.
 */
import { plain } from '../../../report/plain';

type Format = 'html' | 'markdown';

/** A part of a page that is safe in its format. */
export interface Fragment<F extends Format> {
  readonly format: F;
  toString(): string;
}

type Value<F extends Format> =
  | string
  | number
  | Fragment<F>
  | readonly Fragment<F>[]
  /** Renders as nothing, so that `condition && fragment` works. */
  | undefined
  | false;

type Template<F extends Format> = (
  literals: TemplateStringsArray,
  ...values: readonly Value<F>[]
) => Fragment<F>;

/** No field of an honest submission is this long. */
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

/**
 * @returns the template and, only for the format's own file, a function that makes a fragment of any text
 */
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

/** Keeps line breaks; invisible characters in a line are written as codes. */
export function clean(text: string): string {
  const cut = text.length > TEXT_CHARS_MAX ? `${text.slice(0, TEXT_CHARS_MAX)} …` : text;
  return cut
    .split(/\r?\n/)
    .map((line) => plain(line))
    .join('\n');
}
