/** Mistakes in the receiver of AppendEntries (stage 2B). */
import { edit, inStage } from '../mutant';

const CHECK = '  const success = hasEntry(state.log, args.prevLogIndex, args.prevLogTerm);';
const MATCH = '  return log.termAt(index) === term;';
const CONFLICT = '    if (log.termAt(index) !== entry.term) {';
const CUT_AT_CONFLICT = '    deleteConflicts(state.log, args);';
const MISSING = '  log.append(args.entries.filter((_, offset) => isMissing(offset)));';

export const REPLICATION = inStage('2B', [
  {
    id: 'replication/heartbeat-without-check',
    mistake:
      'AppendEntries without entries succeeds even if the log does not match at prevLogIndex.',
    rules: ['AE.2'],
    edits: [
      edit(
        'append-entries.ts',
        [CHECK, '  if (success) {'],
        '  const isMatch = hasEntry(state.log, args.prevLogIndex, args.prevLogTerm);',
        '  const success = isMatch || args.entries.length === 0;',
        '  if (isMatch) {',
      ),
    ],
  },
  {
    id: 'replication/heartbeat-answered-at-once',
    mistake:
      'AppendEntries without entries succeeds at once: prevLogIndex is not checked, and leaderCommit is ignored.',
    rules: ['AE.2', 'V.2', 'AE.5'],
    edits: [
      edit(
        'append-entries.ts',
        CHECK,
        '  if (args.entries.length === 0) return { term: state.currentTerm, success: true };',
        CHECK,
      ),
    ],
  },
  {
    id: 'replication/always-cut',
    mistake: 'Everything after prevLogIndex is deleted, even without a conflict.',
    rules: ['AE.3'],
    edits: [
      edit('append-entries.ts', CUT_AT_CONFLICT, '  state.log.deleteFrom(args.prevLogIndex + 1);'),
    ],
  },
  {
    id: 'replication/cut-when-entries-come',
    mistake:
      'Everything after prevLogIndex is deleted whenever a request carries entries, even without a conflict.',
    rules: ['AE.3'],
    edits: [
      edit(
        'append-entries.ts',
        CUT_AT_CONFLICT,
        '  if (args.entries.length > 0) state.log.deleteFrom(args.prevLogIndex + 1);',
      ),
    ],
  },
  {
    id: 'replication/cut-behind-the-new-entries',
    mistake: 'Everything after the last new entry is deleted, even without a conflict.',
    rules: ['AE.3'],
    edits: [
      edit(
        'append-entries.ts',
        CUT_AT_CONFLICT,
        CUT_AT_CONFLICT,
        '  state.log.deleteFrom(args.prevLogIndex + args.entries.length + 1);',
      ),
    ],
  },
  {
    id: 'replication/never-cut',
    mistake: 'Conflicting entries are not deleted.',
    rules: ['AE.3', 'S.3'],
    edits: [edit('append-entries.ts', '      log.deleteFrom(index);\n', '')],
  },
  {
    id: 'replication/only-the-conflict-deleted',
    mistake: 'A conflicting entry is overwritten, but the entries after it are kept.',
    rules: ['AE.3', 'S.3'],
    edits: [
      edit(
        'append-entries.ts',
        ['      log.deleteFrom(index);', '      return;'],
        '      const rest = log.entriesFrom(index + 1);',
        '      log.deleteFrom(index);',
        '      log.append([entry, ...rest]);',
      ),
    ],
  },
  {
    id: 'replication/conflict-by-index',
    mistake: 'Any entry at the index of a new one counts as a conflict, even if it is the same.',
    rules: ['AE.3'],
    edits: [edit('append-entries.ts', CONFLICT, '    if (log.at(index) !== undefined) {')],
  },
  {
    id: 'replication/conflict-by-command',
    mistake:
      'Conflicts are detected by command, so an entry with the same command and another term is kept.',
    rules: ['AE.3', 'S.3'],
    edits: [
      edit('append-entries.ts', CONFLICT, '    if (log.at(index).command !== entry.command) {'),
    ],
  },
  {
    id: 'replication/conflict-in-the-first-entry-only',
    mistake: 'Only the first new entry is checked for a conflict.',
    rules: ['AE.3', 'S.3'],
    edits: [
      edit(
        'append-entries.ts',
        '  for (const [offset, entry] of args.entries.entries()) {',
        '  for (const [offset, entry] of args.entries.slice(0, 1).entries()) {',
      ),
    ],
  },
  {
    id: 'replication/entries-appended-again',
    mistake: 'All entries of a request are appended, even those that the log already holds.',
    rules: ['AE.4'],
    edits: [edit('append-entries.ts', MISSING, '  log.append(args.entries);')],
  },
  {
    id: 'replication/overlap-off-by-one',
    mistake:
      'The overlap of request and log is computed one too small, so one entry is appended twice.',
    rules: ['AE.4'],
    edits: [
      edit('append-entries.ts', '+ 1 + offset > log.lastIndex', '+ 1 + offset >= log.lastIndex'),
    ],
  },
  {
    id: 'replication/nothing-new-in-an-overlap',
    mistake:
      'If the log already holds the first new entry, the other new entries are not appended.',
    rules: ['AE.4', 'AE.3'],
    edits: [edit('append-entries.ts', MISSING, '  if (isMissing(0)) log.append(args.entries);')],
  },
  {
    id: 'replication/past-the-end-is-a-match',
    mistake: 'A prevLogIndex past the end of the log counts as a match.',
    rules: ['AE.2'],
    edits: [
      edit(
        'append-entries.ts',
        MATCH,
        '  return index > log.lastIndex || log.termAt(index) === term;',
      ),
    ],
  },
  {
    id: 'replication/past-the-end-throws',
    mistake: 'The entry at prevLogIndex is read even if the log ends before it, which throws.',
    rules: ['K.2'],
    edits: [edit('append-entries.ts', MATCH, '  return log.at(index).term === term;')],
  },
  {
    id: 'replication/prev-term-not-checked',
    mistake: 'Any entry at prevLogIndex counts as a match; its term is not compared.',
    rules: ['AE.2'],
    edits: [edit('append-entries.ts', MATCH, '  return index <= log.lastIndex && term >= 0;')],
  },
  {
    id: 'replication/prev-term-not-newer',
    mistake: 'An entry at prevLogIndex counts as a match if its term is older than prevLogTerm.',
    rules: ['AE.2'],
    edits: [edit('append-entries.ts', MATCH, '  return (log.termAt(index) ?? term + 1) <= term;')],
  },
  {
    id: 'replication/appended-before-the-check',
    mistake: 'The entries of a stale request are appended before its term is checked.',
    rules: ['AE.1', 'S.2'],
    edits: [
      edit(
        'append-entries.ts',
        '  if (args.term < state.currentTerm) {',
        '  if (hasEntry(state.log, args.prevLogIndex, args.prevLogTerm)) {',
        '    deleteConflicts(state.log, args);',
        '    appendMissing(state.log, args);',
        '  }',
        '  if (args.term < state.currentTerm) {',
      ),
    ],
  },
  {
    id: 'replication/answered-before-appending',
    mistake: 'A follower replies with success first and changes its log 20 ms later.',
    rules: ['AE.4', 'AE.3'],
    edits: [
      edit(
        'append-entries.ts',
        [
          CUT_AT_CONFLICT,
          '    appendMissing(state.log, args);',
          '    followLeaderCommit(state, args);',
        ],
        '    setTimeout(() => {',
        '      if (!hasEntry(state.log, args.prevLogIndex, args.prevLogTerm)) return;',
        '      deleteConflicts(state.log, args);',
        '      appendMissing(state.log, args);',
        '      followLeaderCommit(state, args);',
        '    }, 20);',
      ),
    ],
  },
  {
    id: 'replication/just-past-the-end-is-a-match',
    mistake: 'A prevLogIndex one past the end of the log counts as a match.',
    rules: ['AE.2'],
    edits: [
      edit(
        'append-entries.ts',
        MATCH,
        '  return index === log.lastIndex + 1 || log.termAt(index) === term;',
      ),
    ],
  },
]);
