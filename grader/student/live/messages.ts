/** The messages between the parent and the process of one server. */
import type { Place } from '../../world/realm/effects';
import type { ProgramText } from '../../world/realm/program';

/** The faults on the way from one server to another, in one direction. */
export interface Link {
  readonly isCut: boolean;
  /** The maximum; the delay of each message is random. */
  readonly delayMs: number;
  readonly lossPercent: number;
}

export const GOOD_LINK: Link = { isCut: false, delayMs: 0, lossPercent: 0 };

export interface Begin {
  readonly kind: 'begin';
  readonly me: number;
  readonly program: ProgramText;
  /** The folder with this server's disk. */
  readonly folder: string;
  /** The port for clients of each server. */
  readonly clientPorts: readonly number[];
  /** Known only to the servers of this cluster. */
  readonly secret: string;
  readonly seed: number;
}

export type ToServer =
  | Begin
  /** The ports at which the servers listen for each other; null while a server is down. */
  | { readonly kind: 'peers'; readonly ports: readonly (number | null)[] }
  /** Faults of the messages that this server sends, by receiver. */
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

/** What a server has applied since its last report. No two servers may ever differ (Figure 3). */
export interface Applied {
  /** The index of the first digest. */
  readonly first: number;
  /** For each index, a digest of all commands up to it. */
  readonly digests: readonly string[];
}

/** Why a server ends itself. */
export type Stopped =
  | { readonly kind: 'threw'; readonly place: Place; readonly text: string }
  /** The contract was broken. */
  | { readonly kind: 'breach'; readonly text: string }
  /** The system refused something that a server needs: its port or its disk. */
  | { readonly kind: 'system'; readonly what: 'port' | 'disk'; readonly code: string };

export interface Status {
  readonly term: number;
  readonly isLeader: boolean;
  /** The term before the first message, sent or received, since the server's start. */
  readonly firstTerm: number | undefined;
  /** The newest term it has sent since its start. A term must be saved before it is sent. */
  readonly lastTold: number;
  /** The server that it believes to be the leader. */
  readonly leader: number | undefined;
  /** The last index that the server is known to hold. */
  readonly lastIndex: number;
  readonly applied: number;
  readonly keys: number;
  /** How many client commands it has answered since its start. */
  readonly answered: number;
  /** Latency of the commands answered in about the last second. */
  readonly medianMs: number | undefined;
  readonly p99Ms: number | undefined;
  readonly clients: number;
}
