/** A leader's mistakes in accepting and sending commands (stage 2B). */
import { edit, inStage } from '../mutant';

const RAISE_NEXT = '  state.nextIndex[from] = Math.max(state.nextIndex[from] ?? 1, matched + 1);';
const PREV_INDEX = '    prevLogIndex: nextIndex - 1,';
const PREV_TERM = '    prevLogTerm: state.log.at(nextIndex - 1).term,';
const ENTRIES = '    entries: state.log.entriesFrom(nextIndex),';
const NOT_LEADING = [
  "  if (state.role !== 'leader') {",
  '    return { index: -1, term: state.currentTerm, isLeader: false };',
];

const ANSWER = '  return { index: state.log.lastIndex, term: state.currentTerm, isLeader: true };';

export const LEADER = inStage('2B', [
  {
    id: 'leader/start-on-a-follower-appends',
    mistake:
      'start() appends the command even on a server that does not lead, and then returns isLeader = false.',
    // In term 0, its entry cannot be distinguished from a missing one.
    rules: ['L.2', 'L.3', 'S.3'],
    says: ['start() appended', 'there was no leader'],
    edits: [
      edit(
        'replication.ts',
        NOT_LEADING,
        "  if (state.role !== 'leader') {",
        '    state.log.append([{ term: state.currentTerm, command }]);',
        '    return { index: -1, term: state.currentTerm, isLeader: false };',
      ),
    ],
  },
  {
    id: 'leader/start-on-a-candidate-accepts',
    mistake: 'start() accepts commands on a candidate, too.',
    rules: ['L.2', 'K.4'],
    edits: [
      edit(
        'replication.ts',
        NOT_LEADING,
        "  if (state.role === 'follower') {",
        NOT_LEADING[1] ?? '',
      ),
    ],
  },
  {
    id: 'leader/start-waits-in-a-loop',
    mistake:
      'start() loops until the command is committed, which blocks everything that could commit it.',
    rules: ['K.3'],
    luck: 'A run that is ended by force takes seconds, so no other test runs after it.',
    edits: [
      edit(
        'replication.ts',
        ANSWER,
        '  const index = state.log.lastIndex;',
        '  while (state.commitIndex < index) applyCommitted(server);',
        ANSWER,
      ),
    ],
  },
  {
    id: 'leader/start-answers-with-a-promise',
    mistake:
      'start() is async so that it can wait, and its caller gets a promise instead of the result.',
    rules: ['K.1', 'L.2'],
    edits: [
      edit(
        'raft.ts',
        '  start(command: Command): { index: number; term: number; isLeader: boolean } {',
        '  async start(command: Command) {',
      ),
    ],
  },
  {
    id: 'leader/start-tells-the-index-before',
    mistake: 'start() returns the index of the entry before the new one.',
    rules: ['L.2', 'K.1'],
    edits: [
      edit(
        'replication.ts',
        '  return { index: state.log.lastIndex, term: state.currentTerm, isLeader: true };',
        '  return { index: state.log.lastIndex - 1, term: state.currentTerm, isLeader: true };',
      ),
    ],
  },
  {
    id: 'leader/whole-log-every-time',
    mistake: 'Every AppendEntries carries the whole log.',
    rules: ['B.2'],
    edits: [
      edit('replication.ts', PREV_INDEX, '    prevLogIndex: 0 * nextIndex,'),
      edit('replication.ts', PREV_TERM, '    prevLogTerm: 0,'),
      edit('replication.ts', ENTRIES, '    entries: state.log.entriesFrom(1),'),
    ],
  },
  {
    id: 'leader/one-entry-per-message',
    mistake: 'Every AppendEntries carries at most one entry.',
    rules: ['B.1', 'V.2'],
    edits: [
      edit('replication.ts', ENTRIES, '    entries: state.log.entriesFrom(nextIndex).slice(0, 1),'),
      edit(
        'replication.ts',
        RAISE_NEXT,
        RAISE_NEXT,
        '  if (state.nextIndex[from] <= state.log.lastIndex) void sendAppendEntries(server, from);',
      ),
    ],
  },
  {
    id: 'leader/prev-term-of-the-last-entry',
    mistake:
      "prevLogTerm is the term of the leader's last entry instead of the entry at prevLogIndex.",
    rules: ['L.3'],
    edits: [edit('replication.ts', PREV_TERM, '    prevLogTerm: state.log.lastTerm,')],
  },
  {
    id: 'leader/prev-term-is-the-current-term',
    mistake:
      "prevLogTerm is the leader's current term instead of the term of the entry at prevLogIndex.",
    rules: ['L.3', 'S.3'],
    edits: [
      edit(
        'replication.ts',
        PREV_TERM,
        '    prevLogTerm: nextIndex === 1 ? 0 : state.currentTerm,',
      ),
    ],
  },
  {
    id: 'leader/prev-index-of-the-log-end',
    mistake: "prevLogIndex is always the index of the leader's last entry, wherever nextIndex is.",
    rules: ['L.3', 'AE.3', 'S.3'],
    edits: [
      edit('replication.ts', PREV_INDEX, '    prevLogIndex: state.log.lastIndex,'),
      edit('replication.ts', PREV_TERM, '    prevLogTerm: state.log.lastTerm,'),
    ],
  },
  {
    id: 'leader/leader-commit-of-the-log-end',
    mistake: 'A leader sends its last index as leaderCommit.',
    rules: ['L.5', 'V.3', 'L.3'],
    edits: [
      edit(
        'replication.ts',
        '    leaderCommit: state.commitIndex,',
        '    leaderCommit: state.log.lastIndex,',
      ),
    ],
  },
  {
    id: 'leader/leader-commit-never-told',
    mistake: 'leaderCommit is always 0, so followers never learn what is committed.',
    rules: ['L.3', 'V.2'],
    edits: [edit('replication.ts', '    leaderCommit: state.commitIndex,', '    leaderCommit: 0,')],
  },
  {
    id: 'leader/start-appends-later',
    mistake:
      'start() returns an index at once but appends later, so two commands can get the same index.',
    rules: ['L.2'],
    edits: [
      edit(
        'replication.ts',
        [
          '  state.log.append([{ term: state.currentTerm, command }]);',
          '  persist(server);',
          ANSWER,
        ],
        '  const index = state.log.lastIndex + 1;',
        '  const term = state.currentTerm;',
        '  setTimeout(() => {',
        '    state.log.append([{ term, command }]);',
        '    persist(server);',
        '  }, 0);',
        '  return { index, term, isLeader: true };',
      ),
    ],
  },
  {
    id: 'leader/prev-term-of-the-first-new-entry',
    mistake: 'prevLogTerm is the term of the first new entry instead of the entry before it.',
    rules: ['L.3', 'S.3'],
    edits: [
      edit(
        'replication.ts',
        '    prevLogTerm: state.log.at(nextIndex - 1).term,',
        '    prevLogTerm: nextIndex > 1 ? (state.log.termAt(nextIndex) ?? state.log.at(nextIndex - 1).term) : 0,',
      ),
    ],
  },
  {
    id: 'leader/winner-cuts-its-log',
    mistake: 'A new leader deletes its uncommitted entries.',
    rules: ['L.3', 'S.4', 'S.2', 'RV.3', 'L.2'],
    edits: [
      edit(
        'roles.ts',
        ["  state.role = 'leader';", ''],
        "  state.role = 'leader';",
        '  state.log.deleteFrom(state.commitIndex + 1);',
        '',
      ),
    ],
  },
]);
