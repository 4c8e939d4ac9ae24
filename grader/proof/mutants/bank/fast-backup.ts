/** A leader's mistakes in handling a rejection (stage 2C). */
import { edit, inStage } from '../mutant';

const AFTER_LAST = '    if (log.termAt(index) === hint.conflictTerm) return index + 1;';
const SEARCH = '  for (let index = prevLogIndex; index > 0; index -= 1) {';
const UNKNOWN = '  return hint.conflictIndex ?? prevLogIndex;';
const BOUNDS = '  return Math.max(1, Math.min(wanted, prevLogIndex));';
const IS_NEWS = '  if (args.prevLogIndex !== nextIndex - 1) return;';
const SET_NEXT = '  state.nextIndex[from] = Math.max(wanted, lowest);';
const NO_REPLY =
  '  if (reply === undefined) return;\n  onAppendEntriesReply(server, other, args, reply);';

export const FAST_BACKUP = inStage('2C', [
  {
    id: 'fast-backup/hint-ignored',
    mistake: 'The leader ignores the hint and moves nextIndex back one entry per rejection.',
    rules: ['FB.3', 'FB.4'],
    edits: [
      edit(
        'fast-backup.ts',
        AFTER_LAST,
        '    if (log.termAt(index) === undefined) return index + 1;',
      ),
      edit('fast-backup.ts', UNKNOWN, '  return prevLogIndex;'),
    ],
  },
  {
    id: 'fast-backup/first-of-the-term-instead-of-last',
    mistake:
      'The leader moves nextIndex to its first entry of conflictTerm instead of past its last one.',
    rules: ['FB.3'],
    edits: [
      edit('fast-backup.ts', SEARCH, '  for (let index = 1; index <= prevLogIndex; index += 1) {'),
      edit(
        'fast-backup.ts',
        AFTER_LAST,
        '    if (log.termAt(index) === hint.conflictTerm) return index;',
      ),
    ],
  },
  {
    id: 'fast-backup/at-the-last-instead-of-after-it',
    mistake: 'The leader moves nextIndex to its last entry of conflictTerm instead of past it.',
    rules: ['FB.3'],
    edits: [
      edit(
        'fast-backup.ts',
        AFTER_LAST,
        '    if (log.termAt(index) === hint.conflictTerm) return index;',
      ),
    ],
  },
  {
    id: 'fast-backup/conflict-term-ignored',
    mistake:
      'The leader always moves nextIndex to conflictIndex, even if it has entries of conflictTerm.',
    rules: ['FB.3'],
    edits: [
      edit(
        'fast-backup.ts',
        AFTER_LAST,
        '    if (log.termAt(index) === undefined) return index + 1;',
      ),
    ],
  },
  {
    id: 'fast-backup/conflict-index-ignored',
    mistake:
      'If the leader has no entry of conflictTerm, it moves nextIndex back one entry instead of to conflictIndex.',
    rules: ['FB.4'],
    edits: [edit('fast-backup.ts', UNKNOWN, '  return prevLogIndex;')],
  },
  {
    id: 'fast-backup/conflict-index-used-for-short-logs-only',
    mistake:
      'If it has no entry of conflictTerm, the leader uses conflictIndex only when the log is too short, and otherwise goes back one entry.',
    rules: ['FB.4'],
    edits: [
      edit(
        'fast-backup.ts',
        UNKNOWN,
        '  return hint.conflictTerm === -1 ? (hint.conflictIndex ?? prevLogIndex) : prevLogIndex;',
      ),
    ],
  },
  {
    id: 'fast-backup/one-before-conflict-index',
    mistake: 'nextIndex becomes conflictIndex - 1, which can be 0.',
    rules: ['FB.4', 'FB.5', 'K.2'],
    edits: [
      edit('fast-backup.ts', UNKNOWN, '  return (hint.conflictIndex ?? prevLogIndex) - 1;'),
      edit('fast-backup.ts', BOUNDS, '  return Math.min(wanted, prevLogIndex);'),
      edit(
        'replication.ts',
        SET_NEXT,
        '  state.nextIndex[from] = lowest > 1 ? Math.max(wanted, lowest) : wanted;',
      ),
    ],
  },
  {
    id: 'fast-backup/not-found-is-zero',
    mistake:
      'The leader searches with lastIndexOf() and does not check for -1, so nextIndex becomes 0 when conflictTerm is not found.',
    rules: ['FB.4', 'FB.5', 'K.2'],
    edits: [
      edit(
        'fast-backup.ts',
        SEARCH,
        '  const before = Array.from({ length: prevLogIndex + 1 }, (_, i) => log.termAt(i));',
        '  if (hint.conflictTerm !== -1) return before.lastIndexOf(hint.conflictTerm) + 1;',
        SEARCH,
      ),
      edit('fast-backup.ts', BOUNDS, '  return Math.min(wanted, prevLogIndex);'),
      edit(
        'replication.ts',
        SET_NEXT,
        '  state.nextIndex[from] = lowest > 1 ? Math.max(wanted, lowest) : wanted;',
      ),
    ],
  },
  {
    id: 'fast-backup/stale-refusal-below-match-index',
    mistake: 'A late rejection moves nextIndex back, even to or below matchIndex.',
    rules: ['FB.5'],
    edits: [
      edit('replication.ts', `${IS_NEWS}\n`, ''),
      edit('replication.ts', SET_NEXT, '  state.nextIndex[from] = lowest > 0 ? wanted : lowest;'),
    ],
  },
  {
    id: 'fast-backup/refusal-takes-match-index-back',
    mistake: 'A rejection lowers matchIndex together with nextIndex.',
    rules: ['FB.5', 'L.3'],
    edits: [
      edit('replication.ts', `${IS_NEWS}\n`, ''),
      edit(
        'replication.ts',
        SET_NEXT,
        '  state.nextIndex[from] = lowest > 0 ? wanted : lowest;',
        '  state.matchIndex[from] = Math.min(state.matchIndex[from] ?? 0, wanted - 1);',
      ),
    ],
  },
  {
    id: 'fast-backup/silence-is-a-refusal',
    mistake: 'A lost request or reply counts as a rejection, so nextIndex goes back to 1.',
    rules: ['FB.5', 'L.4', 'B.2'],
    edits: [
      edit(
        'replication.ts',
        NO_REPLY,
        '  const refusal = { term: args.term, success: false, conflictTerm: -1, conflictIndex: 1 };',
        '  onAppendEntriesReply(server, other, args, reply ?? refusal);',
      ),
      edit('replication.ts', SET_NEXT, '  state.nextIndex[from] = lowest > 0 ? wanted : lowest;'),
    ],
  },
  {
    id: 'fast-backup/one-back-for-each-loss',
    mistake: 'nextIndex goes back one entry for each lost request or reply.',
    rules: ['FB.5', 'L.4', 'B.2'],
    edits: [
      edit(
        'replication.ts',
        NO_REPLY,
        '  if (reply === undefined) {',
        '    server.state.nextIndex[other] = Math.max(1, (server.state.nextIndex[other] ?? 1) - 1);',
        '    return;',
        '  }',
        '  onAppendEntriesReply(server, other, args, reply);',
      ),
    ],
  },
  {
    id: 'fast-backup/two-past-the-last',
    mistake: 'The leader moves nextIndex two past its last entry of conflictTerm instead of one.',
    rules: ['FB.3'],
    edits: [
      edit(
        'fast-backup.ts',
        '=== hint.conflictTerm) return index + 1;',
        '=== hint.conflictTerm) return index + 2;',
      ),
    ],
  },
  {
    id: 'fast-backup/term-sought-at-conflict-index',
    mistake: 'The leader looks for conflictTerm only at conflictIndex.',
    rules: ['FB.3'],
    edits: [
      edit(
        'fast-backup.ts',
        'for (let index = prevLogIndex; index > 0; index -= 1) {',
        'for (let index = hint.conflictIndex ?? 0; index === hint.conflictIndex && index > 0; index -= 1) {',
      ),
    ],
  },
  {
    id: 'fast-backup/one-past-conflict-index',
    mistake: 'nextIndex becomes conflictIndex + 1.',
    rules: ['FB.4'],
    edits: [
      edit(
        'fast-backup.ts',
        'return hint.conflictIndex ?? prevLogIndex;',
        'return (hint.conflictIndex ?? prevLogIndex) + 1;',
      ),
    ],
  },
  {
    id: 'fast-backup/refusal-of-an-older-term',
    mistake: 'The rejection of a request that the leader sent in an earlier term moves nextIndex.',
    rules: ['FB.5'],
    edits: [
      edit(
        'replication.ts',
        "if (state.role !== 'leader' || state.currentTerm !== args.term) return;",
        "if (state.role !== 'leader' || (reply.success && state.currentTerm !== args.term)) return;",
      ),
    ],
  },
]);
