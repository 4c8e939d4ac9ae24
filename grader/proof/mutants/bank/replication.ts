/** Mistakes in the receiver of AppendEntries (stage 2B). */
import { edit, type Mutant } from '../mutant';

const CHECK = '  if (!hasEntry(state.log, args.prevLogIndex, args.prevLogTerm)) {';
const MATCH = '  return log.termAt(index) === term;';
const CONFLICT = '    if (log.termAt(index) !== entry.term) {';
const CUT_AT_CONFLICT = '  deleteConflicts(state.log, args);';
const MISSING = '  log.append(args.entries.slice(alreadyHere));';

export const REPLICATION: readonly Mutant[] = [
  {
    id: 'replication/heartbeat-without-check',
    mistake: 'An empty AppendEntries is answered with success without the check at prevLogIndex.',
    stage: '2B',
    rules: ['AE.2'],
    severity: 'safety',
    source: 'R1',
    edits: [
      edit(
        'append-entries.ts',
        CHECK,
        '  const isHeartbeat = args.entries.length === 0;',
        '  const isMatch = hasEntry(state.log, args.prevLogIndex, args.prevLogTerm);',
        '  if (isHeartbeat && !isMatch) return { term: state.currentTerm, success: true };',
        '  if (!isMatch) {',
      ),
    ],
  },
  {
    id: 'replication/heartbeat-answered-at-once',
    mistake: 'An empty AppendEntries is answered at once: no check, and no news of leaderCommit.',
    stage: '2B',
    rules: ['AE.2', 'V.2', 'AE.5'],
    severity: 'safety',
    source: 'R1',
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
    mistake: 'The log is cut after prevLogIndex, whether anything conflicts or not.',
    stage: '2B',
    rules: ['AE.3'],
    severity: 'safety',
    source: 'R2',
    edits: [
      edit('append-entries.ts', CUT_AT_CONFLICT, '  state.log.deleteFrom(args.prevLogIndex + 1);'),
    ],
  },
  {
    id: 'replication/cut-when-entries-come',
    mistake: 'The log is cut after prevLogIndex whenever a request carries entries.',
    stage: '2B',
    rules: ['AE.3'],
    severity: 'safety',
    source: 'R2',
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
    mistake: 'What the log holds behind the new entries is cut off, though nothing conflicts.',
    stage: '2B',
    rules: ['AE.3'],
    severity: 'safety',
    source: 'R2',
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
    mistake: 'Conflicting entries are kept.',
    stage: '2B',
    rules: ['AE.3', 'S.3'],
    severity: 'safety',
    source: 'R3',
    edits: [edit('append-entries.ts', '      log.deleteFrom(index);\n', '')],
  },
  {
    id: 'replication/only-the-conflict-deleted',
    mistake: 'A conflicting entry is overwritten, and what follows it is kept.',
    stage: '2B',
    rules: ['AE.3', 'S.3'],
    severity: 'safety',
    source: 'R3',
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
    mistake:
      'An entry that stands where a new one comes counts as a conflict, also if it is the same.',
    stage: '2B',
    rules: ['AE.3'],
    severity: 'safety',
    source: 'R4',
    edits: [edit('append-entries.ts', CONFLICT, '    if (log.at(index) !== undefined) {')],
  },
  {
    id: 'replication/conflict-by-command',
    mistake: 'A conflict is judged by the command, so the same command of another term stays.',
    stage: '2B',
    rules: ['AE.3', 'S.3'],
    severity: 'safety',
    source: 'R4',
    edits: [
      edit('append-entries.ts', CONFLICT, '    if (log.at(index).command !== entry.command) {'),
    ],
  },
  {
    id: 'replication/conflict-in-the-first-entry-only',
    mistake: 'Only the first new entry is looked at for a conflict.',
    stage: '2B',
    rules: ['AE.3', 'S.3'],
    severity: 'safety',
    source: 'R3',
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
    mistake: 'All entries of a request are appended, those included that the log holds already.',
    stage: '2B',
    rules: ['AE.4'],
    severity: 'safety',
    source: 'R5',
    edits: [edit('append-entries.ts', MISSING, '  log.append(args.entries);')],
  },
  {
    id: 'replication/overlap-off-by-one',
    mistake:
      'The overlap of new entries and log is reckoned one too small, so one entry is there twice.',
    stage: '2B',
    rules: ['AE.4'],
    severity: 'safety',
    source: 'R5',
    edits: [
      edit(
        'append-entries.ts',
        MISSING,
        '  log.append(args.entries.slice(Math.max(0, alreadyHere - 1)));',
      ),
    ],
  },
  {
    id: 'replication/nothing-new-in-an-overlap',
    mistake:
      'When the first new entry is in the log already, the others are taken to be there as well.',
    stage: '2B',
    rules: ['AE.4', 'AE.3'],
    severity: 'safety',
    edits: [
      edit('append-entries.ts', MISSING, '  if (alreadyHere === 0) log.append(args.entries);'),
    ],
  },
  {
    id: 'replication/past-the-end-is-a-match',
    mistake: 'A prevLogIndex past the end of the log counts as a match.',
    stage: '2B',
    rules: ['AE.2'],
    severity: 'safety',
    source: 'R6',
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
    mistake: 'The entry at prevLogIndex is read although the log may end before it.',
    stage: '2B',
    rules: ['K.2'],
    severity: 'liveness',
    source: 'R6',
    edits: [edit('append-entries.ts', MATCH, '  return log.at(index).term === term;')],
  },
  {
    id: 'replication/prev-term-not-checked',
    mistake: 'It is enough that there is an entry at prevLogIndex; its term is not compared.',
    stage: '2B',
    rules: ['AE.2'],
    severity: 'safety',
    source: 'R7',
    edits: [edit('append-entries.ts', MATCH, '  return index <= log.lastIndex && term >= 0;')],
  },
  {
    id: 'replication/prev-term-not-newer',
    mistake: 'An entry at prevLogIndex of an older term than prevLogTerm passes for a match.',
    stage: '2B',
    rules: ['AE.2'],
    severity: 'safety',
    source: 'R7',
    edits: [edit('append-entries.ts', MATCH, '  return (log.termAt(index) ?? term + 1) <= term;')],
  },
  {
    id: 'replication/appended-before-the-check',
    mistake: 'The entries of a stale request are taken over before its term is looked at.',
    stage: '2B',
    rules: ['AE.1', 'S.2'],
    severity: 'safety',
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
    mistake: 'Success is answered first, and the log is changed a moment later.',
    stage: '2B',
    rules: ['AE.4', 'AE.3'],
    severity: 'safety',
    source: 'R14',
    edits: [
      edit(
        'append-entries.ts',
        [
          CUT_AT_CONFLICT,
          '  appendMissing(state.log, args);',
          '  followLeaderCommit(state, args);',
        ],
        '  setTimeout(() => {',
        '    if (!hasEntry(state.log, args.prevLogIndex, args.prevLogTerm)) return;',
        '  deleteConflicts(state.log, args);',
        '    appendMissing(state.log, args);',
        '    followLeaderCommit(state, args);',
        '  }, 20);',
      ),
    ],
  },
  {
    id: 'replication/just-past-the-end-is-a-match',
    mistake: 'A prevLogIndex one past the end of the log counts as a match.',
    stage: '2B',
    rules: ['AE.2'],
    severity: 'safety',
    source: 'R6',
    edits: [
      edit(
        'append-entries.ts',
        ['  return log.termAt(index) === term;', '  // #until'],
        '  return index === log.lastIndex + 1 || log.termAt(index) === term;',
        '  // #until',
      ),
    ],
  },
];
