/**
 * A disk and a Persister on it, and what the tests of the Persister do with them. A state is written
 * here as text, one character per byte. The Persister runs on the subject's machine.
 */
import type { Cluster } from '../../../world/cluster/cluster';
import type { Machine } from '../../../world/cluster/machine';
import type { Node } from '../../../world/cluster/node';
import { Broken } from '../../../world/sim/broken';
import type { DiskOperation, Fate } from '../../../world/sim/disk';
import { at, demand } from '../expect';

/** A sync takes 1 to 2 ms; no correct Persister needs more than some hundred of them. */
const RETURN_MS = 1_000;
/** By then a Persister has finished what it does after it returned. */
const SETTLE_MS = 10;

/** All byte values in order, so often that a slice of 256 fits from any of them. */
const RING = Buffer.from(Array.from({ length: 2 * 256 }, (_, i) => i % 256)).toString('latin1');

/**
 * A state of `length` bytes, different for each version. From 342 bytes on, all byte values occur. Every second
 * version ends with zeros, which a sum of the bytes does not miss if they get lost.
 */
export function state(length: number, version: number): string {
  const end = version % 2 === 0 ? Math.ceil((length * 3) / 4) : length;
  let text = '';
  // Each row of 256 begins one byte value later, so that no two rows are equal.
  for (let row = 0; text.length < end; row++) {
    const from = (37 * version + row) % 256;
    text += RING.slice(from, from + 256);
  }
  return text.slice(0, end).padEnd(length, '\0');
}

/** The outcome of a save. */
interface Saving {
  /** Whether saveRaftState() returned before power failed. */
  readonly returned: boolean;
  readonly powerFailed: boolean;
}

export class Bench {
  readonly #node: Node;
  readonly #machine: Machine;
  /** Disk operations since the last call or boot began. */
  #operations: DiskOperation[] = [];

  constructor(readonly cluster: Cluster) {
    this.#node = cluster.subject;
    this.#machine = cluster.system.machine(this.#node.id);
    cluster.system.trace.listen((event) => {
      if (event.kind === 'disk' && event.server === this.#node.id)
        this.#operations.push(event.operation);
    });
  }

  /** Total bytes of all files on the disk. */
  get diskBytes(): number {
    return this.#machine.diskBytes;
  }

  get syncs(): number {
    return this.#machine.syncs;
  }

  /** Number of disk operations in the last call or boot. */
  get operations(): number {
    return this.#operations.length;
  }

  /** Whether the last call or boot made no sync. */
  get hasNotSynced(): boolean {
    return !this.#operations.some(({ op }) => op === 'sync');
  }

  /**
   * @param spoil whether the caller overwrites its array after the return
   * @param settleMs how long the Persister runs after the return
   */
  save(text: string, spoil = false, settleMs = SETTLE_MS): Saving {
    const returned = this.#call('saveRaftState', text, spoil) !== undefined;
    if (settleMs > 0) this.cluster.run(settleMs);
    return { returned, powerFailed: !this.#node.isUp };
  }

  /**
   * @param spoil whether the caller overwrites the array that it received
   * @returns undefined if power failed before the return
   */
  read(spoil = false): string | undefined {
    return this.#call('readRaftState', '', spoil);
  }

  size(): number {
    return Number(this.#call('raftStateSize', '', false));
  }

  /**
   * Power will fail just before disk operation number `k` from now, counted from 0; with Infinity it
   * will not.
   */
  failBefore(k: number): void {
    this.#machine.cutBefore = undefined;
    this.#node.crashBeforeEffect(k);
  }

  /** Whether the last power failure was just before a sync. */
  get failedBeforeSync(): boolean {
    const { cutBefore } = this.#machine;
    return cutBefore?.kind === 'disk' && cutBefore.operation.op === 'sync';
  }

  /** @param fate of unsynced data in all power failures from now on; chosen by the seed if undefined */
  set fate(fate: Fate | undefined) {
    this.#machine.fate = fate;
  }

  /** Power fails now, unless it has failed already. */
  powerFails(): void {
    if (this.#node.isUp) this.#node.crash();
  }

  /** @returns whether the boot completed without another power failure */
  boot(): boolean {
    this.#operations = [];
    this.#node.restart();
    this.cluster.run(SETTLE_MS);
    return this.#node.isUp;
  }

  /** Turns power off, replaces the disk by an empty one, and turns power on. */
  bootOnNewDisk(): void {
    this.powerFails();
    this.#machine.replaceDisk();
    this.boot();
  }

  /**
   * The moment of the latest power failure: `after it was told to write a and before it could sync a (a
   * is torn after 3 of 7 bytes)`.
   */
  whenPowerFailed(): string {
    const { cutBefore, damage } = this.#machine;
    const before = cutBefore?.kind === 'disk' ? `before it could ${told(cutBefore.operation)}` : '';
    const last = this.#operations.at(-1);
    const after = last ? `after it was told to ${told(last)}` : '';
    const moment = [after, before].filter((part) => part !== '').join(' and ');
    return damage.length > 0 ? `${moment} (${damage.join(', ')})` : moment;
  }

  /**
   * Runs the Persister after a power failure. If it throws, it has not kept a whole state.
   *
   * @param story the time of the power failure, as the beginning of a sentence
   */
  recovering<T>(story: string, work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      if (!(thrown instanceof Broken) || !thrown.rule.startsWith('K.')) throw thrown;
      const { message, ...rest } = thrown.breach;
      throw new Broken('P.3', { message: `${story} ${message}`, ...rest });
    }
  }

  /** @returns the call's answer; undefined if power failed before it returned */
  #call(
    call: 'saveRaftState' | 'readRaftState' | 'raftStateSize',
    text: string,
    spoil: boolean,
  ): string | undefined {
    const { answers } = this.#machine;
    const before = answers.length;
    this.#operations = [];
    this.#machine.drive(call, text, spoil);
    const isOver = () => !this.#node.isUp || (answers.length > before && !this.#machine.midHandler);
    this.cluster.until(isOver, RETURN_MS);
    const answer = answers[before];
    demand(
      answer !== undefined || !this.#node.isUp,
      'P.3',
      `${call}() has not returned ${RETURN_MS / 1_000} s after the call (${at(this.cluster)}); it has made ${this.#operations.length} disk operations.`,
    );
    return answer?.text;
  }
}

function told(operation: DiskOperation): string {
  const { op, file } = operation;
  return op === 'rename' ? `rename ${file} to ${operation.to}` : `${op} ${file}`;
}

/** `1 byte was`, `3 bytes were`: the beginning of a passive sentence. */
export function bytesWere(text: string): string {
  return `${bytes(text)} ${text.length < 2 ? 'was' : 'were'}`;
}

/** `nothing`, `300 bytes` */
export function bytes(text: string): string {
  if (text.length === 0) return 'nothing';
  return text.length === 1 ? '1 byte' : `${text.length} bytes`;
}
