/** A leader's mistakes with nextIndex and matchIndex, and with late replies (stage 2B). */
import { edit, inStage } from '../mutant';

const CALL = '  const reply = await server.peers[other]?.appendEntries(args);';
const MATCHED = '  const matched = args.prevLogIndex + args.entries.length;';
const RAISE_MATCH = '  state.matchIndex[from] = Math.max(state.matchIndex[from] ?? 0, matched);';
const RAISE_NEXT = '  state.nextIndex[from] = Math.max(state.nextIndex[from] ?? 1, matched + 1);';
const STALE_REPLY = "  if (state.role !== 'leader' || state.currentTerm !== args.term) return;";

export const BOOKKEEPING = inStage('2B', [
  {
    id: 'leader/next-index-not-raised',
    mistake: 'A success does not raise nextIndex, so the same entries are sent again and again.',
    rules: ['B.2', 'L.3'],
    edits: [edit('replication.ts', `${RAISE_NEXT}\n`, '')],
  },
  {
    id: 'leader/next-index-kept-from-an-older-term',
    mistake: 'A new leader keeps the nextIndex of the last time it led.',
    rules: ['L.3', 'K.2'],
    edits: [
      edit(
        'roles.ts',
        '    state.nextIndex[other] = state.log.lastIndex + 1;',
        '    state.nextIndex[other] ??= state.log.lastIndex + 1;',
      ),
    ],
  },
  {
    id: 'leader/match-index-kept-from-an-older-term',
    mistake: 'A new leader keeps the matchIndex of the last time it led.',
    rules: ['L.3', 'V.3'],
    says: ['begin anew in each term that a server leads'],
    edits: [
      edit('roles.ts', '    state.matchIndex[other] = 0;', '    state.matchIndex[other] ??= 0;'),
    ],
  },
  {
    id: 'leader/match-index-begins-at-next-index',
    mistake:
      "matchIndex starts at the leader's last index, as if every follower already held its whole log.",
    rules: ['L.3', 'L.5', 'V.3', 'L.4'],
    edits: [
      edit(
        'roles.ts',
        '    state.matchIndex[other] = 0;',
        '    state.matchIndex[other] = state.log.lastIndex;',
      ),
    ],
  },
  {
    id: 'leader/next-index-raised-at-sending',
    mistake: 'nextIndex is raised when entries are sent, so lost entries are never sent again.',
    rules: ['L.3', 'V.2', 'L.4'],
    edits: [
      edit(
        'replication.ts',
        CALL,
        '  server.state.nextIndex[other] = args.prevLogIndex + args.entries.length + 1;',
        CALL,
      ),
    ],
  },
  {
    id: 'leader/refusal-ignored',
    mistake:
      'A rejection does not move nextIndex, so a follower whose log does not match never catches up.',
    rules: ['L.4'],
    edits: [
      edit(
        'replication.ts',
        '  else onRefusal(server, from, args, reply);',
        '  else void onRefusal;',
      ),
    ],
  },
  {
    id: 'leader/match-index-goes-down',
    mistake: 'The reply to an older request lowers matchIndex and nextIndex.',
    stage: '2C',
    rules: ['L.3'],
    edits: [
      edit('replication.ts', RAISE_MATCH, '  state.matchIndex[from] = matched;'),
      edit('replication.ts', RAISE_NEXT, '  state.nextIndex[from] = matched + 1;'),
    ],
  },
  {
    id: 'leader/match-index-from-the-log-now',
    mistake:
      "A success sets matchIndex to the leader's last index when the reply arrives, not to the last entry sent.",
    rules: ['L.3', 'V.3'],
    edits: [
      edit(
        'replication.ts',
        MATCHED,
        '  const matched = Math.max(state.log.lastIndex, args.prevLogIndex);',
      ),
    ],
  },
  {
    id: 'leader/match-index-counted-up',
    mistake:
      'Each success adds its entries to nextIndex, and matchIndex becomes nextIndex - 1, so a duplicate counts twice.',
    rules: ['L.3', 'V.3'],
    edits: [
      edit(
        'replication.ts',
        MATCHED,
        '  const counted = (state.nextIndex[from] ?? 1) + args.entries.length;',
      ),
      edit(
        'replication.ts',
        RAISE_NEXT,
        '  state.nextIndex[from] = Math.min(counted, state.log.lastIndex + 1);',
      ),
      edit('replication.ts', `${RAISE_MATCH}\n`, ''),
      edit(
        'replication.ts',
        '  advanceCommitIndex(server);',
        '  state.matchIndex[from] = (state.nextIndex[from] ?? 1) - 1;',
        '  advanceCommitIndex(server);',
      ),
    ],
  },
  {
    id: 'leader/replies-of-an-older-term',
    mistake: 'A leader counts replies to requests that it sent as leader of an earlier term.',
    rules: ['L.3', 'ALL.2', 'V.3'],
    edits: [edit('replication.ts', STALE_REPLY, "  if (state.role !== 'leader') return;")],
  },
  {
    id: 'leader/replies-after-leadership',
    mistake:
      'AppendEntries replies are handled even if the server no longer leads, and in any term.',
    rules: ['L.3', 'ALL.2', 'V.3'],
    edits: [edit('replication.ts', `${STALE_REPLY}\n`, '')],
  },
  {
    id: 'leader/neither-index-reset',
    mistake: 'A new leader keeps both nextIndex and matchIndex of the last time it led.',
    rules: ['L.3', 'L.5', 'K.2'],
    edits: [
      edit(
        'roles.ts',
        [
          '    state.nextIndex[other] = state.log.lastIndex + 1;',
          '    state.matchIndex[other] = 0;',
        ],
        '    state.nextIndex[other] ??= state.log.lastIndex + 1;',
        '    state.matchIndex[other] ??= 0;',
      ),
    ],
  },
  {
    id: 'leader/match-index-raised-at-sending',
    mistake: 'matchIndex is raised when entries are sent, before any reply.',
    rules: ['V.3', 'L.5'],
    edits: [
      edit(
        'replication.ts',
        CALL,
        '  server.state.matchIndex[other] = Math.max(server.state.matchIndex[other] ?? 0, args.prevLogIndex + args.entries.length);',
        CALL,
      ),
    ],
  },
  {
    id: 'leader/next-index-jumps-at-sending',
    mistake:
      'Every request moves nextIndex to the end of the log, and only the rejection of a request with entries moves it back.',
    rules: ['V.2'],
    edits: [
      edit(
        'replication.ts',
        CALL,
        '  server.state.nextIndex[other] = server.state.log.lastIndex + 1;',
        CALL,
      ),
      edit(
        'replication.ts',
        ['  if (args.prevLogIndex !== nextIndex - 1) return;', ''],
        '  if (args.prevLogIndex > nextIndex - 1 || args.entries.length === 0) return;',
        '',
      ),
    ],
  },
  {
    id: 'leader/old-refusal-steps-back',
    mistake: 'The rejection of an older request moves nextIndex, even to or below matchIndex.',
    rules: ['L.4'],
    luck: 'Whether another reply overtakes the rejection depends on the delays of the seed.',
    edits: [
      edit('replication.ts', ['  if (args.prevLogIndex !== nextIndex - 1) return;', ''], ''),
      edit(
        'replication.ts',
        ['  const lowest = (state.matchIndex[from] ?? 0) + 1;', ''],
        '  const lowest = 1;',
        '',
      ),
    ],
  },
]);
