/** What the parent and the process of one server say to each other. */
import type { Place } from '../../world/realm/effects';
import type { ProgramText } from '../../world/realm/program';

/** What happens to what one server sends to another, one way. */
export interface Link {
  readonly isCut: boolean;
  /** At most; each message is late by a part of it. */
  readonly delayMs: number;
  readonly lossPercent: number;
}

export const GOOD_LINK: Link = { isCut: false, delayMs: 0, lossPercent: 0 };

export interface Begin {
  readonly kind: 'begin';
  readonly me: number;
  readonly program: ProgramText;
  /** The folder that is this server's disk. */
  readonly folder: string;
  /** Where clients find each server, by its number. */
  readonly clientPorts: readonly number[];
  /** Known to the servers of this cluster alone. */
  readonly secret: string;
  readonly seed: number;
}

export type ToServer =
  | Begin
  /** Where the servers listen for each other; null while one is down. */
  | { readonly kind: 'peers'; readonly ports: readonly (number | null)[] }
  /** For what this server sends, by receiver. */
  | { readonly kind: 'links'; readonly links: readonly Link[] }
  | { readonly kind: 'digest' };

export type FromServer =
  | { readonly kind: 'listening'; readonly peerPort: number }
  | { readonly kind: 'status'; readonly status: Status }
  | { readonly kind: 'digest'; readonly applied: number; readonly digest: string }
  | ({ readonly kind: 'applied' } & Applied)
  /** What the student's code wrote to its console. */
  | { readonly kind: 'said'; readonly text: string }
  | { readonly kind: 'stopped'; readonly why: Stopped };

/** What a server has applied since its last report: no two servers may ever differ (Figure 3). */
export interface Applied {
  /** The index of the first digest. */
  readonly first: number;
  /** By index: of all commands up to it. */
  readonly digests: readonly string[];
}

/** Why a server ends itself. */
export type Stopped =
  | { readonly kind: 'threw'; readonly place: Place; readonly text: string }
  /** The contract was broken. */
  | { readonly kind: 'breach'; readonly text: string }
  /** The system refuses what a server needs: its port, its disk. */
  | { readonly kind: 'system'; readonly what: 'port' | 'disk'; readonly code: string };

export interface Status {
  readonly term: number;
  readonly isLeader: boolean;
  /** With which it came back: before its first message since its start, out or in. */
  readonly firstTerm: number | undefined;
  /** The newest in what it has sent since then. A term must be saved before it is sent. */
  readonly lastTold: number;
  /** Whom it takes for the leader. */
  readonly leader: number | undefined;
  /** The last index that it is known to hold. */
  readonly lastIndex: number;
  readonly applied: number;
  readonly keys: number;
  /** How many commands of clients it has answered since its start. */
  readonly answered: number;
  /** Of those of about the last second. */
  readonly medianMs: number | undefined;
  readonly p99Ms: number | undefined;
  readonly clients: number;
}
