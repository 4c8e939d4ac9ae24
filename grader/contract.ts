/**
 * The contract between your Raft and everything around it: the messages, the peers, the disk, and
 * the shape of the two classes that you write. It is the only file outside your own folder that you
 * may import, and it has all the types that you need.
 *
 * Names are those of the Raft paper (Ongaro and Ousterhout, extended version), in camelCase.
 * Servers are numbered 0 to n - 1; reports call server 2 "S2". The clusters in the tests have 3 to 7 servers.
 *
 * A leader appends no entries of its own: a log holds only the commands of clients, and an entry of an
 * older term waits for the next command. An empty entry at the start of a term (a no-op) would take an
 * index that belongs to a client's command.
 *
 * Limits on what your code may use:
 *
 * - your files: 100,000 bytes each
 * - one handler or timer: 64 million characters in messages, commands and console lines together, and
 *   2 seconds of processor time; a whole run has 30
 * - memory: 512 megabytes for all the servers of a run together
 * - stack traces: 12 frames; `Error.stackTraceLimit` is fixed, and setting it throws
 * - console: 1,000 lines for each boot; a line is cut after 1,000 characters
 * - timers: 1 to 2,147,483,647 ms; fractions are cut off, and any other value counts as 1, as in Node
 * - in one second of virtual time, a server sends at most 20,000 RPCs, and 50,000 of its timers run out
 * - numbers in messages: whole numbers, 0 to 9,007,199,254,740,991; only conflictTerm and conflictIndex may be
 *   negative. The terms and indexes in the tests are less than 2^31
 * - file names on the disk: 1 to 255 bytes in UTF-8, without "/" and NUL, and not "." or ".."
 * - files on the disk: at most 256 that a server has written since its boot and not removed; and at most 65,536
 *   bytes if a state of 100 bytes is saved again and again
 * - commands: the tests use commands of up to 256,000 characters, all of valid Unicode, and up to 50 a second for
 *   seconds: the saves of a leader must keep up with them
 * - economy, in tests of its own (rules B.*, P.4 and FB.* of docs/figure-2.md): messages and bytes for each command,
 *   round trips that repair a log, and syncs. A handler, with what its reply waits for, makes no more syncs than
 *   one call of your saveRaftState(), and none if nothing has changed
 *
 * Globals besides those of the language: setTimeout, setInterval, setImmediate and their clear functions (timers
 * are numbers), queueMicrotask, performance.now(), console, structuredClone, TextEncoder and TextDecoder (of UTF-8,
 * and not in parts). Date and Math.random() are virtual. Nothing else of Node or a browser exists, such as process,
 * Buffer, crypto, URL, fetch, AbortController or EventTarget; nor do Intl, WeakRef, FinalizationRegistry, Atomics,
 * SharedArrayBuffer and WebAssembly. eval and new Function throw, and a module has no await outside of functions.
 *
 * Times that the tests rely on. The paper does not fix them. All are virtual milliseconds:
 *
 * - a receiver answers within 1,000, and a sender handles a reply within 100
 * - a server that hears from no leader and grants no vote starts an election within 5,000, but not
 *   within 130 of its previous one, of a boot, of hearing from a leader or of granting a vote; its election
 *   timeouts are spread over at least 10
 * - a candidate asks all others within 500; once a majority has voted, a new leader's AppendEntries
 *   reaches each of them within 75, so it handles these votes sooner than other replies
 * - a leader's AppendEntries reaches each server at least every 500, if none gets lost; an idle leader sends to
 *   each at most 40 times a second, and any leader at most 1,000 a second to a server that nothing reaches
 * - an entry that is known to be committed is applied within 1,000
 * - servers that can all reach each other elect a leader within 5,000, or 20,000 if messages get lost: if
 *   candidates send their requests late, or receivers handle them late, election timeouts must differ by more
 * - servers that can all reach their leader apply a command within 2,000 of its start(): together, a leader that
 *   sends late, receivers that answer late and entries that are applied late must take less
 *
 * Messages may carry fields of your own. Servers that a test plays by hand ignore them, and so do the rules: a
 * follower holds what its success to a request covers, and each RequestVote is a candidate's, so there are no
 * pre-votes.
 *
 * No test has any of these: a disk that fails, fills up, or returns other bytes than were synced; clocks
 * that jump or run at different speeds; messages that are changed on the way or forged; servers that
 * join or leave the cluster.
 */

/** A client command. Raft never looks inside it: it only puts commands in order and passes them on. */
export type Command = string;

/**
 * One entry of the log (section 5.3). You may add fields of your own; they travel unchanged.
 *
 * Log index 0 is a sentinel of term 0. Every server has it from the start; it is never sent or
 * applied. The first command has index 1.
 */
export interface LogEntry {
  /** Term in which a leader received the command; a whole number, at least 1. */
  readonly term: number;
  readonly command: Command;
}

/** Arguments of the RequestVote RPC (Figure 2). All numbers are whole and at least 0. */
export interface RequestVoteArgs {
  /** The candidate's term, at least 1. */
  readonly term: number;
  /** The candidate's own number, its `me`. */
  readonly candidateId: number;
  /** Index of the candidate's last log entry; 0 when its log is empty. */
  readonly lastLogIndex: number;
  /** Term of that entry; 0 when the log is empty. */
  readonly lastLogTerm: number;
}

/** Reply to RequestVote (Figure 2). */
export interface RequestVoteReply {
  /** The receiver's current term, for the candidate to update itself. */
  readonly term: number;
  /** True means that the candidate received the vote. */
  readonly voteGranted: boolean;
}

/** Arguments of the AppendEntries RPC (Figure 2). A request without entries is a heartbeat. */
export interface AppendEntriesArgs {
  /** The leader's term, at least 1. */
  readonly term: number;
  /** The leader's own number, its `me`. */
  readonly leaderId: number;
  /** Index of the entry just before `entries`; 0 is the sentinel. */
  readonly prevLogIndex: number;
  /** Term of the entry at `prevLogIndex`; 0 for the sentinel. */
  readonly prevLogTerm: number;
  /** Entries `prevLogIndex + 1`, `prevLogIndex + 2`, ... in order. */
  readonly entries: readonly LogEntry[];
  /** The leader's commitIndex. */
  readonly leaderCommit: number;
}

/**
 * Reply to AppendEntries (Figure 2), with the hint of fast backup (end of section 5.3).
 *
 * The two hint fields belong to stage 2C. They have a meaning only if the request is rejected because
 * the logs do not match. In any other reply you may leave them out or fill them in as you like. Other
 * servers always fill in both; in a success, or if the term is the reason, the numbers mean nothing.
 */
export interface AppendEntriesReply {
  /** The receiver's current term, for the leader to update itself. */
  readonly term: number;
  /** True if the receiver's log held an entry that matches prevLogIndex and prevLogTerm. */
  readonly success: boolean;
  /** Term of the receiver's entry at prevLogIndex; -1 when its log does not reach that far. */
  readonly conflictTerm?: number;
  /**
   * First index that the receiver's log holds for conflictTerm; one past its last entry when
   * conflictTerm is -1. At least 1.
   */
  readonly conflictIndex?: number;
}

/**
 * Another server, as seen through the network. Arguments and replies travel as JSON, so nothing is
 * shared between servers, and what JSON cannot carry (undefined, Map, NaN, class instances) is lost.
 */
export interface Peer {
  /**
   * Sends RequestVote. Resolves to the reply, or to `undefined` when the request or the reply was
   * lost. This may take seconds, and replies may overtake each other. The promise never rejects.
   */
  requestVote(args: RequestVoteArgs): Promise<RequestVoteReply | undefined>;
  /** Sends AppendEntries; resolves as {@link Peer.requestVote} does. */
  appendEntries(args: AppendEntriesArgs): Promise<AppendEntriesReply | undefined>;
}

/** What your Raft passes to the service above it, once for each committed entry, in log order (section 5.3). */
export interface ApplyMsg {
  /** Log index of the entry: 1, 2, 3, ... with no gap, from 1 again after every boot. */
  readonly index: number;
  readonly command: Command;
}

/**
 * A disk that can lose power. Every call returns at once, but not everything survives a crash:
 *
 * - `write` changes what you read back, but not yet what survives. Until `sync`, a crash may leave
 *   the old content, the new content, or only the first bytes of the new (a torn write).
 * - `sync` makes the content of one file survive. It stalls the server (1 to 2 ms of virtual time),
 *   and what your code does after it in the same handler, sends included, waits for it.
 * - `rename` and `remove` are atomic and survive at once. But rename moves the file as it is: content
 *   that was not synced is no safer under the new name.
 */
export interface Disk {
  /** The file's content as last written (your own copy of it), or undefined if there is no such file. */
  read(file: string): Uint8Array<ArrayBuffer> | undefined;
  /** Replaces the whole content of the file, and creates it if there is none. The bytes are copied. */
  write(file: string, bytes: Uint8Array): void;
  /** Makes the current content of the file durable. Throws if there is no such file. */
  sync(file: string): void;
  /** Gives the file another name, replacing a file of that name. Throws if `from` does not exist. */
  rename(from: string, to: string): void;
  /** Removes the file. Nothing happens if there is none. */
  remove(file: string): void;
}

/** Your Persister (stage 2C): keeps one state, which it does not interpret, complete and durable on a {@link Disk}. */
export interface PersisterShape {
  /** Returns when the state is durable. A crash at any moment leaves either the old state or the new one, complete. */
  saveRaftState(state: Uint8Array): void;
  /** The state saved last, or an empty array if none ever was. The caller may change the array. */
  readRaftState(): Uint8Array;
  /** Size in bytes of what {@link PersisterShape.readRaftState} returns. */
  raftStateSize(): number;
}

/** `export class Persister` in `persister.ts`. Built once per boot, before Raft. */
export type PersisterConstructor = new (disk: Disk) => PersisterShape;

/**
 * What the service above Raft and the other servers may call at any time, but not from within apply() and not
 * while another of these runs.
 */
export interface RaftShape {
  /**
   * This server's current term, and whether it believes that it is the leader: from the moment that it has a
   * majority of the votes, not only once others have answered it.
   */
  getState(): { readonly term: number; readonly isLeader: boolean };
  /**
   * Asks the server to add the command to the replicated log (section 5.3). Returns at once.
   *
   * @returns whether this server is the leader; and if so, the index at which the command will be
   *   applied if it is ever committed, and the term. On another server `index` and `term` may be anything.
   */
  start(command: Command): {
    readonly index: number;
    readonly term: number;
    readonly isLeader: boolean;
  };
  /** Receiver of the RequestVote RPC (Figure 2). */
  requestVote(args: RequestVoteArgs): RequestVoteReply | Promise<RequestVoteReply>;
  /** Receiver of the AppendEntries RPC (Figure 2). */
  appendEntries(args: AppendEntriesArgs): AppendEntriesReply | Promise<AppendEntriesReply>;
}

/**
 * `export class Raft` in `raft.ts`. One is built at every boot.
 *
 * There is no kill(): a crash wipes out everything in memory, timers and module-level variables included.
 * Only the disk stays.
 *
 * @param peers the other servers by number; `peers[me]` is undefined
 * @param me this server's number
 * @param persister your own Persister on this server's disk
 * @param apply call it once for each committed entry, in log order
 */
export type RaftConstructor = new (
  peers: readonly (Peer | undefined)[],
  me: number,
  persister: PersisterShape,
  apply: (msg: ApplyMsg) => void,
) => RaftShape;

/** The stages of the lab, in the order in which they build on each other. */
export const STAGES = ['2A', '2B', '2C'] as const;

export type Stage = (typeof STAGES)[number];

/**
 * Marks a place where you have to write code. It throws, and the grader reports it as a TODO and not
 * as a crash.
 */
export function todo(stage: Stage, rule: string, what: string): never {
  throw new Error(`TODO ${stage} ${rule}: ${what}`);
}

const noted = new Set<string>();

/**
 * Marks a place where a later stage adds something; the earlier stages work without it. Logs once per
 * boot that the place was reached.
 */
export function todoLater(stage: Stage, rule: string, what: string): void {
  const line = `TODO ${stage} ${rule}: ${what}`;
  if (noted.has(line)) return;
  noted.add(line);
  console.info(line);
}
