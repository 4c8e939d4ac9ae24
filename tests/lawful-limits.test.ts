/**
 * Correct designs that use the times of the contract to their ends, or extras of the dissertation, each with
 * the tests that once marked it wrong, on a seed that showed it.
 */
import { edit, edited, type Edit } from '../grader/proof/mutants/mutant';
import { CATALOGUE } from '../grader/judge/scenarios/catalogue';
import { runTest } from '../grader/runs/pool/run-test';
import { type Files, filesIn, programOf } from './support/programs';

interface Design {
  readonly name: string;
  /** A folder of grader/proof/variants that is edited instead of the reference. */
  readonly of?: string;
  readonly edits?: readonly Edit[];
  /** Files that replace those of the same name. */
  readonly files?: Files;
  readonly tests: readonly (readonly [id: string, seed: number])[];
}

function timeouts(least: number, most: number): readonly Edit[] {
  return [
    edit('timers.ts', 'MIN_MS = 300', `MIN_MS = ${least}`),
    edit('timers.ts', 'MAX_MS = 600', `MAX_MS = ${most}`),
  ];
}

/** Receivers wait before they look at a request. */
function receiversWait(ms: string): readonly Edit[] {
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

/** A loop of its own feeds the service. */
function fedEvery(ms: number): readonly Edit[] {
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
const CHECKS_QUORUM: readonly Edit[] = [
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
const IGNORES_CANDIDATES: readonly Edit[] = [
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
const GOES_BY_REFUSED_REQUESTS: readonly Edit[] = [
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

const CANDIDATES_DAWDLE: readonly Edit[] = [
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
const JOURNAL = `import type { Disk, PersisterShape } from '../../grader/contract';

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

const DESIGNS: readonly Design[] = [
  {
    name: 'a candidate asks up to 120 ms after its term has begun',
    edits: [...CANDIDATES_DAWDLE, ...timeouts(150, 350)],
    tests: [['2A/elections-go-on', 3]],
  },
  {
    name: 'a receiver answers at once or after 400 ms',
    edits: [...receiversWait('Math.random() < 0.5 ? 1 : 400'), ...timeouts(1_300, 2_600)],
    tests: [['2A/initial-election', 3]],
  },
  {
    name: 'a receiver takes up to 500 ms, and the service is fed every 800 ms',
    edits: [
      ...receiversWait('300 + Math.random() * 200'),
      ...fedEvery(800),
      ...timeouts(1_200, 2_400),
    ],
    tests: [
      ['2B/commit-bound', 3],
      ['2B/apply-in-order', 3],
    ],
  },
  {
    name: 'a receiver takes up to 700 ms, and a leader sends again at each heartbeat meanwhile',
    edits: [...receiversWait('500 + Math.random() * 200'), ...timeouts(1_600, 3_200)],
    tests: [['2B/rpc-bytes', 1]],
  },
  {
    name: 'the service is fed every 900 ms, and 40 heartbeats are sent in a second',
    edits: [...fedEvery(900), edit('timers.ts', 'HEARTBEAT_MS = 100', 'HEARTBEAT_MS = 25')],
    tests: [['2B/count', 3]],
  },
  {
    name: 'a leader steps down if a majority is silent for 400 ms, and a receiver takes up to 260 ms',
    edits: [...receiversWait('200 + Math.random() * 60'), ...CHECKS_QUORUM, ...timeouts(400, 900)],
    tests: [
      ['2A/one-vote', 4],
      ['2B/leader-keeps', 1],
    ],
  },
  {
    name: 'a server grants no vote for a while after its boot, because a leader may be alive',
    of: 'sticky',
    edits: [edit('core.ts', 'leaderSeenAt = -Infinity;', 'leaderSeenAt = performance.now();')],
    tests: [
      ['2A/one-vote', 1],
      ['2A/newer-term', 1],
      ['2C/persist-state', 1],
    ],
  },
  {
    name: 'a leader ignores candidates until it has heard from no majority for 2.4 s',
    of: 'sticky',
    edits: IGNORES_CANDIDATES,
    tests: [
      ['2A/newer-term', 1],
      ['2A/steps-down', 1],
    ],
  },
  {
    name: 'a follower goes by the leaderCommit of a request that it refuses',
    of: 'pipelining',
    edits: GOES_BY_REFUSED_REQUESTS,
    tests: [['2C/duplicates', 1]],
  },
  {
    name: 'a Persister tidies up its journal at every fourth save',
    files: { 'persister.ts': JOURNAL },
    tests: [['2C/economy-once', 1]],
  },
];

test.each(DESIGNS)('is judged fairly: $name', async ({ of, edits = [], files = {}, tests }) => {
  const folder = of === undefined ? ['solutions', 'raft'] : ['grader', 'proof', 'variants', of];
  const made = edited({ ...filesIn(...folder), ...files }, edits);
  if (Array.isArray(made)) throw new Error(made.join('\n'));
  const program = await programOf(made as Files);
  const results = tests.map(([id, seed]) => {
    const found = CATALOGUE.find((one) => one.id === id);
    if (!found) throw new Error(`there is no test ${id}`);
    const { status, failure } = runTest(program, found, seed);
    return `${id}: ${status}${failure ? ` ${failure.rule} ${failure.message}` : ''}`;
  });
  expect(results).toEqual(tests.map(([id]) => `${id}: passed`));
});
