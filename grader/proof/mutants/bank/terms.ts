/** Mistakes with terms and roles: when a server steps down, and what a newer term resets (stage 2A). */
import { edit, inStage } from '../mutant';

const IF_NEWER = [
  '  if (reply.term > state.currentTerm) {',
  '    becomeFollower(server, reply.term);',
];
const STALE = '  if (args.term < state.currentTerm) {';

export const TERMS = inStage('2A', [
  {
    id: 'election/vote-kept-in-a-newer-term',
    mistake:
      'A newer term does not clear votedFor, so this server has no vote to give in that term.',
    rules: ['ALL.2', 'RV.2'],
    edits: [edit('roles.ts', '    state.votedFor = null;\n', '')],
  },
  {
    id: 'election/vote-cleared-in-the-same-term',
    mistake:
      'votedFor is cleared whenever a server becomes a follower, even in the term of the vote.',
    rules: ['RV.2'],
    edits: [
      edit(
        'roles.ts',
        ['    state.currentTerm = term;', '    state.votedFor = null;', '  }'],
        '    state.currentTerm = term;',
        '  }',
        '  state.votedFor = null;',
      ),
    ],
  },
  {
    id: 'election/newer-term-in-a-vote-reply-ignored',
    mistake: 'A candidate ignores a newer term in a RequestVote reply.',
    rules: ['ALL.2'],
    edits: [edit('election.ts', IF_NEWER, '  if (reply.term > state.currentTerm) {')],
  },
  {
    id: 'election/newer-term-in-an-append-reply-ignored',
    mistake: 'A leader ignores a newer term in an AppendEntries reply and keeps leading.',
    rules: ['ALL.2'],
    edits: [edit('replication.ts', IF_NEWER, '  if (reply.term > state.currentTerm) {')],
  },
  {
    id: 'election/steps-down-without-the-term',
    mistake: 'A leader that sees a newer term in a reply steps down but keeps its old term.',
    rules: ['ALL.2'],
    edits: [
      edit(
        'replication.ts',
        IF_NEWER,
        '  if (reply.term > state.currentTerm) {',
        '    becomeFollower(server, state.currentTerm);',
      ),
    ],
  },
  {
    id: 'election/leads-on-in-the-newer-term',
    mistake: 'A leader adopts the newer term of a reply but stays leader in it.',
    rules: ['ALL.2', 'S.1', 'C.2'],
    edits: [
      edit(
        'replication.ts',
        IF_NEWER,
        '  if (reply.term > state.currentTerm) {',
        '    state.currentTerm = reply.term;',
        '    state.votedFor = null;',
      ),
    ],
  },
  {
    id: 'election/stands-on-in-the-newer-term',
    mistake:
      'A candidate adopts the newer term of a reply but keeps counting the votes of its old term.',
    rules: ['ALL.2', 'C.2'],
    edits: [
      edit(
        'election.ts',
        IF_NEWER,
        '  if (reply.term > state.currentTerm) {',
        '    state.currentTerm = reply.term;',
      ),
      edit(
        'election.ts',
        "  if (state.role !== 'candidate' || state.currentTerm !== args.term) return;",
        "  if (state.role !== 'candidate') return;",
      ),
    ],
  },
  {
    id: 'election/newer-term-in-a-vote-request-ignored',
    mistake:
      'A RequestVote of a newer term is handled in the old one: the server neither adopts the term nor steps down.',
    rules: ['ALL.2', 'RV.2'],
    edits: [
      edit(
        'election.ts',
        [
          '  if (args.term > state.currentTerm) {',
          '    becomeFollower(server, args.term);',
          '  }',
          '',
        ],
        '',
      ),
    ],
  },
  {
    id: 'election/newer-term-in-a-heartbeat-ignored',
    mistake: 'A server answers AppendEntries of a newer term without adopting that term.',
    rules: ['ALL.2'],
    edits: [
      edit(
        'append-entries.ts',
        '  becomeFollower(server, args.term);',
        '  becomeFollower(server, state.currentTerm);',
      ),
    ],
  },
  {
    id: 'election/leader-deaf-to-newer-leaders',
    mistake: 'A leader rejects every AppendEntries, even from the leader of a newer term.',
    rules: ['ALL.2'],
    edits: [
      edit(
        'append-entries.ts',
        STALE,
        "  if (args.term < state.currentTerm || state.role === 'leader') {",
      ),
    ],
  },
  {
    id: 'election/candidate-refuses-the-winner',
    mistake: 'A candidate rejects AppendEntries of its own term instead of following the winner.',
    rules: ['C.3'],
    edits: [
      edit(
        'append-entries.ts',
        STALE,
        "  const isRival = state.role === 'candidate' && args.term === state.currentTerm;",
        '  if (args.term < state.currentTerm || isRival) {',
      ),
    ],
  },
  {
    id: 'election/term-taken-back',
    mistake: 'A candidate whose request is rejected becomes a follower and decrements its term.',
    rules: ['K.4'],
    edits: [
      edit(
        'election.ts',
        '  if (!reply.voteGranted) return;',
        '  if (!reply.voteGranted) {',
        "    state.role = 'follower';",
        '    state.currentTerm -= 1;',
        '    return;',
        '  }',
      ),
    ],
  },
  {
    id: 'election/steps-down-at-its-own-term',
    mistake: 'A candidate steps down when its request is rejected, even in its own term.',
    rules: ['ALL.2', 'C.2', 'V.1'],
    edits: [
      edit(
        'election.ts',
        '  if (reply.term > state.currentTerm) {',
        '  if (reply.term >= state.currentTerm && !reply.voteGranted) {',
      ),
    ],
  },
  {
    id: 'election/leader-quits-at-the-first-reply',
    mistake: 'A leader steps down when a reply carries its own term, as if that term were newer.',
    rules: ['ALL.2', 'L.1', 'V.1'],
    edits: [
      edit(
        'replication.ts',
        '  if (reply.term > state.currentTerm) {',
        '  if (reply.term >= state.currentTerm) {',
      ),
    ],
  },
  {
    id: 'election/every-candidate-a-leader',
    mistake: 'getState() returns isLeader = true for a candidate, too.',
    rules: ['K.4', 'S.1', 'C.2'],
    edits: [
      edit(
        'raft.ts',
        "    return { term: currentTerm, isLeader: role === 'leader' };",
        "    return { term: currentTerm, isLeader: role !== 'follower' };",
      ),
    ],
  },
  {
    id: 'election/deposed-leader-goes-on-sending',
    mistake: 'A deposed leader keeps sending heartbeats, in a term that another server leads.',
    rules: ['S.1', 'C.2', 'ALL.2'],
    says: ['learned of term', 'still sends AppendEntries'],
    edits: [
      edit(
        'roles.ts',
        ["  if (state.role === 'leader') {", '    server.heartbeatTimer.stop();'],
        "  if (state.role === 'leader') {",
      ),
      edit('replication.ts', "  if (server.state.role !== 'leader') return;\n", ''),
    ],
  },
  {
    id: 'election/candidate-stays-candidate',
    mistake:
      'A candidate answers the winner of its own term with success but stays a candidate and keeps counting votes.',
    rules: ['C.3', 'C.2', 'S.1'],
    edits: [
      edit(
        'append-entries.ts',
        ['  becomeFollower(server, args.term);', '  server.electionTimer.reset();', ''],
        "  if (state.role !== 'candidate' || args.term > state.currentTerm) {",
        '    becomeFollower(server, args.term);',
        '    server.electionTimer.reset();',
        '  }',
        '',
      ),
    ],
  },
]);
