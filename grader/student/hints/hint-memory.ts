/** Keeps in a file which hints were seen, and never fails for that: a hint is worth more than its file. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { NOTHING_SEEN, type Progress, progressText, readProgress } from './progress';
import { KEPT, LAST_GRADE } from '../../command/memory/last-grade';

/** As people are told. */
export const MEMORY = `${KEPT}/hints.json`;

export interface Remembered {
  readonly progress: Progress;
  /** Why it begins with nothing, if it should not. */
  readonly problem?: string;
}

export class HintMemory {
  readonly #folder: string;
  readonly #file: string;

  /** @param kit the kit's folder */
  constructor(kit: string) {
    this.#folder = path.join(kit, KEPT);
    this.#file = path.join(kit, MEMORY);
  }

  read(): Remembered {
    let text: string;
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch (thrown) {
      const code = codeOf(thrown);
      if (code === 'ENOENT' || code === 'ENOTDIR') return { progress: NOTHING_SEEN };
      return { progress: NOTHING_SEEN, problem: `${MEMORY} cannot be read (${code})` };
    }
    const progress = readProgress(text);
    return progress === undefined
      ? { progress: NOTHING_SEEN, problem: `${MEMORY} is damaged` }
      : { progress };
  }

  /** The whole file or none of it. @returns why it could not be written */
  write(progress: Progress): string | undefined {
    const temporary = `${this.#file}.${process.pid}.new`;
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(temporary, progressText(progress));
      renameSync(temporary, this.#file);
      return undefined;
    } catch (thrown) {
      try {
        rmSync(temporary, { force: true });
      } catch {
        // It could not be made either.
      }
      return `${MEMORY} cannot be written (${codeOf(thrown)})`;
    }
  }

  /** The result of the last grading, if there is one that can be read. */
  lastGrade(): string | undefined {
    try {
      return readFileSync(path.join(this.#folder, LAST_GRADE), 'utf8');
    } catch {
      return undefined;
    }
  }
}

function codeOf(thrown: unknown): string {
  return (thrown as NodeJS.ErrnoException).code ?? String(thrown);
}
