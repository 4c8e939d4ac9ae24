/** Mistakes that were invented to get past the tests, and at first did. */
import { edit, inStage } from '../mutant';

const DELETE = '    deleteConflicts(state.log, args);';

export const UNFORESEEN = inStage('2B', [
  {
    id: 'unforeseen/vote-reply-against-its-request',
    mistake:
      'The term of a RequestVote reply is compared with the term of its request instead of currentTerm.',
    stage: '2A',
    rules: ['C.2', 'ALL.2', 'C.4', 'F.2'],
    edits: [
      edit('election.ts', 'if (reply.term > state.currentTerm) {', 'if (reply.term > args.term) {'),
    ],
  },
  {
    id: 'unforeseen/append-reply-against-its-request',
    mistake:
      'The term of an AppendEntries reply is compared with the term of its request instead of currentTerm.',
    stage: '2A',
    rules: ['ALL.2', 'L.1'],
    edits: [
      edit(
        'replication.ts',
        'if (reply.term > state.currentTerm) {',
        'if (reply.term > args.term) {',
      ),
    ],
  },
  {
    id: 'unforeseen/only-leaders-step-down',
    mistake:
      'Only a leader steps down for a newer term; a candidate stays one, in a term for which it started no election.',
    of: 'sticky',
    stage: '2A',
    rules: ['ALL.2', 'C.2'],
    edits: [
      edit(
        'roles.ts',
        "if (core.role.name !== 'follower') core.take",
        "if (core.role.name === 'leader') core.take",
      ),
    ],
  },
  {
    id: 'unforeseen/mismatch-does-not-count-as-heard',
    mistake: 'AppendEntries resets the election timer only if the logs match.',
    rules: ['F.2', 'AE.1', 'L.1'],
    edits: [
      edit('append-entries.ts', '  server.electionTimer.reset();\n', ''),
      edit('append-entries.ts', DELETE, '    server.electionTimer.reset();', DELETE),
    ],
  },
  {
    id: 'unforeseen/yields-only-when-logs-match',
    mistake:
      'A candidate follows the winner of its term only if the logs match, and only a match resets the election timer.',
    rules: ['C.3', 'AE.1', 'F.2'],
    edits: [
      edit(
        'append-entries.ts',
        '  becomeFollower(server, args.term);\n  server.electionTimer.reset();\n',
        "  if (args.term > state.currentTerm || state.role !== 'candidate') becomeFollower(server, args.term);\n",
      ),
      edit(
        'append-entries.ts',
        DELETE,
        '    becomeFollower(server, args.term);',
        '    server.electionTimer.reset();',
        DELETE,
      ),
    ],
  },
  {
    id: 'unforeseen/refused-candidate-uses-up-the-vote',
    mistake:
      'The vote is recorded before the logs are compared, so a rejected candidate uses it up.',
    rules: ['RV.2', 'RV.3'],
    edits: [
      edit(
        'election.ts',
        '  const voteGranted = mayVoteFor(state, args.candidateId) && isUpToDate(state.log, args);',
        '  const free = mayVoteFor(state, args.candidateId);\n  if (free) state.votedFor = args.candidateId;\n  const voteGranted = free && isUpToDate(state.log, args);',
      ),
    ],
  },
  {
    id: 'unforeseen/sends-after-leadership',
    mistake:
      'A timer that was set by a leader fires after it has stepped down, and still sends AppendEntries.',
    rules: ['L.1', 'ALL.2', 'C.2'],
    edits: [edit('replication.ts', "  if (server.state.role !== 'leader') return;\n", '')],
  },
  {
    id: 'unforeseen/flushes-in-the-newer-term',
    mistake:
      'The entries that wait to be sent when a leader is deposed are still sent, with the newer term.',
    of: 'sticky',
    rules: ['L.1', 'ALL.2', 'C.2'],
    edits: [
      edit('leader.ts', '    if (this.core.role !== this) return;\n    for', '    for'),
      edit(
        'leader.ts',
        '      term: this.#term,\n      leaderId',
        '      term: core.term,\n      leaderId',
      ),
    ],
  },
  {
    id: 'unforeseen/empty-command-refused',
    mistake: 'start() treats an empty command as no command and does not append it.',
    rules: ['L.2', 'ALL.1'],
    edits: [
      edit(
        'replication.ts',
        "  if (state.role !== 'leader') {\n    return",
        "  if (state.role !== 'leader' || !command) {\n    return",
      ),
    ],
  },
  {
    id: 'unforeseen/empty-command-passed-over',
    mistake: 'An entry with an empty command is mistaken for the sentinel and not applied.',
    rules: ['ALL.1', 'V.2'],
    edits: [
      edit(
        'commit.ts',
        '    server.apply({ index',
        '    if (state.log.at(index).command) server.apply({ index',
      ),
    ],
  },
  {
    id: 'unforeseen/same-command-taken-once',
    mistake:
      'start() does not append a command that the log already holds, and returns the index of the old entry.',
    rules: ['L.2', 'K.1'],
    edits: [
      edit(
        'replication.ts',
        '  state.log.append([{ term: state.currentTerm, command }]);',
        '  for (let i = 1; i <= state.log.lastIndex; i += 1)\n    if (state.log.at(i).command === command) return { index: i, term: state.currentTerm, isLeader: true };\n  state.log.append([{ term: state.currentTerm, command }]);',
      ),
    ],
  },
  {
    id: 'unforeseen/vote-given-before-comparing',
    mistake:
      'The vote is recorded before the logs are compared and stays with a rejected candidate.',
    of: 'conservative-hint',
    rules: ['RV.2', 'RV.3'],
    edits: [
      edit(
        'raft.ts',
        '  if (compared < 0) return false;\n  server.vote ??= args.candidateId;',
        '  server.vote ??= args.candidateId;\n  if (compared < 0) return false;',
      ),
    ],
  },
  {
    id: 'unforeseen/slots-not-in-turn',
    mistake:
      'Two saves in a row can go to the same one of two slots, so a torn write can hit the only good copy.',
    of: 'eager-save',
    stage: '2C',
    rules: ['P.3'],
    edits: [
      edit(
        'persister.ts',
        "this.number % 2 === 0 ? 'slot-0' : 'slot-1'",
        "this.number % 3 === 0 ? 'slot-0' : 'slot-1'",
      ),
    ],
  },
]);
