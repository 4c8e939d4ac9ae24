/**
 * What is known of a cluster at one moment: from the wire, the disk, getState(), start() and apply alone.
 * Plain data that is never changed: the next moment is another World that shares what stayed the same.
 */
export interface World {
  readonly servers: readonly ServerView[];
  /** Ways that are cut, by {@link wayOf}: the way from one server to another, not the way back. */
  readonly cuts: readonly boolean[];
}

/** Played: the test plays the server by hand, and it runs nothing of its own. */
export type Status = 'up' | 'paused' | 'down' | 'played';
export type Role = 'follower' | 'candidate' | 'leader';

export interface ServerView {
  readonly id: number;
  readonly status: Status;
  /** How many times it has booted. */
  readonly incarnation: number;
  /** As its messages and getState() show it. */
  readonly role: Role;
  readonly term: number;
  readonly vote: Vote | undefined;
  readonly log: KnownLog;
  /** Highest that is known: from what it sent, accepted and applied in this boot. */
  readonly commitIndex: number;
  /** Index of what it applied last in this boot; 0 when nothing. */
  readonly applied: number;
  readonly files: readonly FileView[];
}

interface Vote {
  readonly term: number;
  readonly candidate: number;
  /** False after a crash: whether it survived is not known from outside. */
  readonly isSure: boolean;
}

/**
 * Entries by index, from what the server sent, accepted, was given by start() and applied. Place 0 is the
 * sentinel's and empty; a place in between is empty where nothing is known.
 */
export type KnownLog = readonly (KnownEntry | undefined)[];

export interface KnownEntry {
  /** Undefined where only the command is known. */
  readonly term: number | undefined;
  readonly command: string;
  /** False after a crash, until something shows that the entry survived. */
  readonly isSure: boolean;
}

export interface FileView {
  readonly name: string;
  /** What a read sees. */
  readonly length: number;
  /** What is certain to survive; undefined: not even that there is a file. */
  readonly durable: number | undefined;
  /** Something was written since the last sync. */
  readonly isUnsynced: boolean;
}

export function wayOf(from: number, to: number, servers: number): number {
  return from * servers + to;
}

/** Whether the way from one server to the other is cut. */
export function isCut({ cuts, servers }: World, from: number, to: number): boolean {
  return cuts[wayOf(from, to, servers.length)] === true;
}

/** Whether it can reach no server, and no server can reach it. */
export function isCutOff(world: World, id: number): boolean {
  const { servers } = world;
  return (
    servers.length > 1 &&
    servers.every(
      (other) => other.id === id || (isCut(world, id, other.id) && isCut(world, other.id, id)),
    )
  );
}

/** Index of the last entry that is known; 0 when there is none. */
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
