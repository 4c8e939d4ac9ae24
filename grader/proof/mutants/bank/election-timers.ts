/** Mistakes with election timers (stage 2A). */
import { edit, inStage } from '../mutant';

const GRANT = [
  '  if (voteGranted) {',
  '    state.votedFor = args.candidateId;',
  '    server.electionTimer.reset();',
  '  }',
];
const STALE_APPEND = '  if (args.term < state.currentTerm) {';
const DRAW =
  '    const timeoutMs = ELECTION_TIMEOUT_MIN_MS + Math.floor(Math.random() * spreadMs);';

export const ELECTION_TIMERS = inStage('2A', [
  {
    id: 'election/timer-reset-on-refusal',
    mistake: 'Every RequestVote resets the election timer, even one that is rejected.',
    rules: ['F.2'],
    edits: [
      edit(
        'election.ts',
        GRANT,
        '  if (voteGranted) state.votedFor = args.candidateId;',
        "  if (state.role !== 'leader') server.electionTimer.reset();",
      ),
    ],
  },
  {
    id: 'election/timer-reset-on-stale-request',
    mistake: 'A RequestVote of an older term resets the election timer.',
    rules: ['F.2'],
    edits: [edit('election.ts', STALE_APPEND, STALE_APPEND, '    server.electionTimer.reset();')],
  },
  {
    id: 'election/timer-reset-on-stale-heartbeat',
    mistake: 'AppendEntries from a deposed leader is rejected but still resets the election timer.',
    rules: ['F.2', 'AE.1'],
    edits: [
      edit('append-entries.ts', STALE_APPEND, STALE_APPEND, '    server.electionTimer.reset();'),
    ],
  },
  {
    id: 'election/timer-not-reset-on-granting',
    mistake: 'Granting a vote does not reset the election timer.',
    rules: ['F.2'],
    edits: [edit('election.ts', GRANT, '  if (voteGranted) state.votedFor = args.candidateId;')],
  },
  {
    id: 'election/timer-not-reset-by-heartbeats',
    mistake: 'Heartbeats from the leader do not reset the election timer.',
    rules: ['F.2', 'L.1'],
    edits: [
      edit(
        'append-entries.ts',
        ['  becomeFollower(server, args.term);', '  server.electionTimer.reset();'],
        '  becomeFollower(server, args.term);',
      ),
    ],
  },
  {
    id: 'election/timeout-fixed',
    mistake:
      'All servers use the same fixed election timeout, so they start elections at the same time again and again.',
    rules: ['F.2', 'C.4'],
    says: ['within', 'a new random election timeout'],
    edits: [
      edit('timers.ts', DRAW, '    const timeoutMs = ELECTION_TIMEOUT_MIN_MS + spreadMs / 2;'),
    ],
  },
  {
    id: 'election/timeout-drawn-once',
    mistake: 'Each server draws its election timeout once, at boot, and never draws a new one.',
    rules: ['F.2', 'C.4'],
    edits: [
      edit(
        'timers.ts',
        '  constructor(private readonly onTimeout: () => void) {}',
        '  private readonly share = Math.random();',
        '',
        '  constructor(private readonly onTimeout: () => void) {}',
      ),
      edit(
        'timers.ts',
        DRAW,
        '    const timeoutMs = ELECTION_TIMEOUT_MIN_MS + Math.floor(this.share * spreadMs);',
      ),
    ],
  },
  {
    id: 'election/timeout-shorter-than-heartbeats',
    mistake: 'The election timeout is shorter than the heartbeat interval.',
    rules: ['L.1', 'F.2', 'V.1'],
    edits: [
      edit(
        'timers.ts',
        'const ELECTION_TIMEOUT_MIN_MS = 300;',
        'const ELECTION_TIMEOUT_MIN_MS = 40;',
      ),
      edit(
        'timers.ts',
        'const ELECTION_TIMEOUT_MAX_MS = 600;',
        'const ELECTION_TIMEOUT_MAX_MS = 80;',
      ),
    ],
  },
  {
    id: 'election/timeout-far-too-long',
    mistake: 'A server waits ten seconds or more for a silent leader before it starts an election.',
    rules: ['F.2', 'V.1'],
    edits: [
      edit(
        'timers.ts',
        'const ELECTION_TIMEOUT_MIN_MS = 300;',
        'const ELECTION_TIMEOUT_MIN_MS = 10_000;',
      ),
      edit(
        'timers.ts',
        'const ELECTION_TIMEOUT_MAX_MS = 600;',
        'const ELECTION_TIMEOUT_MAX_MS = 20_000;',
      ),
    ],
  },
  {
    id: 'election/lost-election-never-repeated',
    mistake:
      'A candidate does not restart its election timer, so when votes are lost or split, it waits forever.',
    rules: ['C.4'],
    edits: [
      edit(
        'roles.ts',
        ['  state.votes = new Set([server.me]);', '  server.electionTimer.reset();'],
        '  state.votes = new Set([server.me]);',
      ),
    ],
  },
  {
    id: 'election/first-boot-without-a-timer',
    mistake: 'No election timer is started at boot, so a cluster never gets its first leader.',
    rules: ['F.2', 'V.1'],
    edits: [edit('raft.ts', '    server.electionTimer.reset();\n', '')],
  },
  {
    id: 'election/deposed-leader-without-a-timer',
    mistake:
      'A leader that steps down does not start its election timer, so it may never start an election again.',
    rules: ['ALL.2', 'F.2'],
    edits: [
      edit(
        'roles.ts',
        ['    server.heartbeatTimer.stop();', '    server.electionTimer.reset();'],
        '    server.heartbeatTimer.stop();',
      ),
    ],
  },
  {
    id: 'election/leader-keeps-its-election-timer',
    mistake:
      "A leader's election timer keeps running, so the leader starts an election against itself.",
    rules: ['L.1', 'F.2', 'V.1'],
    says: ['leader of term', 'started an election itself'],
    edits: [edit('roles.ts', '  server.electionTimer.stop();\n', '')],
  },
  {
    id: 'election/timeouts-too-close',
    mistake: 'Random election timeouts differ by less than 3 ms.',
    rules: ['F.2'],
    edits: [
      edit(
        'timers.ts',
        'const ELECTION_TIMEOUT_MAX_MS = 600;',
        'const ELECTION_TIMEOUT_MAX_MS = 303;',
      ),
    ],
  },
  {
    id: 'election/candidate-timeout-fixed',
    mistake:
      'Followers use random election timeouts, but a candidate always retries after the same time.',
    rules: ['F.2'],
    edits: [
      edit(
        'roles.ts',
        ['  state.votes = new Set([server.me]);', '  server.electionTimer.reset();', ''],
        '  state.votes = new Set([server.me]);',
        '  server.electionTimer.stop();',
        '  const again = state.currentTerm;',
        '  setTimeout(() => {',
        "    if (state.role === 'candidate' && state.currentTerm === again) (server.electionTimer as any).onTimeout();",
        '  }, 400);',
        '',
      ),
    ],
  },
  {
    id: 'election/timer-stopped-by-a-late-reply',
    mistake: 'A late RequestVote reply stops the election timer.',
    rules: ['F.2', 'C.4', 'V.1'],
    luck: 'Whether the reply arrives while the timer runs depends on the seed.',
    edits: [
      edit(
        'election.ts',
        ["  if (state.role !== 'candidate' || state.currentTerm !== args.term) return;", ''],
        "  if (state.role !== 'candidate' || state.currentTerm !== args.term) {",
        '    server.electionTimer.stop();',
        '    return;',
        '  }',
        '',
      ),
    ],
  },
]);
