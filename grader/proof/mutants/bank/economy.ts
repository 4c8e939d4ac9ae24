/** Saves that are correct but too expensive (stage 2C). */
import { edit, inStage } from '../mutant';

const SAVE = '  server.persister.saveRaftState(encode(server.state));';
const ANSWER = '  return { index: state.log.lastIndex, term: state.currentTerm, isLeader: true };';
/** Makes the next persist() save, even if nothing has changed. */
const FORGET = '  server.economy.noteSaved({ ...server.state, currentTerm: -1 });';

export const ECONOMY = inStage('2C', [
  {
    id: 'persistence/saved-in-every-handler',
    mistake: 'Every handler saves, heartbeats included, even if nothing has changed.',
    rules: ['P.4'],
    edits: [edit('persistence.ts', '  if (server.economy.isSaved(server.state)) return;\n', '')],
  },
  {
    id: 'persistence/saved-on-every-heartbeat',
    mistake: 'A follower saves on every AppendEntries, even if nothing has changed.',
    rules: ['P.4'],
    edits: [edit('append-entries.ts', '  persist(server);', FORGET, '  persist(server);')],
  },
  {
    id: 'persistence/saved-on-every-reply',
    mistake: 'A leader saves on every AppendEntries reply, even if nothing has changed.',
    rules: ['P.4'],
    edits: [
      edit(
        'replication.ts',
        '  onAppendEntriesReply(server, other, args, reply);',
        '  onAppendEntriesReply(server, other, args, reply);',
        FORGET,
        '  persist(server);',
      ),
    ],
  },
  {
    id: 'persistence/saved-twice-in-a-handler',
    mistake: 'Each change is saved twice in a row.',
    rules: ['P.4'],
    edits: [edit('persistence.ts', SAVE, SAVE, SAVE)],
  },
  {
    id: 'persistence/saved-twice-in-start',
    mistake: 'A leader saves each new command twice.',
    rules: ['P.4'],
    edits: [edit('replication.ts', ANSWER, FORGET, '  persist(server);', ANSWER)],
  },
  {
    id: 'persistence/term-and-entries-saved-apart',
    mistake: 'AppendEntries saves the newer term, and then saves again with the entries.',
    rules: ['P.4'],
    edits: [
      edit(
        'append-entries.ts',
        ['  becomeFollower(server, args.term);', ''],
        '  becomeFollower(server, args.term);',
        '  persist(server);',
        '',
      ),
    ],
  },
  {
    id: 'persistence/cut-and-append-saved-apart',
    mistake: 'AppendEntries saves after it deletes entries, and again after it appends some.',
    rules: ['P.4'],
    edits: [
      edit(
        'append-entries.ts',
        '    deleteConflicts(state.log, args);',
        '    deleteConflicts(state.log, args);',
        '    persist(server);',
      ),
    ],
  },
]);
