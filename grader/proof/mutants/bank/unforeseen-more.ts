/** More mistakes that were invented to get past the tests: timers, newer terms, majorities. */
import { edit, inStage } from '../mutant';

const HEARD = '  becomeFollower(server, args.term);\n  server.electionTimer.reset();';
const GRANT = '    state.votedFor = args.candidateId;';
const NEWER_TERM = '  if (args.term > state.currentTerm) {';
const COUNTED = '    if (isMajority(server, 1 + holders.length)) {';

export const UNFORESEEN_MORE = inStage('2A', [
  {
    id: 'unforeseen/timer-not-reset-by-the-winner-of-a-candidate',
    mistake: 'A candidate that follows the winner of its term does not reset its election timer.',
    rules: ['F.2'],
    edits: [
      edit(
        'append-entries.ts',
        HEARD,
        '  const { role } = state;',
        '  becomeFollower(server, args.term);',
        "  if (role !== 'candidate') server.electionTimer.reset();",
      ),
    ],
  },
  {
    id: 'unforeseen/timer-not-reset-on-the-vote-of-a-candidate',
    mistake: 'A candidate that grants its vote in a newer term does not reset its election timer.',
    rules: ['F.2'],
    edits: [
      edit('election.ts', NEWER_TERM, '  const { role } = state;', NEWER_TERM),
      edit(
        'election.ts',
        `${GRANT}\n    server.electionTimer.reset();`,
        GRANT,
        "    if (role !== 'candidate') server.electionTimer.reset();",
      ),
    ],
  },
  {
    id: 'unforeseen/leader-deaf-to-the-next-term',
    mistake:
      'A leader rejects a RequestVote of the term right after its own, and steps down only for later terms.',
    rules: ['ALL.2'],
    edits: [
      edit(
        'election.ts',
        NEWER_TERM,
        "  if (state.role === 'leader' && args.term === state.currentTerm + 1) {",
        '    return { term: state.currentTerm, voteGranted: false };',
        '  }',
        NEWER_TERM,
      ),
    ],
  },
  {
    id: 'unforeseen/majority-rounded',
    mistake: 'A majority is half of the servers, rounded, which is right only for odd numbers.',
    rules: ['C.2'],
    edits: [
      edit(
        'server.ts',
        'count > server.peers.length / 2',
        'count >= Math.round(server.peers.length / 2)',
      ),
    ],
  },
  {
    id: 'unforeseen/commit-by-half-of-the-others',
    mistake:
      'An entry is committed when half of the other servers, rounded down, hold it: one too few in a cluster of even size.',
    stage: '2B',
    rules: ['L.5', 'V.3'],
    edits: [
      edit(
        'commit.ts',
        COUNTED,
        '    if (holders.length >= Math.floor(otherServers(server).length / 2)) {',
      ),
    ],
  },
  {
    id: 'unforeseen/newer-term-only-with-the-vote',
    mistake:
      "The newer term of a RequestVote is adopted only if the candidate's log is at least as up to date as the voter's.",
    stage: '2B',
    rules: ['ALL.2'],
    edits: [
      edit(
        'election.ts',
        NEWER_TERM,
        '  if (args.term > state.currentTerm && isUpToDate(state.log, args)) {',
      ),
    ],
  },
  {
    id: 'unforeseen/voter-cuts-its-log',
    mistake: 'A server that grants its vote deletes its uncommitted entries.',
    stage: '2B',
    rules: ['AE.3'],
    edits: [
      edit(
        'election.ts',
        GRANT,
        '    if (state.votedFor === null) state.log.deleteFrom(state.commitIndex + 1);',
        GRANT,
      ),
    ],
  },
  {
    id: 'unforeseen/refused-entries-do-not-count-as-heard',
    mistake: 'AppendEntries with entries resets the election timer only if the logs match.',
    stage: '2B',
    rules: ['F.2'],
    edits: [
      edit(
        'append-entries.ts',
        HEARD,
        '  becomeFollower(server, args.term);',
        '  const matches = hasEntry(state.log, args.prevLogIndex, args.prevLogTerm);',
        '  if (matches || args.entries.length === 0) server.electionTimer.reset();',
      ),
    ],
  },
  {
    id: 'unforeseen/vote-read-back-as-text',
    mistake:
      'votedFor is restored as a string, so after a crash the candidate that has the vote is rejected.',
    stage: '2C',
    rules: ['P.1'],
    edits: [
      edit(
        'persistence.ts',
        'server.state.votedFor = saved.votedFor;',
        'server.state.votedFor = JSON.parse(JSON.stringify(saved.votedFor), (_, value) =>',
        '      value === null ? null : String(value),',
        '    ) as number | null;',
      ),
    ],
  },
]);
