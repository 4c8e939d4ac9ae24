/** Mistakes of one role only: what comes too late for a server that has won or stepped down meanwhile. */
import { edit, inStage } from '../mutant';

const VOTE_REPLY_TERM =
  '  if (reply.term > state.currentTerm) {\n    becomeFollower(server, reply.term);\n    persist(server);\n    return;\n  }';
const STALE_VOTE = "  if (state.role !== 'candidate' || state.currentTerm !== args.term) return;";
const WINS = '    becomeLeader(server);\n    sendTo(server, otherServers(server));';
const RECEIVES =
  '  if (args.term > state.currentTerm) {\n    becomeFollower(server, args.term);\n  }';
const VOTED = '  persist(server);\n  return { term: state.currentTerm, voteGranted };';
const FOLLOWS = '  becomeFollower(server, args.term);\n  server.electionTimer.reset();';
const LAST_SAVE = '  persist(server);\n  const hint';

export const UNSEEN_ROLES = inStage('2C', [
  {
    id: 'unforeseen/no-timer-after-a-late-vote-reply',
    mistake:
      'A newer term in a vote reply makes a follower, but a server that had won by then has no election timer.',
    stage: '2A',
    rules: ['F.2'],
    says: ['election timer run after it steps down'],
    edits: [
      edit(
        'election.ts',
        VOTE_REPLY_TERM,
        '  if (reply.term > state.currentTerm) {',
        "    state.role = 'follower';",
        '    server.heartbeatTimer.stop();',
        '    becomeFollower(server, reply.term);',
        '    persist(server);',
        '    return;',
        '  }',
      ),
    ],
  },
  {
    id: 'unforeseen/leader-ignores-the-term-of-a-vote-reply',
    mistake: 'Only a candidate looks at the term of a vote reply.',
    stage: '2A',
    rules: ['ALL.2'],
    says: ['counts for a server that has won, too'],
    edits: [
      edit(
        'election.ts',
        [VOTE_REPLY_TERM, STALE_VOTE],
        "  if (state.role !== 'candidate') return;",
        VOTE_REPLY_TERM,
        STALE_VOTE,
      ),
    ],
  },
  {
    id: 'unforeseen/leads-a-moment-later',
    mistake:
      'A candidate becomes leader in a timer after the vote that decides, and does not check its term again.',
    stage: '2A',
    rules: ['C.2', 'L.1', 'ALL.2', 'S.1'],
    edits: [
      edit(
        'election.ts',
        WINS,
        '    setTimeout(() => {',
        '      becomeLeader(server);',
        '      sendTo(server, otherServers(server));',
        '    }, 0);',
      ),
    ],
  },
  {
    id: 'unforeseen/deposed-leader-renews-the-lease',
    mistake:
      'A server that votes for no other while it hears from a leader also counts AppendEntries of an older term.',
    stage: '2A',
    of: 'sticky',
    rules: ['AE.1'],
    says: ['a stale request must not count as hearing from a leader'],
    edits: [
      edit(
        'raft.ts',
        '    if (args.term === core.term) heardLeader(core);',
        '    if (args.term === core.term) heardLeader(core);',
        '    else core.leaderSeenAt = performance.now();',
      ),
    ],
  },
  {
    id: 'unforeseen/early-entry-kept-for-later',
    mistake:
      'The entries of a request that came too early are kept, and appended when the log reaches their place, whatever the terms are by then.',
    stage: '2B',
    rules: ['AE.3', 'AE.2'],
    says: ['a refused entry is not kept for later'],
    edits: [
      edit(
        'append-entries.ts',
        '  const success = hasEntry(state.log, args.prevLogIndex, args.prevLogTerm);',
        '  const success = hasEntry(state.log, args.prevLogIndex, args.prevLogTerm);',
        '  if (!success && args.entries.length > 0) early = args;',
      ),
      edit(
        'append-entries.ts',
        '    appendMissing(state.log, args);',
        '    appendMissing(state.log, args);',
        '    if (early && early.prevLogIndex === state.log.lastIndex) {',
        '      state.log.append(early.entries);',
        '      early = undefined;',
        '    }',
      ),
      edit(
        'append-entries.ts',
        '/** AE.2: whether the log holds',
        'let early: AppendEntriesArgs | undefined;',
        '',
        '/** AE.2: whether the log holds',
      ),
    ],
  },
  {
    id: 'unforeseen/start-trims-the-command',
    mistake: 'start() removes the spaces around a command.',
    stage: '2B',
    rules: ['L.2'],
    says: ['Raft never changes a command'],
    edits: [
      edit(
        'replication.ts',
        'state.log.append([{ term: state.currentTerm, command }]);',
        'state.log.append([{ term: state.currentTerm, command: command.trim() }]);',
      ),
    ],
  },
  {
    id: 'unforeseen/lost-request-sent-again-at-once',
    mistake:
      'A request that is lost is sent again at once, besides the heartbeats, so a server that is away gets more and more of them.',
    stage: '2B',
    rules: ['B.1'],
    says: ['for each request that is lost'],
    edits: [
      edit(
        'replication.ts',
        '  if (reply === undefined) return;',
        "  const isNew = args.entries.length > 0 && server.state.role === 'leader';",
        '  if (reply === undefined && isNew) void sendAppendEntries(server, other);',
        '  if (reply === undefined) return;',
      ),
    ],
  },
  {
    id: 'unforeseen/late-vote-reply-saved-by-a-candidate',
    mistake: 'A newer term in a vote reply is saved only if the server is still a candidate.',
    rules: ['P.2'],
    says: ['(newer term in a vote reply, as the leader)'],
    edits: [
      edit(
        'election.ts',
        VOTE_REPLY_TERM,
        '  if (reply.term > state.currentTerm) {',
        '    const { role } = state;',
        '    becomeFollower(server, reply.term);',
        "    if (role === 'candidate') persist(server);",
        '    return;',
        '  }',
      ),
    ],
  },
  {
    id: 'unforeseen/late-append-reply-saved-by-a-leader',
    mistake: 'A newer term in an AppendEntries reply is saved only if the server still leads.',
    rules: ['P.2'],
    says: ['(newer term in a late AppendEntries reply)'],
    edits: [
      edit(
        'replication.ts',
        '    becomeFollower(server, reply.term);\n    persist(server);',
        '    const { role } = state;',
        '    becomeFollower(server, reply.term);',
        "    if (role === 'leader') persist(server);",
      ),
    ],
  },
  {
    id: 'unforeseen/vote-saved-by-a-follower',
    mistake:
      'A candidate or a leader that votes in a newer term saves the term when it steps down, but not its vote.',
    rules: ['P.1', 'P.2'],
    says: ['(vote granted by a candidate)'],
    edits: [
      edit(
        'election.ts',
        RECEIVES,
        '  const { role } = state;',
        '  if (args.term > state.currentTerm) {',
        '    becomeFollower(server, args.term);',
        "    if (role !== 'follower') persist(server);",
        '  }',
      ),
      edit(
        'election.ts',
        VOTED,
        "  if (role === 'follower') persist(server);",
        '  return { term: state.currentTerm, voteGranted };',
      ),
    ],
  },
  {
    id: 'unforeseen/entries-saved-by-a-follower',
    mistake:
      'A candidate or a leader that accepts entries of a new leader saves the term when it steps down, but not the entries.',
    rules: ['P.2'],
    says: ['(entries accepted by a candidate)'],
    edits: [
      edit(
        'append-entries.ts',
        FOLLOWS,
        '  const { role } = state;',
        FOLLOWS,
        "  if (role !== 'follower') persist(server);",
      ),
      edit(
        'append-entries.ts',
        LAST_SAVE,
        "  if (role === 'follower') persist(server);",
        '  const hint',
      ),
    ],
  },
  {
    id: 'unforeseen/save-skipped-for-the-same-command',
    mistake:
      'A save is skipped if the term, the vote, the length of the log and the last command are those of the last save.',
    rules: ['P.2', 'P.1'],
    says: ['(an entry that is replaced by the same command)'],
    edits: [
      edit(
        'economy.ts',
        '  return JSON.stringify([state.currentTerm, state.votedFor, state.log.revision]);',
        '  const { currentTerm, votedFor, log } = state;',
        '  const { command } = log.at(log.lastIndex);',
        '  return JSON.stringify([currentTerm, votedFor, log.lastIndex, command]);',
      ),
    ],
  },
  {
    id: 'unforeseen/saved-entries-keyed-by-command',
    mistake:
      'Equal commands are saved once, in an object whose keys are the commands, so `__proto__` gets lost.',
    rules: ['P.2', 'P.1'],
    says: ['(entries accepted)'],
    edits: [
      edit(
        'persistence.ts',
        '  return new TextEncoder().encode(JSON.stringify(saved));',
        '  const terms: Record<string, number> = {};',
        '  for (const { command } of saved.entries) terms[command] = 1;',
        '  const entries = saved.entries.filter(({ command }) => Object.hasOwn(terms, command));',
        '  return new TextEncoder().encode(JSON.stringify({ ...saved, entries }));',
      ),
    ],
  },
]);
