/**
 * Raft as functions over one plain record, with a hint that is safe but says little: no refusal names a
 * term, and a leader only uses the index. It costs messages when logs differ.
 */
import type {
  AppendEntriesArgs,
  AppendEntriesReply,
  ApplyMsg,
  LogEntry,
  Peer,
  PersisterShape,
  RaftShape,
  RequestVoteArgs,
  RequestVoteReply,
} from '../../../contract';

const ELECTION_MS = { from: 300, to: 500 };
const HEARTBEAT_MS = 70;
/** How long new entries wait for more. */
const COMPANY_MS = 3;
const OPEN_MAX = 10;
/** A refusal goes back at most this many entries, and not into an earlier term. */
const STEP_MAX = 20;

interface Server {
  readonly me: number;
  readonly peers: readonly (Peer | undefined)[];
  readonly persister: PersisterShape;
  readonly apply: (msg: ApplyMsg) => void;
  term: number;
  vote: number | null;
  log: LogEntry[];
  saved: { readonly term: number; readonly vote: number | null; readonly changes: number };
  /** Counts the changes of the log. */
  changes: number;
  role: 'follower' | 'candidate' | 'leader';
  commit: number;
  applied: number;
  ballots: Map<number, boolean>;
  next: Map<number, number>;
  match: Map<number, number>;
  open: Map<number, number>;
  electionTimer: ReturnType<typeof setTimeout> | undefined;
  heartbeatTimer: ReturnType<typeof setTimeout> | undefined;
  companyTimer: ReturnType<typeof setTimeout> | undefined;
}

export class Raft implements RaftShape {
  private readonly server: Server;

  constructor(
    peers: readonly (Peer | undefined)[],
    me: number,
    persister: PersisterShape,
    apply: (msg: ApplyMsg) => void,
  ) {
    this.server = boot(peers, me, persister, apply);
  }

  getState(): { term: number; isLeader: boolean } {
    return { term: this.server.term, isLeader: this.server.role === 'leader' };
  }

  start(command: string): { index: number; term: number; isLeader: boolean } {
    const { server } = this;
    if (server.role !== 'leader') return { index: 1, term: server.term, isLeader: false };
    server.log.push({ term: server.term, command });
    server.changes++;
    save(server);
    server.companyTimer ??= setTimeout(() => {
      server.companyTimer = undefined;
      for (const id of others(server))
        if ((server.open.get(id) ?? 0) < OPEN_MAX) void replicate(server, id);
    }, COMPANY_MS);
    return { index: lastIndex(server), term: server.term, isLeader: true };
  }

  requestVote(args: RequestVoteArgs): RequestVoteReply {
    const voteGranted = decideVote(this.server, args);
    save(this.server);
    return { term: this.server.term, voteGranted };
  }

  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {
    const reply = decideEntries(this.server, args);
    save(this.server);
    applyCommitted(this.server);
    return reply;
  }
}

function boot(
  peers: readonly (Peer | undefined)[],
  me: number,
  persister: PersisterShape,
  apply: (msg: ApplyMsg) => void,
): Server {
  const bytes = persister.readRaftState();
  const { term, vote, log } = (
    bytes.length > 0
      ? JSON.parse(new TextDecoder().decode(bytes))
      : { term: 0, vote: null, log: [{ term: 0, command: '' }] }
  ) as Pick<Server, 'term' | 'vote' | 'log'>;
  const server: Server = {
    ...{ me, peers, persister, apply, term, vote, log },
    saved: { term, vote, changes: 0 },
    changes: 0,
    role: 'follower',
    commit: 0,
    applied: 0,
    ballots: new Map(),
    next: new Map(),
    match: new Map(),
    open: new Map(),
    electionTimer: undefined,
    heartbeatTimer: undefined,
    companyTimer: undefined,
  };
  restartElectionTimer(server);
  return server;
}

function save(server: Server): void {
  const { term, vote, log, changes, saved } = server;
  if (saved.term === term && saved.vote === vote && saved.changes === changes) return;
  server.persister.saveRaftState(new TextEncoder().encode(JSON.stringify({ term, vote, log })));
  server.saved = { term, vote, changes };
}

function decideVote(server: Server, args: RequestVoteArgs): boolean {
  seeTerm(server, args.term);
  if (args.term < server.term) return false;
  const lastTerm = termAt(server, lastIndex(server));
  const compared = args.lastLogTerm - (lastTerm ?? 0) || args.lastLogIndex - lastIndex(server);
  if (compared < 0) return false;
  server.vote ??= args.candidateId;
  if (server.vote !== args.candidateId) return false;
  restartElectionTimer(server);
  return true;
}

function decideEntries(server: Server, args: AppendEntriesArgs): AppendEntriesReply {
  const { log } = server;
  if (args.term < server.term)
    return { term: server.term, success: false, conflictTerm: -1, conflictIndex: log.length };
  seeTerm(server, args.term);
  becomeFollower(server);
  restartElectionTimer(server);
  const { term } = server;
  if (termAt(server, args.prevLogIndex) !== args.prevLogTerm) {
    const conflictIndex = hintIndex(server, args.prevLogIndex);
    return { term, success: false, conflictTerm: -1, conflictIndex };
  }
  const known = args.prevLogIndex + args.entries.length;
  const isNews = args.entries.some(
    (entry, i) => termAt(server, args.prevLogIndex + 1 + i) !== entry.term,
  );
  if (isNews) {
    // All entries after the last new one follow a conflicting entry.
    server.log = [...log.slice(0, args.prevLogIndex + 1), ...args.entries];
    server.changes++;
  }
  server.commit = Math.max(server.commit, Math.min(args.leaderCommit, known));
  return { term, success: true };
}

/** Goes some entries back, but not past the first entry of the same term. */
function hintIndex(server: Server, refused: number): number {
  if (refused > lastIndex(server)) return lastIndex(server) + 1;
  const term = termAt(server, refused);
  let index = refused;
  while (index > 1 && refused - index < STEP_MAX && termAt(server, index - 1) === term) index--;
  return index;
}

function seeTerm(server: Server, term: number): void {
  if (term <= server.term) return;
  server.term = term;
  server.vote = null;
  becomeFollower(server);
}

function becomeFollower(server: Server): void {
  if (server.role === 'leader') {
    clearTimeout(server.heartbeatTimer);
    restartElectionTimer(server);
  }
  server.role = 'follower';
}

function restartElectionTimer(server: Server): void {
  const { from, to } = ELECTION_MS;
  clearTimeout(server.electionTimer);
  const timeout = from + Math.floor((to - from) * Math.random());
  server.electionTimer = setTimeout(() => standForElection(server), timeout);
}

function standForElection(server: Server): void {
  server.role = 'candidate';
  server.term++;
  server.vote = server.me;
  server.ballots = new Map([[server.me, true]]);
  save(server);
  restartElectionTimer(server);
  for (const id of others(server)) void askForVote(server, id);
}

async function askForVote(server: Server, id: number): Promise<void> {
  const { term, me } = server;
  const lastLogIndex = lastIndex(server);
  const lastLogTerm = termAt(server, lastLogIndex) ?? 0;
  const args = { term, candidateId: me, lastLogIndex, lastLogTerm };
  const reply = await server.peers[id]?.requestVote(args);
  if (reply === undefined) return;
  seeTerm(server, reply.term);
  save(server);
  if (server.role !== 'candidate' || server.term !== term) return;
  server.ballots.set(id, reply.voteGranted);
  const granted = [...server.ballots.values()].filter((yes) => yes);
  if (granted.length * 2 > server.peers.length) lead(server);
}

function lead(server: Server): void {
  server.role = 'leader';
  clearTimeout(server.electionTimer);
  for (const id of others(server)) {
    server.next.set(id, lastIndex(server) + 1);
    server.match.set(id, 0);
  }
  beat(server);
}

function beat(server: Server): void {
  server.heartbeatTimer = setTimeout(() => beat(server), HEARTBEAT_MS);
  for (const id of others(server)) void replicate(server, id);
}

async function replicate(server: Server, id: number): Promise<void> {
  if (!leads(server)) return;
  const { term, me, log, commit } = server;
  const next = server.next.get(id) ?? 1;
  const entries = log.slice(next);
  const args: AppendEntriesArgs = {
    term,
    leaderId: me,
    prevLogIndex: next - 1,
    prevLogTerm: termAt(server, next - 1) ?? 0,
    entries,
    leaderCommit: commit,
  };
  server.open.set(id, (server.open.get(id) ?? 0) + 1);
  const reply = await server.peers[id]?.appendEntries(args);
  server.open.set(id, (server.open.get(id) ?? 1) - 1);
  if (reply === undefined) return;
  seeTerm(server, reply.term);
  save(server);
  if (!leads(server) || server.term !== term) return;
  const matched = server.match.get(id) ?? 0;
  if (reply.success) {
    server.match.set(id, Math.max(matched, next - 1 + entries.length));
    server.next.set(id, Math.max(server.next.get(id) ?? 1, next + entries.length));
    commitWhatIsHeld(server);
  } else if (server.next.get(id) === next) {
    const wanted = Math.min(next - 1, reply.conflictIndex ?? next - 1);
    const back = Math.max(wanted, matched + 1);
    server.next.set(id, back);
    if (back < next) void replicate(server, id);
  }
}

function commitWhatIsHeld(server: Server): void {
  const held = [lastIndex(server), ...others(server).map((id) => server.match.get(id) ?? 0)];
  const index = held.sort((a, b) => b - a)[Math.floor(server.peers.length / 2)] ?? 0;
  if (index <= server.commit || termAt(server, index) !== server.term) return;
  server.commit = index;
  applyCommitted(server);
}

function applyCommitted(server: Server): void {
  for (; server.applied < server.commit; server.applied++) {
    const index = server.applied + 1;
    server.apply({ index, command: server.log[index]?.command ?? '' });
  }
}

function others({ peers, me }: Server): number[] {
  return peers.flatMap((_, id) => (id === me ? [] : [id]));
}

function lastIndex({ log }: Server): number {
  return log.length - 1;
}

function termAt({ log }: Server, index: number): number | undefined {
  return log[index]?.term;
}

function leads({ role }: Server): boolean {
  return role === 'leader';
}
