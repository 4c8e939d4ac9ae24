/** Mistakes in what is saved, and in restoring it at boot (stage 2C). */
import { edit, inStage } from '../mutant';

const TERM = '    currentTerm: state.currentTerm,';
const VOTE = '    votedFor: state.votedFor,';
const ENTRIES = '    entries: state.log.entriesFrom(1),';
const READ_TERM = '    server.state.currentTerm = saved.currentTerm;';
const READ_VOTE = '    server.state.votedFor = saved.votedFor;';
const READ_LOG = '    server.state.log = new Log(saved.entries);';
const DECODE = '  return JSON.parse(new TextDecoder().decode(bytes)) as SavedState;';

export const SAVED_STATE = inStage('2C', [
  {
    id: 'saved-state/term-not-saved',
    mistake: 'currentTerm is not part of the saved state.',
    rules: ['P.1', 'P.2', 'RV.2'],
    edits: [edit('persistence.ts', TERM, '    currentTerm: 0,')],
  },
  {
    id: 'saved-state/term-not-read-back',
    mistake: 'currentTerm is saved but not restored at boot.',
    rules: ['P.1', 'P.2', 'RV.2'],
    edits: [edit('persistence.ts', `${READ_TERM}\n`, '')],
  },
  {
    id: 'saved-state/vote-not-saved',
    mistake: 'votedFor is not part of the saved state.',
    rules: ['P.1', 'P.2', 'RV.2'],
    edits: [edit('persistence.ts', VOTE, '    votedFor: null,')],
  },
  {
    id: 'saved-state/vote-not-read-back',
    mistake: 'votedFor is saved but not restored at boot.',
    rules: ['P.1', 'P.2', 'RV.2'],
    edits: [edit('persistence.ts', `${READ_VOTE}\n`, '')],
  },
  {
    id: 'saved-state/vote-cleared-at-boot',
    mistake:
      'At boot, a server restores only a vote for itself; a vote for another candidate is lost.',
    rules: ['P.1', 'P.2', 'RV.2'],
    edits: [
      edit(
        'persistence.ts',
        READ_VOTE,
        '    server.state.votedFor = saved.votedFor === server.me ? server.me : null;',
      ),
    ],
  },
  {
    id: 'saved-state/log-not-saved',
    mistake: 'The log is not part of the saved state.',
    rules: ['P.1', 'P.2'],
    edits: [edit('persistence.ts', ENTRIES, '    entries: [],')],
  },
  {
    id: 'saved-state/log-not-read-back',
    mistake: 'The log is saved but not restored at boot.',
    rules: ['P.1', 'P.2'],
    edits: [edit('persistence.ts', `${READ_LOG}\n`, '')],
  },
  {
    id: 'saved-state/entry-terms-lost',
    mistake:
      'The terms of the entries are not restored: after a boot, all entries have the current term.',
    rules: ['P.1', 'P.2', 'S.3'],
    edits: [
      edit(
        'persistence.ts',
        READ_LOG,
        '    const { currentTerm: term } = saved;',
        '    server.state.log = new Log(saved.entries.map(({ command }) => ({ term, command })));',
      ),
    ],
  },
  {
    id: 'saved-state/committed-part-only',
    mistake: 'Only committed entries are saved.',
    rules: ['P.1', 'P.2'],
    edits: [
      edit(
        'persistence.ts',
        ENTRIES,
        '    entries: state.log.entriesFrom(1).slice(0, state.commitIndex),',
      ),
    ],
  },
  {
    id: 'saved-state/sentinel-saved-too',
    mistake:
      'The sentinel is saved with the log and becomes an entry at the next boot, so all indexes shift by one.',
    rules: ['P.1', 'P.2', 'K.1'],
    edits: [edit('persistence.ts', ENTRIES, '    entries: state.log.entriesFrom(0),')],
  },
  {
    id: 'saved-state/last-entry-lost',
    mistake: 'The last entry of the log is not saved.',
    rules: ['P.1', 'P.2'],
    edits: [edit('persistence.ts', ENTRIES, '    entries: state.log.entriesFrom(1).slice(0, -1),')],
  },
  {
    id: 'saved-state/never-read',
    mistake: 'The saved state is never read at boot.',
    rules: ['P.1', 'P.2', 'RV.2'],
    edits: [edit('raft.ts', '    readPersist(server);\n', '')],
  },
  {
    id: 'saved-state/boots-empty-after-an-error',
    mistake: 'Decoding the saved state fails, the error is swallowed, and the server boots empty.',
    rules: ['P.1', 'P.2', 'RV.2'],
    edits: [
      edit(
        'persistence.ts',
        DECODE,
        '  try {',
        '    return JSON.parse(bytes.toString()) as SavedState;',
        '  } catch {',
        '    return { currentTerm: 0, votedFor: null, entries: [] };',
        '  }',
      ),
    ],
  },
  {
    id: 'saved-state/long-states-unreadable',
    mistake:
      'Only the first 200 bytes of the saved state are decoded; for a longer state this fails, and the server boots empty.',
    rules: ['P.1', 'P.2'],
    edits: [
      edit(
        'persistence.ts',
        DECODE,
        '  try {',
        '    return JSON.parse(new TextDecoder().decode(bytes.subarray(0, 200))) as SavedState;',
        '  } catch {',
        '    return { currentTerm: 0, votedFor: null, entries: [] };',
        '  }',
      ),
    ],
  },
  {
    id: 'saved-state/last-applied-saved',
    mistake:
      'lastApplied is saved and restored, so the new service never gets what was applied before the crash.',
    rules: ['P.1'],
    says: ['lastApplied', 'volatile'],
    edits: [
      edit('persistence.ts', TERM, TERM, '    lastApplied: state.lastApplied,'),
      edit(
        'persistence.ts',
        READ_TERM,
        READ_TERM,
        '    server.state.lastApplied = (saved as { lastApplied?: number }).lastApplied ?? 0;',
      ),
    ],
  },
  {
    id: 'saved-state/commit-index-saved',
    mistake: 'commitIndex is saved and restored, and all entries up to it count as applied.',
    rules: ['P.1'],
    says: ['commitIndex', 'volatile'],
    edits: [
      edit('persistence.ts', TERM, TERM, '    commitIndex: state.commitIndex,'),
      edit(
        'persistence.ts',
        READ_TERM,
        READ_TERM,
        '    server.state.commitIndex = (saved as { commitIndex?: number }).commitIndex ?? 0;',
        '    server.state.lastApplied = server.state.commitIndex;',
      ),
    ],
  },
  {
    id: 'saved-state/vote-not-compared',
    mistake:
      'Only a new term or a change of the log triggers a save, so a vote alone is not saved.',
    rules: ['P.2', 'RV.2'],
    edits: [edit('economy.ts', 'state.votedFor, ', '')],
  },
  {
    id: 'saved-state/log-compared-by-length',
    mistake: 'Changes of the log are detected by its length, so replaced entries are not saved.',
    rules: ['P.2', 'P.1'],
    says: ['an entry that is replaced'],
    edits: [edit('economy.ts', 'state.log.revision', 'state.log.lastIndex')],
  },
  {
    id: 'saved-state/deletions-not-noticed',
    mistake:
      "Deleting entries decrements the log's change counter, so replaced entries look unchanged and are not saved.",
    rules: ['P.2', 'P.1', 'P.4'],
    edits: [
      edit(
        'log.ts',
        ['    this.entries.length = index;', '    this.revision += 1;'],
        '    this.entries.length = index;',
        '    this.revision -= 1;',
      ),
    ],
  },
  {
    id: 'saved-state/first-entry-lost',
    mistake: 'The first entry of the log is mistaken for the sentinel and not saved.',
    rules: ['P.1', 'P.2', 'RV.2'],
    edits: [
      edit(
        'persistence.ts',
        'entries: state.log.entriesFrom(1),',
        'entries: state.log.entriesFrom(2),',
      ),
    ],
  },
  {
    id: 'saved-state/term-not-compared',
    mistake:
      'Only a new vote or a change of the log triggers a save, so a new term alone is not saved.',
    rules: ['P.1', 'P.2', 'RV.2'],
    edits: [edit('economy.ts', 'state.currentTerm, ', '')],
  },
  {
    id: 'saved-state/newer-term-saved-with-the-old-vote',
    mistake: 'The newer term of a reply is saved before votedFor is cleared.',
    rules: ['P.1'],
    says: ['are both saved together'],
    edits: [
      edit(
        'replication.ts',
        '    becomeFollower(server, reply.term);',
        '    state.currentTerm = reply.term;',
        '    persist(server);',
        '    state.votedFor = null;',
        '    becomeFollower(server, reply.term);',
        '    return;',
      ),
    ],
  },
  {
    id: 'saved-state/only-whether-it-voted',
    mistake:
      'The mark of what is saved has a boolean for votedFor, so a vote for S0 in a saved term is not saved.',
    rules: ['P.2', 'RV.2'],
    luck: 'Where S0 is the tested server, no other candidate is S0.',
    edits: [edit('economy.ts', 'state.votedFor,', '!!state.votedFor,')],
  },
]);
