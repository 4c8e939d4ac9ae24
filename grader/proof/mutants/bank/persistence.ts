/** Mistakes in when to save (stage 2C). What is saved is for saved-state.ts. */
import { edit, type Mutant } from '../mutant';

const AFTER = ['    // #until', '    // #endregion'];
const IN_START = ['    persist(this.server);', ...AFTER, '    return answer;'];
const IN_REQUEST_VOTE = ['    persist(this.server);', ...AFTER, '    return reply;'];
const IN_APPEND_ENTRIES = [
  '    persist(this.server);',
  ...AFTER,
  '    applyCommitted(this.server);',
];
const IN_ELECTION = [
  '  persist(server);',
  '  // #until',
  '  // #endregion',
  '  askForVotes(server);',
];
const AFTER_A_REPLY = '  persistNewerTerm(server);\n';
const SAVE = '  server.persister.saveRaftState(encode(server.state));';
/** Receivers that save what they changed themselves, and nothing that was left unsaved before. */
const RECEIVERS_SAVE_THEIR_OWN = [
  edit(
    'raft.ts',
    '    const reply = answerRequestVote(this.server, args);',
    '    const before = JSON.stringify([this.server.state.currentTerm, this.server.state.votedFor]);',
    '    const reply = answerRequestVote(this.server, args);',
    '    const after = JSON.stringify([this.server.state.currentTerm, this.server.state.votedFor]);',
  ),
  edit(
    'raft.ts',
    IN_REQUEST_VOTE,
    '    if (after !== before) persist(this.server);',
    '    return reply;',
  ),
  edit(
    'raft.ts',
    '    const reply = answerAppendEntries(this.server, args);',
    '    const { currentTerm, log } = this.server.state;',
    '    const { revision } = log;',
    '    const reply = answerAppendEntries(this.server, args);',
    '    const isSame = log.revision === revision && this.server.state.currentTerm === currentTerm;',
  ),
  edit(
    'raft.ts',
    IN_APPEND_ENTRIES,
    '    if (!isSame) persist(this.server);',
    '    applyCommitted(this.server);',
  ),
];

export const PERSISTENCE: readonly Mutant[] = [
  {
    id: 'persistence/nothing-saved',
    mistake: 'Nothing is ever saved.',
    stage: '2C',
    rules: ['P.1', 'P.2'],
    severity: 'safety',
    source: 'P3',
    edits: [edit('persistence.ts', `${SAVE}\n`, '')],
  },
  {
    id: 'persistence/vote-not-saved-on-granting',
    mistake: 'A granted vote is not saved before it is told.',
    stage: '2C',
    rules: ['P.2', 'RV.2'],
    severity: 'safety',
    source: 'P4',
    edits: [
      edit(
        'raft.ts',
        IN_REQUEST_VOTE,
        '    if (!reply.voteGranted) persist(this.server);',
        '    return reply;',
      ),
    ],
  },
  {
    id: 'persistence/request-vote-saves-nothing',
    mistake: 'The receiver of RequestVote saves neither the vote nor the newer term.',
    stage: '2C',
    rules: ['P.2', 'P.1', 'RV.2'],
    severity: 'safety',
    source: 'P4',
    edits: [edit('raft.ts', IN_REQUEST_VOTE, '    return reply;')],
  },
  {
    id: 'persistence/refusal-not-saved',
    mistake:
      'RequestVote saves only with a vote, so the newer term of a refused request is forgotten.',
    stage: '2C',
    rules: ['P.2', 'P.1'],
    severity: 'safety',
    source: 'P4',
    edits: [
      edit(
        'raft.ts',
        IN_REQUEST_VOTE,
        '    if (reply.voteGranted) persist(this.server);',
        '    return reply;',
      ),
    ],
  },
  {
    id: 'persistence/candidacy-not-saved',
    mistake: 'A candidate asks for votes without having saved its new term and its own vote.',
    stage: '2C',
    rules: ['P.2', 'P.1', 'RV.2'],
    severity: 'safety',
    source: 'P5',
    edits: [edit('election.ts', IN_ELECTION, '  askForVotes(server);')],
  },
  {
    id: 'persistence/candidacy-saved-after-asking',
    mistake: 'A candidate asks for votes first and saves its new term and its own vote then.',
    stage: '2C',
    rules: ['P.2', 'P.1', 'RV.2'],
    severity: 'safety',
    source: 'P9',
    edits: [edit('election.ts', IN_ELECTION, '  askForVotes(server);', '  persist(server);')],
  },
  {
    id: 'persistence/command-not-saved',
    mistake: 'A leader sends and counts a command that it has not saved.',
    stage: '2C',
    rules: ['P.2', 'P.1'],
    severity: 'safety',
    source: 'P6',
    edits: [edit('raft.ts', IN_START, '    return answer;')],
  },
  {
    id: 'persistence/command-saved-too-late',
    mistake: 'A leader saves a command some milliseconds after it was sent.',
    stage: '2C',
    rules: ['P.2', 'P.1'],
    severity: 'safety',
    source: 'P9',
    edits: [
      edit(
        'raft.ts',
        IN_START,
        '    setTimeout(() => persist(this.server), 20);',
        '    return answer;',
      ),
    ],
  },
  {
    id: 'persistence/entries-not-saved',
    mistake: 'A follower acknowledges entries that it has not saved.',
    stage: '2C',
    rules: ['P.2', 'P.1'],
    severity: 'safety',
    source: 'P7',
    edits: [edit('raft.ts', IN_APPEND_ENTRIES, '    applyCommitted(this.server);')],
  },
  {
    id: 'persistence/only-commits-saved',
    mistake:
      'A follower saves entries only when they are committed, though it acknowledges them before.',
    stage: '2C',
    rules: ['P.2', 'P.1'],
    severity: 'safety',
    source: 'P7',
    edits: [
      edit(
        'raft.ts',
        IN_APPEND_ENTRIES,
        '    const { state } = this.server;',
        '    if (state.lastApplied < state.commitIndex) persist(this.server);',
        '    applyCommitted(this.server);',
      ),
    ],
  },
  {
    id: 'persistence/term-of-a-heartbeat-not-saved',
    mistake: 'AppendEntries without entries saves nothing, also when it brought a newer term.',
    stage: '2C',
    rules: ['P.2', 'P.1'],
    severity: 'safety',
    source: 'P7',
    edits: [
      edit(
        'raft.ts',
        IN_APPEND_ENTRIES,
        '    if (args.entries.length > 0) persist(this.server);',
        '    applyCommitted(this.server);',
      ),
    ],
  },
  {
    id: 'persistence/refused-append-not-saved',
    mistake:
      'AppendEntries that is refused because of the log saves nothing, also when it brought a newer term.',
    stage: '2C',
    rules: ['P.2', 'P.1'],
    severity: 'safety',
    source: 'P7',
    edits: [
      edit(
        'raft.ts',
        IN_APPEND_ENTRIES,
        '    if (reply.success) persist(this.server);',
        '    applyCommitted(this.server);',
      ),
    ],
  },
  {
    id: 'persistence/term-of-a-vote-reply-not-saved',
    mistake:
      'The newer term that a vote reply brings is not saved, and each receiver saves what it changes itself.',
    stage: '2C',
    rules: ['P.2', 'P.1'],
    severity: 'safety',
    source: 'P8',
    edits: [edit('election.ts', AFTER_A_REPLY, ''), ...RECEIVERS_SAVE_THEIR_OWN],
  },
  {
    id: 'persistence/term-of-an-append-reply-not-saved',
    mistake:
      'The newer term that a refused AppendEntries brings is not saved, and each receiver saves what it changes itself.',
    stage: '2C',
    rules: ['P.2', 'P.1'],
    severity: 'safety',
    source: 'P8',
    edits: [edit('replication.ts', AFTER_A_REPLY, ''), ...RECEIVERS_SAVE_THEIR_OWN],
  },
  {
    id: 'persistence/vote-saved-in-a-timer',
    mistake: 'The vote is saved in a timer of 0 ms, when the reply has left.',
    stage: '2C',
    rules: ['P.2', 'RV.2'],
    severity: 'safety',
    source: 'P9',
    edits: [
      edit(
        'raft.ts',
        IN_REQUEST_VOTE,
        '    setTimeout(() => persist(this.server), 0);',
        '    return reply;',
      ),
    ],
  },
  {
    id: 'persistence/vote-saved-in-a-microtask',
    mistake: 'The vote is saved by a promise, when the reply has left.',
    stage: '2C',
    rules: ['P.2', 'RV.2'],
    severity: 'safety',
    source: 'P9',
    edits: [
      edit(
        'raft.ts',
        IN_REQUEST_VOTE,
        '    queueMicrotask(() => persist(this.server));',
        '    return reply;',
      ),
    ],
  },
  {
    id: 'persistence/entries-saved-in-a-microtask',
    mistake: 'Entries are saved by a promise, when they have been acknowledged.',
    stage: '2C',
    rules: ['P.2', 'P.1'],
    severity: 'safety',
    source: 'P9',
    edits: [
      edit(
        'raft.ts',
        IN_APPEND_ENTRIES,
        '    void Promise.resolve().then(() => persist(this.server));',
        '    applyCommitted(this.server);',
      ),
    ],
  },
  {
    id: 'persistence/saved-every-half-second',
    mistake: 'The state is saved by a timer every half second.',
    stage: '2C',
    rules: ['P.2', 'P.1', 'RV.2'],
    severity: 'safety',
    source: 'P9',
    edits: [
      edit(
        'persistence.ts',
        SAVE,
        '  if (server.saved !== undefined) return;',
        '  setInterval(() => server.persister.saveRaftState(encode(server.state)), 500);',
      ),
      edit(
        'persistence.ts',
        ['  // #endregion', '  noteSaved(server);', '}', '', '/** P.1: the bytes'],
        '}',
        '',
        '/** P.1: the bytes',
      ),
    ],
  },
];
