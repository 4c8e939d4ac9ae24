/** How far a long command is: one line that moves on a terminal, and a line now and then elsewhere. */
import pc from '../report/colour';
import { COLUMNS } from '../report/plain';

const CLEAR = '\r\u001b[2K';
const TOLD_EVERY_MS = 10_000;

/** One line that is written over again and again. Nothing, where nobody would see it move. */
export class StatusLine {
  readonly #isSeen = process.stdout.isTTY && process.env['CI'] === undefined;

  show(text: string): void {
    if (!this.#isSeen) return;
    const width = Math.min(COLUMNS, process.stdout.columns || COLUMNS) - 1;
    process.stdout.write(`${CLEAR}${pc.dim(text.slice(0, width))}`);
  }

  clear(): void {
    if (this.#isSeen) process.stdout.write(CLEAR);
  }
}

/** Counts what is done of a number of equal pieces, and says how long the rest will take. */
export class Meter {
  readonly #startedMs = performance.now();
  readonly #line = new StatusLine();
  #toldMs = this.#startedMs;
  #done = 0;
  #bad = 0;

  /**
   * @param what of the pieces, such as `runs`
   * @param bad what is counted besides, such as `failed`
   */
  constructor(
    private readonly planned: number,
    private readonly what: string,
    private readonly bad: string,
    private readonly print: (text: string) => void = (text) => process.stdout.write(`${text}\n`),
  ) {}

  step(isBad: boolean, about = ''): void {
    this.#done++;
    if (isBad) this.#bad++;
    const nowMs = performance.now();
    const text = `${this.#done} of ${this.planned} ${this.what}, ${this.#bad} ${this.bad}, ${this.#left(nowMs)}${about}`;
    this.#line.show(text);
    const isLast = this.#done === this.planned;
    if (isLast) this.#line.clear();
    if (!isLast && (process.stdout.isTTY || nowMs - this.#toldMs < TOLD_EVERY_MS)) return;
    this.#toldMs = nowMs;
    this.print(text);
  }

  #left(nowMs: number): string {
    const seconds = ((nowMs - this.#startedMs) / this.#done / 1_000) * (this.planned - this.#done);
    return seconds < 90 ? `${Math.round(seconds)} s left` : `${(seconds / 60).toFixed(1)} min left`;
  }
}
