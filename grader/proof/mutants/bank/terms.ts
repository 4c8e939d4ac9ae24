/** Mistakes with terms and roles: who follows whom, and what ends with an old term (stage 2A). */
import { edit, inStage } from '../mutant';

const IF_NEWER = [
  '  if (reply.term > state.currentTerm) {',
  '    becomeFollower(server, reply.term);',
];
const STALE = '  if (args.term < state.currentTerm) {';

export const TERMS = inStage('2A', [
  {
    id: 'election/vote-kept-in-a-newer-term',
    mistake: 'A newer term does not clear votedFor, so the vote of the new term is gone already.',
    rules: ['ALL.2', 'RV.2'],
    edits: [edit('roles.ts', '    state.votedFor = null;\n', '')],
  },
  {
    id: 'election/vote-cleared-in-the-same-term',
    mistake:
      'votedFor is cleared whenever the server becomes a follower, also in the term of the vote.',
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
    mistake: 'A candidate ignores the newer term in a refusal.',
    rules: ['ALL.2'],
    edits: [edit('election.ts', IF_NEWER, '  if (reply.term > state.currentTerm) {')],
  },
  {
    id: 'election/newer-term-in-an-append-reply-ignored',
    mistake: 'A leader ignores the newer term in the reply to a heartbeat and goes on leading.',
    rules: ['ALL.2'],
    edits: [edit('replication.ts', IF_NEWER, '  if (reply.term > state.currentTerm) {')],
  },
  {
    id: 'election/steps-down-without-the-term',
    mistake: 'A leader that hears of a newer term steps down but stays in its old term.',
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
    mistake: 'A leader takes over the newer term of a reply and stays leader in it.',
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
      'A candidate takes over the newer term of a refusal and goes on counting the votes of its own.',
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
      'A RequestVote of a newer term is decided in the old one: nothing is adopted, no role given up.',
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
    mistake: 'AppendEntries of a newer term is answered without taking the term over.',
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
    mistake: 'A leader refuses AppendEntries of anybody else, also of the leader of a newer term.',
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
    mistake: 'A candidate refuses AppendEntries of its own term instead of following the winner.',
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
    mistake: 'A candidate that was refused gives up and goes back to the term before.',
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
    mistake: 'A candidate steps down at every refusal, also at one of its own term.',
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
    mistake: 'A leader steps down at any reply that is not of an older term, its own included.',
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
    mistake: 'getState() says isLeader of a candidate, too.',
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
    mistake:
      'A leader that stepped down keeps its heartbeats going, in the term that somebody else leads.',
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
      'A candidate answers the winner of its own term with success but goes on counting votes.',
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
