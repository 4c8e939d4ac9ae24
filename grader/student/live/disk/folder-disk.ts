/**
 * The contract's disk in a real folder. Writes stay in memory until sync, so a killed process loses
 * what a power failure would lose. The folder holds only what was synced.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { DiskOperation, Image } from '../../../world/sim/disk';

interface FileState {
  /** Number of the content that the code sees. */
  content: number;
  /** Some content of this file, current or older, is in the folder. */
  isThere: boolean;
}

/** The system refused an operation: no space is left, or the folder is gone. */
export class DiskFailed extends Error {
  constructor(readonly code: string) {
    super(`the disk has failed (${code})`);
  }
}

const ENDING = '.bin';
const JOURNAL = 'changes.txt';
/** Systems allow 255 bytes. */
const NAME_CHARS_MAX = 200;
/**
 * Node's permission model forbids fsync, but every write to a file that is opened with O_SYNC is
 * synced.
 */
const WRITE_THROUGH =
  fs.constants.O_WRONLY |
  fs.constants.O_CREAT |
  fs.constants.O_TRUNC |
  // Windows has no O_SYNC flag in Node.
  ((fs.constants.O_SYNC as number | undefined) ?? 0);

export class FolderDisk {
  readonly #files = new Map<string, FileState>();
  #changes = 0;

  constructor(private readonly folder: string) {}

  /**
   * @returns what a boot finds; bytes as one character each
   * @throws DiskFailed
   */
  read(): { readonly image: Image; readonly bytes: ReadonlyMap<string, string> } {
    return tried(() => {
      const image = new Map<string, { id: number; length: number }>();
      const bytes = new Map<string, string>();
      for (const name of fs.readdirSync(this.folder).sort()) {
        const file = this.#fileOf(name);
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
   * @param fetch returns the bytes of a content, one character each
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
          // In a journaling file system this also makes the file's creation durable.
          writeThrough(this.#place(file), Buffer.from(fetch(state.content), 'latin1'));
          return;
        case 'rename':
          this.#files.delete(file);
          this.#files.set(operation.to, state);
          // Content that was never synced is still not durable under its new name, and the old file
          // of that name is gone.
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

  /** Contents that can still be fetched. */
  live(): ReadonlySet<number> {
    return new Set([...this.#files.values()].map(({ content }) => content));
  }

  /** In a journaling file system, a synced write makes earlier changes of the folder durable. */
  #syncFolder(): void {
    writeThrough(path.join(this.folder, JOURNAL), Buffer.from(String(++this.#changes)));
  }

  /** A name that is too long for the system once it is escaped is kept in a file of its own, for the next boot. */
  #place(file: string): string {
    const name = nameOf(file);
    if (name.length <= NAME_CHARS_MAX) return path.join(this.folder, name);
    const place = path.join(this.folder, `long-${createHash('sha256').update(file).digest('hex')}`);
    if (!fs.existsSync(`${place}.txt`)) writeThrough(`${place}.txt`, Buffer.from(file));
    return `${place}${ENDING}`;
  }

  #fileOf(name: string): string | undefined {
    if (!name.startsWith('long-')) return fileOf(name);
    if (!name.endsWith(ENDING)) return undefined;
    const known = `${name.slice(0, -ENDING.length)}.txt`;
    return fs.readFileSync(path.join(this.folder, known), 'utf8');
  }
}

/**
 * Escapes everything but small letters, digits and three marks, because some file systems ignore case
 * or forbid characters, and adds a prefix, because some names are reserved.
 */
function nameOf(file: string): string {
  return `disk-${file.replace(/[^a-z0-9._-]/gu, escaped)}${ENDING}`;
}

function escaped(character: string): string {
  return Buffer.from(character).toString('hex').replace(/../g, '%$&');
}

function fileOf(name: string): string | undefined {
  const [, kept] = /^disk-(.*)\.bin$/.exec(name) ?? [];
  return kept?.replace(/(?:%[0-9a-f]{2})+/g, (bytes) =>
    Buffer.from(bytes.replaceAll('%', ''), 'hex').toString(),
  );
}

/** Writes in two parts, so that a kill can leave only the first: a torn write, as in the contract. */
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
