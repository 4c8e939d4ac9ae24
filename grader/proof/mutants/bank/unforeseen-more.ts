/**
 * More mistakes invented to get past the tests: with timers, with a newer term, with what a majority is.
 */
import { edit, inStage } from '../mutant';

const HEARD = '  becomeFollower(server, args.term);\n  server.electionTimer.reset();';
const GRANT = '    state.votedFor = args.candidateId;';
const NEWER_TERM = '  if (args.term > state.currentTerm) {';
const COUNTED = '    if (isMajority(server, 1 + holders.length)) {';

export const UNFORESEEN_MORE = inStage('2A', [
  {
    id: 'unforeseen/timer-not-reset-by-the-winner-of-a-candidate',
    mistake: 'A candidate that follows the winner of its term lets its election timer run on.',
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
    mistake: 'A candidate that grants its vote in a newer term lets its election timer run on.',
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
    mistake: 'A leader refuses RequestVote of the term right after its own, and obeys later ones.',
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
    mistake: 'Half of the servers, rounded, is a majority, which is right for odd numbers alone.',
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
      'Half of the others, rounded down, are enough for a commit: one too few of an even number.',
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
      'RequestVote of a newer term is adopted only from a candidate whose log is good enough.',
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
    mistake: 'Who grants its vote deletes what is not committed from its own log.',
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
    mistake: 'AppendEntries with entries that has to be refused does not put off the own election.',
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
    mistake: 'votedFor comes back as text, so that who has the vote is refused after a crash.',
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
