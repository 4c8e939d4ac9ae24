/** The places in the student's code that a run's events come from, each once. */

/** Far more than the places of any Raft. Code that generates names could otherwise fill the memory. */
const ORIGINS_MAX = 5_000;

export class Origins {
  /** By number. */
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(text: string | undefined): number | undefined {
    if (text === undefined) return undefined;
    const known = this.#numbers.get(text);
    if (known !== undefined || this.texts.length >= ORIGINS_MAX) return known;
    const number = this.texts.push(text) - 1;
    this.#numbers.set(text, number);
    return number;
  }
}
