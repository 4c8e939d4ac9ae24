/** Mistakes in deciding which entries are committed (stage 2B). */
import { edit, inStage } from '../mutant';

const OWN_TERM = '    if (state.log.termAt(index) !== state.currentTerm) return;';
const HOLDERS =
  '    const holders = otherServers(server).filter((other) => (state.matchIndex[other] ?? 0) >= index);';
const COUNT = '    if (isMajority(server, 1 + holders.length)) {';
const BOUND = '  const safeIndex = Math.min(args.leaderCommit, lastNewIndex);';

export const COMMIT = inStage('2B', [
  {
    id: 'commit/older-term-by-counting',
    mistake:
      'An entry of an older term is committed because a majority holds it: the bug of Figure 8.',
    rules: ['L.5'],
    edits: [edit('commit.ts', `${OWN_TERM}\n`, '')],
  },
  {
    id: 'commit/term-of-the-last-entry-only',
    mistake:
      'The leader checks the term of its last entry instead of the entry that it counts, so it commits older ones by counting.',
    rules: ['L.5'],
    edits: [
      edit('commit.ts', OWN_TERM, '    if (state.log.lastTerm !== state.currentTerm) return;'),
    ],
  },
  {
    id: 'commit/without-a-bound',
    mistake: 'A follower adopts leaderCommit without a bound.',
    rules: ['AE.5', 'K.2'],
    edits: [
      edit(
        'commit.ts',
        BOUND,
        '  const safeIndex = Math.max(args.leaderCommit, 0 * lastNewIndex);',
      ),
    ],
  },
  {
    id: 'commit/without-a-bound-applied-as-it-comes',
    mistake:
      'A follower adopts leaderCommit without a bound and applies whatever its log holds up to that index.',
    rules: ['AE.5'],
    edits: [
      edit(
        'commit.ts',
        BOUND,
        '  const safeIndex = Math.max(args.leaderCommit, 0 * lastNewIndex);',
      ),
      edit(
        'commit.ts',
        '  while (state.lastApplied < state.commitIndex) {',
        '  while (state.lastApplied < Math.min(state.commitIndex, state.log.lastIndex)) {',
      ),
    ],
  },
  {
    id: 'commit/bounded-by-the-own-last-entry',
    mistake:
      'A follower bounds leaderCommit by its own last entry, which may not come from this leader.',
    rules: ['AE.5'],
    edits: [
      edit(
        'commit.ts',
        BOUND,
        '  const safeIndex = Math.min(args.leaderCommit, Math.max(state.log.lastIndex, lastNewIndex));',
      ),
    ],
  },
  {
    id: 'commit/up-to-the-last-new-entry',
    mistake: 'A follower treats every entry that it receives as committed.',
    rules: ['AE.5', 'S.5', 'V.3'],
    edits: [
      edit(
        'commit.ts',
        BOUND,
        '  const safeIndex = Math.max(lastNewIndex, 0 * args.leaderCommit);',
      ),
    ],
  },
  {
    id: 'commit/one-below-the-bound',
    mistake:
      'The bound for leaderCommit is one too low, so the last commands are applied late or never.',
    rules: ['AE.5', 'V.2'],
    edits: [
      edit(
        'commit.ts',
        '  const lastNewIndex = args.prevLogIndex + args.entries.length;',
        '  const lastNewIndex = args.prevLogIndex + args.entries.length - 1;',
      ),
    ],
  },
  {
    id: 'commit/one-replica-fewer',
    mistake: 'The leader counts itself twice, so one replica fewer than a majority is enough.',
    rules: ['L.5', 'V.3'],
    edits: [edit('commit.ts', COUNT, '    if (isMajority(server, 2 + holders.length)) {')],
  },
  {
    id: 'commit/one-replica-more',
    mistake: 'The leader does not count itself among the servers that hold an entry.',
    rules: ['L.5', 'V.2'],
    edits: [edit('commit.ts', COUNT, '    if (isMajority(server, holders.length)) {')],
  },
  {
    id: 'commit/at-once',
    mistake: 'The leader commits a command as soon as it is in its own log.',
    rules: ['L.5', 'V.3'],
    edits: [
      edit(
        'replication.ts',
        '  persist(server);\n  return',
        '  persist(server);',
        '  state.commitIndex = state.log.lastIndex;',
        '  return',
      ),
    ],
  },
  {
    id: 'commit/next-index-counted',
    mistake:
      'The leader counts replicas by nextIndex, which shows what to send, not what a follower holds.',
    rules: ['L.5', 'L.3', 'V.3'],
    edits: [
      edit(
        'commit.ts',
        HOLDERS,
        '    const holders = otherServers(server).filter((other) => (state.nextIndex[other] ?? 0) >= index);',
      ),
    ],
  },
  {
    id: 'commit/strictly-beyond',
    mistake: 'A follower counts as a replica only if it also holds the next entry.',
    rules: ['L.5', 'V.2'],
    edits: [
      edit(
        'commit.ts',
        HOLDERS,
        '    const holders = otherServers(server).filter((other) => (state.matchIndex[other] ?? 0) > index);',
      ),
    ],
  },
  {
    id: 'commit/whole-log-or-nothing',
    mistake:
      'The leader tries to commit only its last entry, so nothing is committed while new commands keep arriving.',
    rules: ['L.5', 'V.2'],
    edits: [
      edit(
        'commit.ts',
        ['      state.commitIndex = index;', '      return;', '    }'],
        '      state.commitIndex = index;',
        '    }',
        '    return;',
      ),
    ],
  },
  {
    id: 'commit/nothing-older-with-it',
    mistake: 'The leader commits nothing while its first uncommitted entry is of an older term.',
    rules: ['V.2', 'L.5'],
    edits: [
      edit(
        'commit.ts',
        ['      state.commitIndex = index;', '      return;'],
        '      if (state.log.termAt(state.commitIndex + 1) === state.currentTerm) state.commitIndex = index;',
        '      return;',
      ),
    ],
  },
  {
    id: 'commit/goes-down',
    mistake: "An older request that arrives late lowers a follower's commitIndex.",
    rules: ['AE.5'],
    edits: [
      edit(
        'commit.ts',
        '  state.commitIndex = Math.max(state.commitIndex, safeIndex);',
        '  state.commitIndex = safeIndex;',
      ),
    ],
  },
  {
    id: 'commit/counted-in-every-role',
    mistake:
      'A ticker of 10 ms looks for entries to commit in every role, with the matchIndex of a term that is over.',
    rules: ['L.5'],
    says: ['It no longer led', 'in every role'],
    edits: [
      edit(
        'raft.ts',
        '    readPersist(server);',
        '    readPersist(server);',
        '    setInterval(() => {',
        '      advanceCommitIndex(server);',
        '      applyCommitted(server);',
        '    }, 10);',
      ),
      edit('raft.ts', 'import { applyCommitted }', 'import { advanceCommitIndex, applyCommitted }'),
    ],
  },
  {
    id: 'commit/followed-before-the-check',
    mistake:
      'A follower raises commitIndex before it compares prevLogTerm, and applies at its next success.',
    rules: ['AE.2'],
    says: ['must refuse the request and ignore its leaderCommit'],
    edits: [
      edit(
        'append-entries.ts',
        '  const success = hasEntry(state.log, args.prevLogIndex, args.prevLogTerm);',
        '  const known = Math.min(args.leaderCommit, args.prevLogIndex, state.log.lastIndex);',
        '  state.commitIndex = Math.max(state.commitIndex, known);',
        '  const success = hasEntry(state.log, args.prevLogIndex, args.prevLogTerm);',
      ),
      edit(
        'raft.ts',
        '    applyCommitted(this.server);\n    return reply;',
        '    if (reply.success) applyCommitted(this.server);',
        '    return reply;',
      ),
    ],
  },
  {
    id: 'commit/goes-down-and-applies-again',
    mistake:
      'A heartbeat that reaches less far lowers commitIndex, and what comes after it is applied again.',
    rules: ['ALL.1'],
    says: ['did commitIndex go down to 1?'],
    edits: [
      edit(
        'commit.ts',
        '  state.commitIndex = Math.max(state.commitIndex, safeIndex);',
        '  if (args.leaderCommit > state.commitIndex) {',
        '    state.commitIndex = safeIndex;',
        '    state.lastApplied = Math.min(state.lastApplied, safeIndex);',
        '  }',
      ),
    ],
  },
]);
