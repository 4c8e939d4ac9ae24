/**
 * The contract's disk on a real one. What is written stays in memory until sync, so a process that is
 * killed loses what a power cut would take; what a folder holds is what has been synced, and nothing else.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { DiskOperation, Image } from '../../../world/sim/disk';

interface FileState {
  /** The number of the content that the code sees. */
  content: number;
  /** Some content of it, this or an older one, is in the folder. */
  isThere: boolean;
}

/** The system refuses: no space left, a folder that is gone. */
export class DiskFailed extends Error {
  constructor(readonly code: string) {
    super(`the disk has failed (${code})`);
  }
}

const ENDING = '.bin';
const JOURNAL = 'changes.txt';
/** The permission model of Node forbids fsync; a file that is opened so is synced by every write. */
const WRITE_THROUGH =
  fs.constants.O_WRONLY |
  fs.constants.O_CREAT |
  fs.constants.O_TRUNC |
  // Windows has another word for it, and Node none.
  ((fs.constants.O_SYNC as number | undefined) ?? 0);

export class FolderDisk {
  readonly #files = new Map<string, FileState>();
  #changes = 0;

  constructor(private readonly folder: string) {}

  /** @returns what a boot finds, one character per byte. @throws DiskFailed */
  read(): { readonly image: Image; readonly bytes: ReadonlyMap<string, string> } {
    return tried(() => {
      const image = new Map<string, { id: number; length: number }>();
      const bytes = new Map<string, string>();
      for (const name of fs.readdirSync(this.folder).sort()) {
        const file = fileOf(name);
        if (file === undefined) continue;
        const text = fs.readFileSync(path.join(this.folder, name), 'latin1');
        const id = image.size + 1;
        image.set(file, { id, length: text.length });
        bytes.set(file, text);
        this.#files.set(file, { content: id, isThere: true });
      }
      return { image, bytes };
    });
  }

  /**
   * @param fetch gives the bytes of a content, one character per byte
   * @throws DiskFailed
   */
  apply(operation: DiskOperation, fetch: (content: number) => string): void {
    const { file } = operation;
    const state = this.#files.get(file);
    if (operation.op === 'write') {
      this.#files.set(file, {
        content: operation.content.id,
        isThere: state?.isThere ?? false,
      });
      return;
    }
    if (!state) return;
    tried(() => {
      switch (operation.op) {
        case 'sync':
          state.isThere = true;
          // A journal keeps its order: this takes along that the file is new.
          writeThrough(this.#place(file), Buffer.from(fetch(state.content), 'latin1'));
          return;
        case 'rename':
          this.#files.delete(file);
          this.#files.set(operation.to, state);
          // A content that was never synced is no safer under another name, and the old one there is gone.
          if (state.isThere) fs.renameSync(this.#place(file), this.#place(operation.to));
          else fs.rmSync(this.#place(operation.to), { force: true });
          break;
        case 'remove':
          this.#files.delete(file);
          fs.rmSync(this.#place(file), { force: true });
          break;
      }
      this.#syncFolder();
    });
  }

  /** The contents that can still be asked for. */
  live(): ReadonlySet<number> {
    return new Set([...this.#files.values()].map(({ content }) => content));
  }

  /** A journal keeps its order: what is written through after a change of the folder takes that along. */
  #syncFolder(): void {
    writeThrough(path.join(this.folder, JOURNAL), Buffer.from(String(++this.#changes)));
  }

  #place(file: string): string {
    return path.join(this.folder, nameOf(file));
  }
}

/** Some systems take small and capital letters for the same, and know names that no file may have. */
function nameOf(file: string): string {
  return `disk-${file.replace(/[A-Z]/g, (letter) => `+${letter.toLowerCase()}`)}${ENDING}`;
}

function fileOf(name: string): string | undefined {
  const [, kept] = /^disk-(.*)\.bin$/.exec(name) ?? [];
  return kept?.replace(/\+([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** In two parts, so that a kill can leave the first alone: a torn write, as the contract has it. */
function writeThrough(file: string, bytes: Buffer): void {
  const handle = fs.openSync(file, WRITE_THROUGH);
  try {
    const middle = bytes.length >> 1;
    for (const part of [bytes.subarray(0, middle), bytes.subarray(middle)])
      for (let from = 0; from < part.length;) from += fs.writeSync(handle, part, from);
  } finally {
    fs.closeSync(handle);
  }
}

function tried<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    throw code === undefined ? thrown : new DiskFailed(code);
  }
}
