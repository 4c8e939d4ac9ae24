/** A leader's mistakes in handling a refusal (stage 2C). */
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
    mistake: 'A leader goes back by one entry for each refusal.',
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
    mistake: 'The leader goes to its first entry of conflictTerm instead of past its last one.',
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
    mistake: 'The leader goes to its last entry of conflictTerm instead of past it.',
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
    mistake: 'The leader always goes to conflictIndex, also if it has entries of conflictTerm.',
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
    mistake: 'The leader goes back by one entry if it does not know conflictTerm.',
    rules: ['FB.4'],
    edits: [edit('fast-backup.ts', UNKNOWN, '  return prevLogIndex;')],
  },
  {
    id: 'fast-backup/conflict-index-used-for-short-logs-only',
    mistake:
      'The leader uses conflictIndex for logs that are too short, and goes back by one entry otherwise.',
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
    mistake: 'nextIndex becomes conflictIndex - 1, and 0 in the end.',
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
      'The leader searches with findLastIndex, and takes -1 + 1 for an index when nothing is found.',
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
    mistake:
      'A refusal that comes late moves nextIndex back to where it points, also to or below matchIndex.',
    rules: ['FB.5'],
    edits: [
      edit('replication.ts', `${IS_NEWS}\n`, ''),
      edit('replication.ts', SET_NEXT, '  state.nextIndex[from] = lowest > 0 ? wanted : lowest;'),
    ],
  },
  {
    id: 'fast-backup/refusal-takes-match-index-back',
    mistake: 'A refusal sets matchIndex back together with nextIndex.',
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
    mistake: 'A lost request or reply is read as a refusal, and nextIndex goes back.',
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
    mistake: 'nextIndex goes back by one for each request that is lost.',
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
    mistake: 'The leader goes two past its last entry of conflictTerm.',
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
    mistake: 'The leader looks for conflictTerm at conflictIndex only.',
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
    mistake: 'NextIndex becomes conflictIndex + 1.',
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
    mistake: 'A refusal of a request of an earlier term as leader moves nextIndex.',
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
