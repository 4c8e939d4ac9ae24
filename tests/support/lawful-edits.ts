/** The edits of which the designs in lawful.ts consist. */
import { edit, type Edit } from '../../grader/proof/mutants/mutant';

export function timeouts(least: number, most: number): readonly Edit[] {
  return [
    edit('timers.ts', 'MIN_MS = 300', `MIN_MS = ${least}`),
    edit('timers.ts', 'MAX_MS = 600', `MAX_MS = ${most}`),
  ];
}

/** Receivers wait before they look at a request. */
export function receiversWait(ms: string): readonly Edit[] {
  const wait = `    await new Promise((resolve) => setTimeout(resolve, ${ms}));`;
  return [
    edit(
      'raft.ts',
      '  requestVote(args: RequestVoteArgs): RequestVoteReply {',
      '  async requestVote(args: RequestVoteArgs): Promise<RequestVoteReply> {',
      wait,
    ),
    edit(
      'raft.ts',
      '  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {',
      '  async appendEntries(args: AppendEntriesArgs): Promise<AppendEntriesReply> {',
      wait,
    ),
  ];
}

/** What a follower answers leaves 5 to 480 ms after the request came, so answers overtake each other. */
export const ANSWERS_OVERTAKE: readonly Edit[] = [
  edit(
    'raft.ts',
    '  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {',
    '  appendEntries(args: AppendEntriesArgs): Promise<AppendEntriesReply> {',
  ),
  edit(
    'raft.ts',
    '    applyCommitted(this.server);\n    return reply;',
    '    applyCommitted(this.server);',
    '    return new Promise((answer) => setTimeout(answer, 5 + Math.random() * 475, reply));',
  ),
  ...timeouts(1_200, 2_400),
];

/** A loop of its own feeds the service. */
export function fedEvery(ms: number): readonly Edit[] {
  return [
    edit(
      'commit.ts',
      'export function applyCommitted(server: Server): void {',
      'export function applyCommitted(_server: Server): void {}',
      'export function feed(server: Server): void {',
    ),
    edit('raft.ts', 'import { applyCommitted }', 'import { applyCommitted, feed }'),
    edit(
      'raft.ts',
      '    server.electionTimer.reset();',
      '    server.electionTimer.reset();',
      `    setInterval(() => feed(server), ${ms});`,
    ),
  ];
}

/** A leader steps down if it has heard from no majority for that long (dissertation, section 6.2). */
export const CHECKS_QUORUM: readonly Edit[] = [
  edit(
    'state.ts',
    '  matchIndex: number[] = [];',
    '  matchIndex: number[] = [];',
    '  heardAt: number[] = [];',
  ),
  edit(
    'roles.ts',
    '    state.matchIndex[other] = 0;',
    '    state.matchIndex[other] = 0;',
    '    state.heardAt[other] = performance.now();',
  ),
  edit(
    'replication.ts',
    '  onAppendEntriesReply(server, other, args, reply);',
    '  server.state.heardAt[other] = performance.now();',
    '  onAppendEntriesReply(server, other, args, reply);',
  ),
  edit(
    'replication.ts',
    "  if (server.state.role !== 'leader') return;",
    "  if (server.state.role !== 'leader') return;",
    '  const isInTouch = (other: number) =>',
    '    (server.state.heardAt[other] ?? 0) >= performance.now() - 400;',
    '  if (!isMajority(server, otherServers(server).filter(isInTouch).length + 1)) {',
    '    becomeFollower(server, server.state.currentTerm);',
    '    return;',
    '  }',
  ),
  edit(
    'replication.ts',
    "import type { Server } from './server';",
    "import { isMajority, otherServers, type Server } from './server';",
  ),
];

/** Ignores candidates while it leads, or has heard from a leader, within the shortest election timeout. */
export const IGNORES_CANDIDATES: readonly Edit[] = [
  edit('roles.ts', 'LEASE_MS = 300', 'LEASE_MS = 2_400'),
  edit('roles.ts', 'SPREAD_MS = 200', 'SPREAD_MS = 1_600'),
  edit(
    'roles.ts',
    '  core.setTerm(term, null);',
    '  core.setTerm(term, null);',
    "  if (core.role.name === 'leader') core.leaderSeenAt = -Infinity;",
  ),
  edit(
    'raft.ts',
    '    seeTerm(core, args.term);\n    const voteGranted',
    '    const isInLease = performance.now() - core.leaderSeenAt < LEASE_MS;',
    '    if (isInLease && args.term > core.term) return { term: core.term, voteGranted: false };',
    '    seeTerm(core, args.term);',
    '    const voteGranted',
  ),
  edit('leader.ts', 'import { seeTerm }', 'import { Follower, LEASE_MS, seeTerm }'),
  edit('leader.ts', '  waiting = 0;', '  waiting = 0;', '  heardAt = performance.now();'),
  edit(
    'leader.ts',
    '    if (!reply) return;',
    '    if (!reply) return;',
    '    mate.heardAt = performance.now();',
  ),
  edit(
    'leader.ts',
    '  #beat(): void {',
    '  #beat(): void {',
    '    const since = performance.now() - LEASE_MS;',
    '    const inTouch = this.#mates.filter(({ heardAt }) => heardAt >= since).length;',
    '    if (!this.core.isMajority(inTouch + 1)) {',
    '      this.core.take(new Follower(this.core));',
    '      return;',
    '    }',
    '    this.core.leaderSeenAt = performance.now();',
  ),
];

/** A follower commits what this term's leader has shown to match, whichever request tells of it. */
export const GOES_BY_REFUSED_REQUESTS: readonly Edit[] = [
  edit('raft.ts', '  #commit = 0;', '  #commit = 0;', '  #matched = { term: 0, index: 0 };'),
  edit(
    'raft.ts',
    '      this.#commitUpTo(Math.min(args.leaderCommit, args.prevLogIndex + args.entries.length));\n    }',
    '      const before = this.#matched.term === term ? this.#matched.index : 0;',
    '      const index = Math.max(before, args.prevLogIndex + args.entries.length);',
    '      this.#matched = { term, index };',
    '    }',
    '    if (this.#matched.term === term)',
    '      this.#commitUpTo(Math.min(args.leaderCommit, this.#matched.index));',
  ),
];

/** A follower keeps the entries of a request that it refuses, and uses them once what comes before is there. */
export const KEEPS_REFUSED_ENTRIES: readonly Edit[] = [
  edit('raft.ts', '  #commit = 0;', '  #commit = 0;', '  #kept: AppendEntriesArgs[] = [];'),
  edit(
    'raft.ts',
    '      journal.merge(args.prevLogIndex, args.entries);',
    '      journal.merge(args.prevLogIndex, args.entries);',
    '      this.#kept = this.#kept.filter((old) => old.term === term);',
    '      for (const old of this.#kept)',
    '        if (journal.termAt(old.prevLogIndex) === old.prevLogTerm)',
    '          journal.merge(old.prevLogIndex, old.entries);',
  ),
  edit(
    'raft.ts',
    '    journal.flush();\n    if (success) return { term, success };',
    '    journal.flush();',
    '    if (success) return { term, success };',
    '    this.#kept.push(args);',
  ),
];

export const CANDIDATES_DAWDLE: readonly Edit[] = [
  edit(
    'election.ts',
    '  askForVotes(server);\n}',
    '  const { currentTerm } = server.state;',
    '  setTimeout(() => {',
    '    const { role, currentTerm: now } = server.state;',
    "    if (role === 'candidate' && now === currentTerm) askForVotes(server);",
    '  }, Math.random() * 120);',
    '}',
  ),
];

/** Each save is a piece of its own. Every fourth makes a new base, and the pieces go. */
export const JOURNAL = `import type { Disk, PersisterShape } from '../../grader/contract';

const PIECES = 4;

export class Persister implements PersisterShape {
  private state: Uint8Array;
  private piece = 0;

  constructor(private readonly disk: Disk) {
    this.state = disk.read('base') ?? new Uint8Array(0);
    for (; this.piece < PIECES; this.piece++) {
      const bytes = disk.read('piece-' + this.piece);
      if (bytes === undefined) break;
      this.state = bytes;
    }
    for (let i = this.piece + 1; i < PIECES; i++) disk.remove('piece-' + i);
  }

  saveRaftState(state: Uint8Array): void {
    this.state = state.slice();
    this.put('piece-' + this.piece, state);
    this.piece++;
    if (this.piece < PIECES) return;
    this.put('base', state);
    for (let i = 0; i < PIECES; i++) this.disk.remove('piece-' + i);
    this.piece = 0;
  }

  private put(file: string, bytes: Uint8Array): void {
    this.disk.write('draft', bytes);
    this.disk.sync('draft');
    this.disk.rename('draft', file);
  }

  readRaftState(): Uint8Array {
    return this.state.slice();
  }

  raftStateSize(): number {
    return this.state.length;
  }
}
`;

/** Calls have a time limit of their own, as those of production systems do. */
export const GIVES_UP: readonly Edit[] = [
  edit('pace.ts', '=> peer.requestVote(args)', '=> soon(peer.requestVote(args))'),
  edit('pace.ts', 'await peer.appendEntries(args)', 'await soon(peer.appendEntries(args))'),
  edit(
    'pace.ts',
    'export class Pace {',
    'function soon<T>(call: Promise<T>): Promise<T | undefined> {',
    '  const limit = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 100));',
    '  return Promise.race([call, limit]);',
    '}',
    'export class Pace {',
  ),
];

export const THREE_HEARTBEATS: readonly Edit[] = [
  edit(
    'timers.ts',
    'this.timer = setInterval(this.onBeat, HEARTBEAT_MS);',
    'this.timer = setInterval(() => {',
    '  for (const ms of [0, 2, 4]) setTimeout(this.onBeat, ms);',
    '}, HEARTBEAT_MS);',
  ),
];

/** As etcd's leader does for a follower that its network cannot reach. */
export const STARTS_AGAIN_AFTER_A_LOSS: readonly Edit[] = [
  edit(
    'replication.ts',
    'const reply = await server.peers[other]?.appendEntries(args);',
    'const reply = await server.peers[other]?.appendEntries(args);',
    'const { state } = server;',
    "const isLeader = state.role === 'leader' && state.currentTerm === args.term;",
    'if (reply === undefined && isLeader)',
    '  state.nextIndex[other] = (state.matchIndex[other] ?? 0) + 1;',
  ),
];

/** Some time after the last save it makes a second copy. */
export const COPIES_LATER = `import type { Disk, PersisterShape } from '../../grader/contract';

export class Persister implements PersisterShape {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly disk: Disk) {}

  saveRaftState(state: Uint8Array): void {
    this.put('state', state);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.put('copy', state.slice()), 400);
  }

  private put(file: string, bytes: Uint8Array): void {
    this.disk.write('draft', bytes);
    this.disk.sync('draft');
    this.disk.rename('draft', file);
  }

  readRaftState(): Uint8Array {
    return this.disk.read('state') ?? new Uint8Array(0);
  }

  raftStateSize(): number {
    return this.readRaftState().length;
  }
}
`;

/** Meanwhile it sends heartbeats. */
export const WAITS_FOR_ITS_CALL = [
  edit(
    'replication.ts',
    '  const args = appendEntriesArgs(server, other);\n',
    '  const all = appendEntriesArgs(server, other);',
    '  const args = waiting.has(other) ? { ...all, entries: [] } : all;',
    '  if (args.entries.length > 0) waiting.add(other);',
    '',
  ),
  edit(
    'replication.ts',
    '?.appendEntries(args);\n',
    '?.appendEntries(args);',
    '  if (args.entries.length > 0) waiting.delete(other);',
    '',
  ),
  edit(
    'replication.ts',
    '/** Sends to one server. The',
    'const waiting = new Set<number>();',
    '/** Sends to one server. The',
  ),
];
