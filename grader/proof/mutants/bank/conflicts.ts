/** More mistakes of the same receiver, in finding conflicts and in what it believes (stage 2B). */
import { edit, type Mutant } from '../mutant';

export const CONFLICTS: readonly Mutant[] = [
  {
    id: 'replication/cut-one-too-late',
    mistake: 'The log is cut behind the conflicting entry, which stays.',
    stage: '2B',
    rules: ['AE.3'],
    severity: 'safety',
    source: 'R3',
    edits: [
      edit('append-entries.ts', '      log.deleteFrom(index);', '      log.deleteFrom(index + 1);'),
    ],
  },
  {
    id: 'replication/conflict-in-the-last-entry-only',
    mistake: 'Only the last new entry is looked at for a conflict.',
    stage: '2B',
    rules: ['AE.3'],
    severity: 'safety',
    source: 'R4',
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
    mistake: 'An entry conflicts only if its term is older than that of the new one.',
    stage: '2B',
    rules: ['AE.3'],
    severity: 'safety',
    source: 'R4',
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
    mistake: 'PrevLogIndex 0 matches only as long as the log is empty.',
    stage: '2B',
    rules: ['AE.2'],
    severity: 'safety',
    source: 'R6',
    edits: [
      edit(
        'append-entries.ts',
        ['  return log.termAt(index) === term;', '  // #until'],
        '  return index > 0 ? log.termAt(index) === term : log.lastIndex === 0;',
        '  // #until',
      ),
    ],
  },
  {
    id: 'replication/commit-before-the-check',
    mistake:
      'CommitIndex follows leaderCommit before the logs are compared, also in a request that is refused.',
    stage: '2B',
    rules: ['AE.5', 'AE.2'],
    severity: 'safety',
    source: 'C2',
    edits: [
      edit(
        'append-entries.ts',
        '  if (!hasEntry(state.log, args.prevLogIndex, args.prevLogTerm)) {',
        '  followLeaderCommit(state, { ...args, leaderCommit: Math.min(args.leaderCommit, state.log.lastIndex) });',
        '  if (!hasEntry(state.log, args.prevLogIndex, args.prevLogTerm)) {',
      ),
    ],
  },
  {
    id: 'replication/heartbeat-commits-the-whole-log',
    mistake:
      'In a heartbeat, leaderCommit is bounded by the last entry of the follower instead of prevLogIndex.',
    stage: '2B',
    rules: ['AE.5'],
    severity: 'safety',
    source: 'C3',
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
    mistake: 'Entries are stored with the term of the request that brought them.',
    stage: '2B',
    rules: ['L.3', 'AE.4', 'AE.3', 'AE.2'],
    severity: 'safety',
    source: 'R4',
    edits: [
      edit(
        'append-entries.ts',
        '  log.append(args.entries.slice(alreadyHere));',
        '  log.append(args.entries.slice(alreadyHere).map((entry) => ({ ...entry, term: Math.max(entry.term, args.term) })));',
      ),
    ],
  },
];
