/**
 * Stores which hints the student has seen. It never fails because of the file: showing a hint
 * matters more.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { forgotten, NOTHING_SEEN, type Progress, progressText, readProgress } from './progress';
import { KEPT, readLastGrade, readStages } from '../../command/memory/last-grade';
import type { StageMemory } from '../../command/memory/stage-memory';
import { writeWhole } from '../../command/memory/write-whole';

/** The path as messages show it. */
const MEMORY = `${KEPT}/hints.json`;

interface Remembered {
  readonly progress: Progress;
  /** Why the stored progress could not be read. */
  readonly problem?: string;
}

export class HintMemory {
  readonly #file: string;

  /** @param kit the kit's folder */
  constructor(private readonly kit: string) {
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

  /** Writes the whole file or nothing. @returns why it could not be written */
  write(progress: Progress): string | undefined {
    try {
      writeWhole(this.#file, progressText(progress));
      return undefined;
    } catch (thrown) {
      return `${MEMORY} cannot be written (${codeOf(thrown)})`;
    }
  }

  /** Forgets the hints on what is fixed: the next bug of the same rule begins with the first hint. */
  startOver(ids: readonly string[]): void {
    const { progress } = this.read();
    const rest = ids.reduce(forgotten, progress);
    if (rest.size < progress.size) this.write(rest);
  }

  stages(): StageMemory {
    return readStages(this.kit);
  }

  /** The result of the last grading; empty if none can be read. */
  lastGrade(): string {
    return readLastGrade(this.kit);
  }
}

function codeOf(thrown: unknown): string {
  return (thrown as NodeJS.ErrnoException).code ?? String(thrown);
}
