/** Mistakes in when the state is saved (stage 2C). For what is saved, see saved-state.ts. */
import { edit, inStage } from '../mutant';

const SAVE = '  server.persister.saveRaftState(encode(server.state));';
/** Each place that saves: that line, and the next one. */
const CANDIDACY = ['  persist(server);', '  askForVotes(server);'] as const;
const VOTE = ['  persist(server);', '  return { term: state.currentTerm, voteGranted };'] as const;
const ENTRIES = '  persist(server);';
const COMMAND = ['  persist(server);', '  return { index'] as const;
const REPLY = ['    persist(server);', ''] as const;

export const PERSISTENCE = inStage('2C', [
  {
    id: 'persistence/nothing-saved',
    mistake: 'Nothing is ever saved.',
    rules: ['P.1', 'P.2'],
    edits: [edit('persistence.ts', `${SAVE}\n`, '')],
  },
  {
    id: 'persistence/vote-not-saved-on-granting',
    mistake: 'A granted vote is not saved before the reply.',
    rules: ['P.2', 'RV.2'],
    edits: [edit('election.ts', VOTE, '  if (!voteGranted) persist(server);', VOTE[1])],
  },
  {
    id: 'persistence/request-vote-saves-nothing',
    mistake: 'The receiver of RequestVote saves neither the vote nor a newer term.',
    rules: ['P.2', 'P.1', 'RV.2'],
    edits: [edit('election.ts', VOTE, VOTE[1])],
  },
  {
    id: 'persistence/refusal-not-saved',
    mistake:
      'The receiver of RequestVote saves only when it grants, so a crash loses the newer term of a rejected request.',
    rules: ['P.2', 'P.1'],
    edits: [edit('election.ts', VOTE, '  if (voteGranted) persist(server);', VOTE[1])],
  },
  {
    id: 'persistence/reply-term-told-in-a-refused-append',
    mistake:
      'A newer term from a RequestVote reply is saved before the next RequestVote is answered, but not before a stale AppendEntries is rejected.',
    rules: ['P.2', 'P.1'],
    edits: [
      edit(
        'election.ts',
        ['    becomeFollower(server, reply.term);', '    persist(server);'],
        '    becomeFollower(server, reply.term);',
      ),
      edit(
        'election.ts',
        '    return { term: state.currentTerm, voteGranted: false };',
        '    persist(server);',
        '    return { term: state.currentTerm, voteGranted: false };',
      ),
    ],
  },
  {
    id: 'persistence/candidacy-not-saved',
    mistake: 'A candidate asks for votes without saving its new term and its own vote.',
    rules: ['P.2', 'P.1', 'RV.2'],
    edits: [edit('election.ts', CANDIDACY, CANDIDACY[1])],
  },
  {
    id: 'persistence/candidacy-saved-after-asking',
    mistake: 'A candidate saves its new term and its own vote only after it has asked for votes.',
    rules: ['P.2', 'P.1', 'RV.2'],
    edits: [edit('election.ts', CANDIDACY, CANDIDACY[1], CANDIDACY[0])],
  },
  {
    id: 'persistence/command-not-saved',
    mistake: 'A leader sends and counts a command that it has not saved.',
    rules: ['P.2', 'P.1'],
    edits: [edit('replication.ts', COMMAND, COMMAND[1])],
  },
  {
    id: 'persistence/command-saved-too-late',
    mistake: 'A leader saves a command 20 ms later, after it was sent.',
    rules: ['P.2', 'P.1'],
    edits: [
      edit('replication.ts', COMMAND, '  setTimeout(() => persist(server), 20);', COMMAND[1]),
    ],
  },
  {
    id: 'persistence/entries-not-saved',
    mistake: 'A follower acknowledges entries that it has not saved.',
    rules: ['P.2', 'P.1'],
    edits: [edit('append-entries.ts', `${ENTRIES}\n`, '')],
  },
  {
    id: 'persistence/only-commits-saved',
    mistake:
      'A follower saves only when more entries are committed, so it acknowledges entries that are not saved.',
    rules: ['P.2', 'P.1'],
    edits: [
      edit(
        'append-entries.ts',
        ENTRIES,
        '  if (state.lastApplied < state.commitIndex) persist(server);',
      ),
    ],
  },
  {
    id: 'persistence/term-of-a-heartbeat-not-saved',
    mistake: 'AppendEntries without entries saves nothing, even if it brings a newer term.',
    rules: ['P.2', 'P.1'],
    edits: [edit('append-entries.ts', ENTRIES, '  if (args.entries.length > 0) persist(server);')],
  },
  {
    id: 'persistence/refused-append-not-saved',
    mistake:
      'AppendEntries that is rejected because the logs do not match saves nothing, even if it brings a newer term.',
    rules: ['P.2', 'P.1'],
    edits: [edit('append-entries.ts', ENTRIES, '  if (success) persist(server);')],
  },
  {
    id: 'persistence/term-of-a-vote-reply-not-saved',
    mistake:
      'A newer term from a RequestVote reply is not saved, but the server rejects stale requests with it.',
    rules: ['P.2', 'P.1'],
    edits: [edit('election.ts', REPLY, '')],
  },
  {
    id: 'persistence/term-of-an-append-reply-not-saved',
    mistake:
      'A newer term from an AppendEntries reply is not saved, but the server rejects stale requests with it.',
    rules: ['P.2', 'P.1'],
    edits: [edit('replication.ts', REPLY, '')],
  },
  {
    id: 'persistence/vote-saved-in-a-timer',
    mistake: 'The vote is saved in a 0 ms timer, after the reply has left.',
    rules: ['P.2', 'RV.2'],
    edits: [edit('election.ts', VOTE, '  setTimeout(() => persist(server), 0);', VOTE[1])],
  },
  {
    id: 'persistence/vote-saved-in-a-microtask',
    mistake: 'The vote is saved in a microtask, after the reply has left.',
    rules: ['P.2', 'RV.2'],
    edits: [edit('election.ts', VOTE, '  queueMicrotask(() => persist(server));', VOTE[1])],
  },
  {
    id: 'persistence/entries-saved-in-a-microtask',
    mistake: 'Entries are saved in a promise callback, after they have been acknowledged.',
    rules: ['P.2', 'P.1'],
    edits: [
      edit('append-entries.ts', ENTRIES, '  void Promise.resolve().then(() => persist(server));'),
    ],
  },
  {
    id: 'persistence/saved-every-half-second',
    mistake: 'A timer saves the state every half second, and nothing else saves it.',
    rules: ['P.2', 'P.1', 'RV.2'],
    edits: [
      edit(
        'persistence.ts',
        SAVE,
        '  timer ??= setInterval(() => server.persister.saveRaftState(encode(server.state)), 500);',
      ),
      edit('persistence.ts', '/** P.2: when', 'let timer: unknown;', '/** P.2: when'),
    ],
  },
]);
