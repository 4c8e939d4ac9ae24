/** A log that stores terms and commands in separate arrays; both have the sentinel at position 0. */
import type { LogEntry } from '../../../contract';

export class Log {
  readonly #terms: number[] = [0];
  readonly #commands: string[] = [''];

  get last(): number {
    return this.#terms.length - 1;
  }

  get lastTerm(): number {
    return this.#terms.at(-1) ?? 0;
  }

  has(index: number, term: number): boolean {
    return this.#terms[index] === term;
  }

  termAt(index: number): number {
    return this.#terms[index] ?? -1;
  }

  commandAt(index: number): string {
    return this.#commands[index] ?? '';
  }

  push(term: number, command: string): void {
    this.#terms.push(term);
    this.#commands.push(command);
  }

  cutFrom(index: number): void {
    this.#terms.length = index;
    this.#commands.length = index;
  }

  from(index: number): LogEntry[] {
    return this.#terms
      .slice(index)
      .map((term, i) => ({ term, command: this.commandAt(index + i) }));
  }

  firstOf(term: number): number {
    return this.#terms.indexOf(term);
  }

  /** Index of the last entry with that term; -1 if there is none. */
  lastOf(term: number): number {
    return this.#terms.lastIndexOf(term);
  }
}
