/**
 * What is known of a cluster at one moment, only from the wire, the disk, getState(), start() and
 * apply. The data is immutable: the next moment is a new World that shares the unchanged parts.
 */
export interface World {
  readonly servers: readonly ServerView[];
  /** Cut links by {@link wayOf}, each in one direction. */
  readonly cuts: readonly boolean[];
}

/** `played`: the test plays the server, which runs no code. */
export type Status = 'up' | 'paused' | 'down' | 'played';
export type Role = 'follower' | 'candidate' | 'leader';

export interface ServerView {
  readonly id: number;
  readonly status: Status;
  /** How many times it has booted. */
  readonly incarnation: number;
  /** As shown by its messages and getState(). */
  readonly role: Role;
  readonly term: number;
  readonly vote: Vote | undefined;
  readonly log: KnownLog;
  /** The highest index known to be committed, from what it sent, accepted and applied since its boot. */
  readonly commitIndex: number;
  /** Index of the last entry that it applied since its boot; 0 if none. */
  readonly applied: number;
  readonly files: readonly FileView[];
}

interface Vote {
  readonly term: number;
  readonly candidate: number;
  /** False after a crash, when it is unknown from outside whether the vote survived. */
  readonly isSure: boolean;
}

/**
 * Entries by index, from what the server sent, accepted, returned from start() and applied. Index 0
 * is the sentinel's and empty; a place in between is empty if nothing is known.
 */
export type KnownLog = readonly (KnownEntry | undefined)[];

export interface KnownEntry {
  /** Undefined if only the command is known. */
  readonly term: number | undefined;
  readonly command: string;
  /** False after a crash, until something shows that the entry survived. */
  readonly isSure: boolean;
}

export interface FileView {
  readonly name: string;
  /** The length that a read returns. */
  readonly length: number;
  /** The length that is certain to survive a crash; undefined if not even the file is. */
  readonly durable: number | undefined;
  /** Whether something was written since the last sync. */
  readonly isUnsynced: boolean;
}

export function wayOf(from: number, to: number, servers: number): number {
  return from * servers + to;
}

/** Whether the link from one server to the other is cut. */
export function isCut({ cuts, servers }: World, from: number, to: number): boolean {
  return cuts[wayOf(from, to, servers.length)] === true;
}

/** Whether no server can reach it and it can reach none. */
export function isCutOff(world: World, id: number): boolean {
  const { servers } = world;
  return (
    servers.length > 1 &&
    servers.every(
      (other) => other.id === id || (isCut(world, id, other.id) && isCut(world, other.id, id)),
    )
  );
}

/** Index of the last known entry; 0 if there is none. */
export function lastIndex(log: KnownLog): number {
  return Math.max(0, log.length - 1);
}

export function beginning(servers: number, puppets: readonly number[] = []): World {
  return {
    servers: Array.from({ length: servers }, (_, id) =>
      unborn(id, puppets.includes(id) ? 'played' : 'down'),
    ),
    cuts: new Array<boolean>(servers * servers).fill(false),
  };
}

function unborn(id: number, status: Status): ServerView {
  return {
    id,
    status,
    incarnation: 0,
    role: 'follower',
    term: 0,
    vote: undefined,
    log: [undefined],
    commitIndex: 0,
    applied: 0,
    files: [],
  };
}
