/**
 * Lowe's cache of the states that the search has visited: a set of linearized operations, and the
 * value after them. The same set with the same value fails again, in whatever order it was reached.
 */

export class Tried {
  readonly #situations = new Set<string>();
  readonly #isPlaced: Uint8Array;
  /** The first answered operation that is not linearized yet. */
  #first = 0;
  #answeredPlaced = 0;
  readonly #openPlaced = new Set<number>();

  /**
   * @param answered how many operations were answered; they come first, ordered by their returns
   */
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

  /**
   * @returns false, without adding the operation, if the resulting state was visited before or the
   *   cache is full
   */
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

  /**
   * Short, because all operations before the first are linearized, and after it only those that
   * overlap with it.
   */
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
