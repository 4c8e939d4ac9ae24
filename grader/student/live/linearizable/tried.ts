/**
 * Lowe's memory: the situations that the search has been in, each a set of operations that have their place
 * and the value after them. The same set with the same value leads nowhere twice, whatever its order was.
 */

export class Tried {
  readonly #situations = new Set<string>();
  readonly #isPlaced: Uint8Array;
  /** The first of those with an answer that has no place yet. */
  #first = 0;
  #answeredPlaced = 0;
  readonly #openPlaced = new Set<number>();

  /** @param answered how many have an answer; they come first, in the order of their returns */
  constructor(
    operations: number,
    private readonly answered: number,
    private readonly situationsMax: number,
  ) {
    this.#isPlaced = new Uint8Array(operations);
  }

  get isFull(): boolean {
    return this.#situations.size >= this.situationsMax;
  }

  /** @returns false, and nothing is placed, if the situation that would come of it is known */
  add(operation: number, value: string | undefined): boolean {
    this.#place(operation);
    const key = `${this.#key()}=${value === undefined ? '' : JSON.stringify(value)}`;
    if (!this.#situations.has(key) && !this.isFull) {
      this.#situations.add(key);
      return true;
    }
    this.remove(operation);
    return false;
  }

  remove(operation: number): void {
    this.#isPlaced[operation] = 0;
    if (operation >= this.answered) {
      this.#openPlaced.delete(operation);
      return;
    }
    this.#answeredPlaced--;
    this.#first = Math.min(this.#first, operation);
  }

  #place(operation: number): void {
    this.#isPlaced[operation] = 1;
    if (operation >= this.answered) {
      this.#openPlaced.add(operation);
      return;
    }
    this.#answeredPlaced++;
    while (this.#first < this.answered && this.#isPlaced[this.#first] === 1) this.#first++;
  }

  /** Short: all before the first are placed, and after it only what overlaps with it. */
  #key(): string {
    const beyond: number[] = [];
    let left = this.#answeredPlaced - this.#first;
    for (let i = this.#first; left > 0; i++) {
      if (this.#isPlaced[i] !== 1) continue;
      beyond.push(i);
      left--;
    }
    const open = [...this.#openPlaced].sort((a, b) => a - b);
    return `${this.#first},${beyond.join()};${open.join()}`;
  }
}
