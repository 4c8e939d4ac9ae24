/** When a leader writes what it has already sent: at once, after the handler, or a while later. */
const WAYS = ['at once', 'in a microtask', 'in a timer'] as const;
const LATER_MS_MAX = 12;

export class Writes {
  readonly #way = WAYS[Math.floor(Math.random() * WAYS.length)];
  #isDue = false;

  constructor(private readonly write: () => void) {}

  /** Schedules a write of everything that is unwritten by then. */
  order(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    const write = () => {
      this.#isDue = false;
      this.write();
    };
    if (this.#way === 'at once') write();
    else if (this.#way === 'in a microtask') queueMicrotask(write);
    else setTimeout(write, 1 + Math.floor(Math.random() * LATER_MS_MAX));
  }
}
