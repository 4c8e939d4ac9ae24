/** More mistakes in the receiver of AppendEntries: finding conflicts, and what it trusts (stage 2B). */
import { edit, inStage } from '../mutant';

const CHECK = '  const success = hasEntry(state.log, args.prevLogIndex, args.prevLogTerm);';

export const CONFLICTS = inStage('2B', [
  {
    id: 'replication/cut-one-too-late',
    mistake:
      'The entries after a conflicting one are deleted, but the conflicting entry itself is kept.',
    rules: ['AE.3'],
    edits: [
      edit('append-entries.ts', '      log.deleteFrom(index);', '      log.deleteFrom(index + 1);'),
    ],
  },
  {
    id: 'replication/conflict-in-the-last-entry-only',
    mistake: 'Only the last new entry is checked for a conflict.',
    rules: ['AE.3'],
    edits: [
      edit(
        'append-entries.ts',
        '    if (log.termAt(index) !== entry.term) {',
        '    if (offset === args.entries.length - 1 && log.termAt(index) !== entry.term) {',
      ),
    ],
  },
  {
    id: 'replication/conflict-with-older-entries-only',
    mistake: "An entry conflicts only if its term is older than the new entry's.",
    rules: ['AE.3'],
    edits: [
      edit(
        'append-entries.ts',
        '    if (log.termAt(index) !== entry.term) {',
        '    if ((log.termAt(index) ?? 0) < entry.term) {',
      ),
    ],
  },
  {
    id: 'replication/sentinel-refused',
    mistake: 'prevLogIndex 0 matches only while the log is empty.',
    rules: ['AE.4', 'AE.2'],
    says: ['all logs match', 'no longer empty'],
    edits: [
      edit(
        'append-entries.ts',
        '  return log.termAt(index) === term;',
        '  return index > 0 ? log.termAt(index) === term : log.lastIndex === 0;',
      ),
    ],
  },
  {
    id: 'replication/commit-before-the-check',
    mistake:
      'commitIndex follows leaderCommit before the logs are compared, even if the request is then rejected.',
    rules: ['AE.5', 'AE.2'],
    edits: [
      edit(
        'append-entries.ts',
        CHECK,
        '  followLeaderCommit(state, { ...args, leaderCommit: Math.min(args.leaderCommit, state.log.lastIndex) });',
        CHECK,
      ),
    ],
  },
  {
    id: 'replication/heartbeat-commits-the-whole-log',
    mistake:
      "In a heartbeat, leaderCommit is bounded by the follower's last entry instead of prevLogIndex.",
    rules: ['AE.5'],
    edits: [
      edit(
        'commit.ts',
        '  const lastNewIndex = args.prevLogIndex + args.entries.length;',
        '  const lastNewIndex = args.entries.length > 0 ? args.prevLogIndex + args.entries.length : state.log.lastIndex;',
      ),
    ],
  },
  {
    id: 'replication/entries-get-the-term-of-the-message',
    mistake: 'Entries are stored with the term of the request instead of their own.',
    rules: ['L.3', 'AE.4', 'AE.3', 'AE.2'],
    edits: [
      edit(
        'append-entries.ts',
        '  log.append(args.entries.filter((_, offset) => isMissing(offset)));',
        '  const missing = args.entries.filter((_, offset) => isMissing(offset));',
        '  log.append(missing.map((entry) => ({ ...entry, term: Math.max(entry.term, args.term) })));',
      ),
    ],
  },
  {
    id: 'replication/known-by-term-and-command',
    mistake:
      'A new entry counts as present if any entry in the log has its term and command, so a repeated command is dropped.',
    rules: ['AE.4'],
    edits: [
      edit(
        'append-entries.ts',
        [
          '  const isMissing = (offset: number) => args.prevLogIndex + 1 + offset > log.lastIndex;',
          '  log.append(args.entries.filter((_, offset) => isMissing(offset)));',
        ],
        '  for (const entry of args.entries) {',
        '    const isSame = (old: LogEntry) => old.term === entry.term && old.command === entry.command;',
        '    if (!log.entriesFrom(1).some(isSame)) log.append([entry]);',
        '  }',
      ),
      edit(
        'append-entries.ts',
        "import type { AppendEntriesArgs, AppendEntriesReply } from '../../grader/contract';",
        "import type { AppendEntriesArgs, AppendEntriesReply, LogEntry } from '../../grader/contract';",
      ),
    ],
  },
]);
