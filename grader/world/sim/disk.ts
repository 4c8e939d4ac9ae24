/**
 * Models what a disk holds, and what survives when its machine loses power. A content is known by its
 * number and length; its writer keeps the bytes. Files are replaced whole. Data is volatile until
 * synced; directory operations (rename, remove) are atomic and durable at once, and a renamed file
 * stays as unsynced as it was.
 */
import type { Rng } from './rng';

/** The first `length` bytes of the content number `id`. */
export interface Content {
  readonly id: number;
  readonly length: number;
}

/** An inode: what a read sees, and what is certain to survive. */
interface FileState {
  current: Content;
  durable: Content | undefined;
}

/** The files that a boot finds, in the order of their names. */
export type Image = ReadonlyMap<string, Content>;

export type DiskOperation =
  | { readonly op: 'write'; readonly file: string; readonly content: Content }
  | { readonly op: 'sync' | 'remove'; readonly file: string }
  | { readonly op: 'rename'; readonly file: string; readonly to: string };

/**
 * Fates of unsynced data when power fails. Of torn data the first bytes stay: none, half or all but
 * one.
 */
export const UNSYNCED = [
  'lost',
  'kept',
  'torn at its start',
  'torn in the middle',
  'torn at its end',
] as const;

export type Fate = (typeof UNSYNCED)[number];

export class DiskModel {
  #files = new Map<string, FileState>();
  #damage: string[] = [];

  /** The damage that the last crash did to unsynced data, file by file, in words. */
  get damage(): readonly string[] {
    return this.#damage;
  }

  /** Takes effect at once; a file that does not exist is left alone. */
  apply(operation: DiskOperation): void {
    const state = this.#files.get(operation.file);
    switch (operation.op) {
      case 'write':
        if (state) state.current = operation.content;
        else this.#files.set(operation.file, { current: operation.content, durable: undefined });
        return;
      case 'sync':
        if (state) state.durable = state.current;
        return;
      case 'rename':
        if (!state) return;
        this.#files.delete(operation.file);
        this.#files.set(operation.to, state);
        return;
      case 'remove':
        this.#files.delete(operation.file);
        return;
    }
  }

  /** What would be left if power failed now and all unsynced data were lost. */
  durable(): Image {
    return this.#image((state) => state.durable);
  }

  /**
   * Power fails: each file with unsynced data keeps its old content, the new, or a part of the new.
   *
   * @param fate which of these; chosen by the generator if absent
   */
  crash(rng: Rng, fate?: Fate): Image {
    this.#damage = [];
    const image = this.#image((state, file) => {
      if (state.durable === state.current) return state.durable;
      const left = fate ? fated(state, fate) : survivor(state, rng);
      const whole = state.current.length;
      if (left === state.durable) this.#damage.push(`${file} loses its last write`);
      else if (left !== state.current)
        this.#damage.push(`${file} is torn after ${left?.length ?? 0} of ${whole} bytes`);
      return left;
    });
    this.#files = new Map(
      [...image].map(([file, content]) => [file, { current: content, durable: content }]),
    );
    return image;
  }

  /** Contents that some file still refers to. */
  live(): Set<number> {
    const ids = new Set<number>();
    for (const { current, durable } of this.#files.values()) {
      ids.add(current.id);
      if (durable) ids.add(durable.id);
    }
    return ids;
  }

  /** Total size in bytes of all files as a read sees them. */
  get bytes(): number {
    let sum = 0;
    for (const { current } of this.#files.values()) sum += current.length;
    return sum;
  }

  #image(pick: (state: FileState, file: string) => Content | undefined): Image {
    const image = new Map<string, Content>();
    for (const file of [...this.#files.keys()].sort()) {
      const state = this.#files.get(file);
      const content = state && pick(state, file);
      if (content) image.set(file, content);
    }
    return image;
  }
}

/** One in two loses the new content, one in four tears it, one in four keeps it. */
function survivor(state: FileState, rng: Rng): Content | undefined {
  switch (rng.int(0, 3)) {
    case 0:
      return state.current;
    case 1: {
      const { id, length } = state.current;
      return { id, length: length === 0 ? 0 : rng.int(0, length - 1) };
    }
    default:
      return state.durable;
  }
}

function fated({ current, durable }: FileState, fate: Fate): Content | undefined {
  const { id, length } = current;
  switch (fate) {
    case 'lost':
      return durable;
    case 'kept':
      return current;
    case 'torn at its start':
      return { id, length: 0 };
    case 'torn in the middle':
      return { id, length: length >> 1 };
    case 'torn at its end':
      return { id, length: Math.max(length - 1, 0) };
  }
}
