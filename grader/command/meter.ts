/**
 * Shows the progress of a long command: one line that is updated on a terminal, and an occasional line
 * elsewhere.
 */
import pc from '../report/colour';
import { COLUMNS } from '../report/plain';

const CLEAR = '\r\u001b[2K';
const TOLD_EVERY_MS = 10_000;

/** One line that is overwritten again and again. It is shown only on a terminal. */
export class StatusLine {
  #text = '';

  constructor(
    readonly isSeen: boolean = process.stdout.isTTY && process.env['CI'] === undefined,
    private readonly write: (text: string) => void = (text) => process.stdout.write(text),
  ) {}

  show(text: string): void {
    if (!this.isSeen || (text === '' && this.#text === '')) return;
    this.#text = text;
    const width = Math.min(COLUMNS, process.stdout.columns || COLUMNS) - 1;
    this.write(text === '' ? CLEAR : `${CLEAR}${pc.dim(text.slice(0, width))}`);
  }

  clear(): void {
    this.show('');
  }

  /** Writes a line that stays, and moves the status line below it. */
  above(lines: string): void {
    const text = this.#text;
    this.clear();
    this.write(`${lines}\n`);
    this.show(text);
  }
}

/** A duration in a word or two. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = seconds / 60;
  if (minutes < 90) return `${minutes.toFixed(minutes < 10 ? 1 : 0)} min`;
  return `${(minutes / 60).toFixed(1)} h`;
}

/** Counts finished pieces of equal size, and estimates how long the rest will take. */
export class Meter {
  readonly #startedMs = performance.now();
  readonly #line = new StatusLine();
  #toldMs = this.#startedMs;
  #done = 0;
  #bad = 0;

  /**
   * @param what name of the pieces, such as `runs`
   * @param bad name of the second count, such as `failed`
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
    return `${duration(seconds)} left`;
  }
}
