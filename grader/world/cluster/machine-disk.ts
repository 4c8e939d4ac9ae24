/** The disk of one machine and its bytes, which the realm holds while the machine is up. */
import type { FileBytes, Realm } from '../realm/realm';
import { DiskModel, type DiskOperation, type Fate, type Image } from '../sim/disk';
import type { Rng } from '../sim/rng';

interface Kept {
  readonly image: Image;
  readonly bytes: FileBytes;
}

const RELEASE_EVERY_OPERATIONS = 64;

export class MachineDisk {
  syncs = 0;
  #model = new DiskModel();
  /** Content of the disk as of the last crash, until the next boot. */
  #bytes: FileBytes = new Map();
  #operations = 0;
  /** Contents that the realm holds. */
  readonly #contents = new Set<number>();

  get size(): number {
    return this.#model.bytes;
  }

  /** The damage that the last crash did to the disk, in words. */
  get damage(): readonly string[] {
    return this.#model.damage;
  }

  /** The content that a boot finds. */
  boot(): Kept {
    const image = this.#model.durable();
    this.#contents.clear();
    for (const { id } of image.values()) this.#contents.add(id);
    return { image, bytes: this.#bytes };
  }

  crash(realm: Realm, rng: Rng, fate: Fate | undefined): void {
    this.#bytes = bytesOf(this.#model.crash(rng, fate), realm);
  }

  /** Replaces it with an empty disk. */
  replace(): void {
    this.#model = new DiskModel();
    this.#bytes = new Map();
  }

  apply(operation: DiskOperation, realm: Realm | undefined): void {
    this.#model.apply(operation);
    if (operation.op === 'write') this.#contents.add(operation.content.id);
    if (operation.op === 'sync') this.syncs++;
    if (++this.#operations % RELEASE_EVERY_OPERATIONS === 0) this.#releaseDeadContents(realm);
  }

  /** What a boot would find if all unsynced data were lost now. */
  durable(realm: Realm | undefined): Kept {
    const image = this.#model.durable();
    return { image, bytes: realm ? bytesOf(image, realm) : this.#bytes };
  }

  #releaseDeadContents(realm: Realm | undefined): void {
    const live = this.#model.live();
    for (const id of this.#contents) {
      if (live.has(id)) continue;
      realm?.release(id);
      this.#contents.delete(id);
    }
  }
}

function bytesOf(image: Image, realm: Realm): FileBytes {
  return new Map(
    [...image].map(([file, { id, length }]) => [file, realm.fetch(id).slice(0, length)]),
  );
}
