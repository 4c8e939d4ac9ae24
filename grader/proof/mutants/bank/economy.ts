/** Saves that are correct and cost too much (stage 2C). */
import { edit, type Mutant } from '../mutant';

const AFTER = ['    // #until', '    // #endregion'];
const IN_APPEND_ENTRIES = [
  '    persist(this.server);',
  ...AFTER,
  '    applyCommitted(this.server);',
];
const IN_START = ['    persist(this.server);', ...AFTER, '    return answer;'];
const AFTER_A_REPLY = '  persistNewerTerm(server);';
const SAVE = '  server.persister.saveRaftState(encode(server.state));';

export const ECONOMY: readonly Mutant[] = [
  {
    id: 'persistence/saved-in-every-handler',
    mistake: 'Every handler saves, heartbeats included, whether anything changed or not.',
    stage: '2C',
    rules: ['P.4'],
    severity: 'economy',
    source: 'P13',
    edits: [edit('persistence.ts', '  if (isSaved(server)) return;\n', '')],
  },
  {
    id: 'persistence/saved-on-every-heartbeat',
    mistake: 'A follower saves at every heartbeat.',
    stage: '2C',
    rules: ['P.4'],
    severity: 'economy',
    source: 'P13',
    edits: [
      edit(
        'raft.ts',
        IN_APPEND_ENTRIES,
        '    this.server.saved = undefined;',
        ...IN_APPEND_ENTRIES,
      ),
    ],
  },
  {
    id: 'persistence/saved-on-every-reply',
    mistake: 'A leader saves at every reply to its heartbeats.',
    stage: '2C',
    rules: ['P.4'],
    severity: 'economy',
    source: 'P13',
    edits: [edit('replication.ts', AFTER_A_REPLY, '  server.saved = undefined;', AFTER_A_REPLY)],
  },
  {
    id: 'persistence/saved-twice-in-a-handler',
    mistake: 'Each change is saved twice in a row.',
    stage: '2C',
    rules: ['P.4'],
    severity: 'economy',
    source: 'P13',
    edits: [edit('persistence.ts', SAVE, SAVE, SAVE)],
  },
  {
    id: 'persistence/saved-twice-in-start',
    mistake: 'A leader saves a new command twice.',
    stage: '2C',
    rules: ['P.4'],
    severity: 'economy',
    source: 'P13',
    edits: [
      edit(
        'raft.ts',
        IN_START,
        '    persist(this.server);',
        '    this.server.saved = undefined;',
        ...IN_START,
      ),
    ],
  },
  {
    id: 'persistence/term-and-entries-saved-apart',
    mistake: 'AppendEntries saves the newer term, and then again the entries.',
    stage: '2C',
    rules: ['P.4'],
    severity: 'economy',
    source: 'P13',
    edits: [
      edit(
        'append-entries.ts',
        ["import { becomeFollower } from './roles';", ''],
        "import { persist } from './persistence';",
        "import { becomeFollower } from './roles';",
        '',
      ),
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
    mistake: 'AppendEntries saves when it has deleted entries, and again when it has added some.',
    stage: '2C',
    rules: ['P.4'],
    severity: 'economy',
    source: 'P13',
    edits: [
      edit(
        'append-entries.ts',
        ["import { becomeFollower } from './roles';", ''],
        "import { persist } from './persistence';",
        "import { becomeFollower } from './roles';",
        '',
      ),
      edit(
        'append-entries.ts',
        ['  deleteConflicts(state.log, args);', ''],
        '  deleteConflicts(state.log, args);',
        '  persist(server);',
        '',
      ),
    ],
  },
];
