/** More bugs from public implementations and bug reports: saving, sending too often, and replies. */
import { edit, type Mutant } from '../mutant';

const ECONOMY = '  readonly economy: Economy;';
const SUCCESS_NEXT = '  state.nextIndex[from] = Math.max(state.nextIndex[from] ?? 1, matched + 1);';

export const REPORTED_MORE: readonly Mutant[] = [
  {
    id: 'reported/no-vote-read-back-as-a-vote-for-the-first',
    mistake: 'A server that has not voted restores votedFor as 0, which is a vote for server 0.',
    stage: '2C',
    rules: ['P.1', 'RV.2'],
    edits: [
      edit(
        'persistence.ts',
        '    server.state.votedFor = saved.votedFor;',
        '    server.state.votedFor = Number(saved.votedFor);',
      ),
    ],
  },
  {
    id: 'reported/repeated-request-answered-before-the-save',
    mistake:
      'Entries are saved 3 ms later, and a repeated request that arrives before that is acknowledged at once.',
    stage: '2C',
    rules: ['P.2'],
    edits: [
      edit('append-entries.ts', '  persist(server);', ''),
      edit(
        'raft.ts',
        '  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {\n    const reply = answerAppendEntries(this.server, args);',
        '  async appendEntries(args: AppendEntriesArgs): Promise<AppendEntriesReply> {',
        '    const before = this.server.state.log.revision;',
        '    const term = this.server.state.currentTerm;',
        '    const reply = answerAppendEntries(this.server, args);',
        '    const isNews = this.server.state.log.revision !== before || this.server.state.currentTerm !== term;',
        '    if (isNews) {',
        '      await new Promise((resolve) => setTimeout(resolve, 3));',
        '      persist(this.server);',
        '    }',
      ),
      edit(
        'raft.ts',
        "import { readPersist } from './persistence';",
        "import { persist, readPersist } from './persistence';",
      ),
    ],
  },
  {
    id: 'reported/whole-log-to-everybody-at-first',
    mistake: 'nextIndex starts at 1, so a new leader sends its whole log to every server.',
    stage: '2B',
    rules: ['B.2', 'L.3'],
    edits: [
      edit(
        'roles.ts',
        '    state.nextIndex[other] = state.log.lastIndex + 1;',
        '    state.nextIndex[other] = 1;',
      ),
    ],
  },
  {
    id: 'reported/next-index-at-the-end-of-the-log',
    mistake:
      "A success moves nextIndex to the end of the leader's log, not to the end of the request.",
    stage: '2B',
    rules: ['L.3'],
    edits: [
      edit('replication.ts', SUCCESS_NEXT, '  state.nextIndex[from] = state.log.lastIndex + 1;'),
    ],
  },
  {
    id: 'reported/late-vote-makes-leader-again',
    mistake: 'A vote that arrives after the election is won makes the leader become leader again.',
    stage: '2A',
    rules: ['C.2'],
    says: ['a late vote must not make it become leader again'],
    edits: [
      edit(
        'election.ts',
        "  if (state.role !== 'candidate' || state.currentTerm !== args.term) return;",
        "  if (state.role === 'follower' || state.currentTerm !== args.term) return;",
      ),
    ],
  },
  {
    id: 'reported/reader-gets-the-kept-array',
    mistake:
      'readRaftState() returns the array that the Persister keeps, so its caller can change it.',
    stage: '2C',
    rules: ['P.3'],
    edits: [
      edit(
        'persister.ts',
        '  constructor(private readonly disk: Disk) {}',
        '  private kept: Uint8Array | undefined;\n\n  constructor(private readonly disk: Disk) {}',
      ),
      edit(
        'persister.ts',
        '    this.disk.rename(TEMPORARY_FILE, STATE_FILE);',
        '    this.disk.rename(TEMPORARY_FILE, STATE_FILE);\n    this.kept = state.slice();',
      ),
      edit(
        'persister.ts',
        '    return this.disk.read(STATE_FILE) ?? new Uint8Array(0);',
        '    return (this.kept ??= this.disk.read(STATE_FILE) ?? new Uint8Array(0));',
      ),
    ],
  },
  {
    id: 'reported/vote-saved-in-two-steps',
    mistake:
      'The term is saved with the old votedFor first and with the new one afterwards, and the candidate in votedFor is granted the vote without a log check.',
    stage: '2C',
    rules: ['RV.3', 'P.1', 'P.2'],
    edits: [
      edit(
        'persistence.ts',
        '  server.persister.saveRaftState(encode(server.state));',
        '  const { votedFor } = server.state;',
        '  if (votedFor !== null && server.lastVotedFor !== votedFor) {',
        '    server.state.votedFor = server.lastVotedFor ?? null;',
        '    server.persister.saveRaftState(encode(server.state));',
        '    server.state.votedFor = votedFor;',
        '    server.lastVotedFor = votedFor;',
        '  }',
        '  server.persister.saveRaftState(encode(server.state));',
      ),
      edit('server.ts', ECONOMY, `  lastVotedFor?: number;\n${ECONOMY}`),
      edit(
        'election.ts',
        '  const voteGranted = mayVoteFor(state, args.candidateId) && isUpToDate(state.log, args);',
        '  const isAgain = state.votedFor === args.candidateId;',
        '  const voteGranted =',
        '    isAgain || (mayVoteFor(state, args.candidateId) && isUpToDate(state.log, args));',
      ),
    ],
  },
  {
    id: 'reported/refusal-with-term-zero',
    mistake: 'A rejected RequestVote of the current term is answered with term 0.',
    stage: '2A',
    rules: ['RV.2', 'ALL.2'],
    edits: [
      edit(
        'election.ts',
        '  return { term: state.currentTerm, voteGranted };',
        '  return { term: voteGranted ? state.currentTerm : 0, voteGranted };',
      ),
    ],
  },
];
