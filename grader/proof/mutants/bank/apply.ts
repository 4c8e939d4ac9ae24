/** Mistakes in handing entries to the service (stage 2B). */
import { edit, inStage } from '../mutant';

const RAISE = '  state.commitIndex = Math.max(state.commitIndex, safeIndex);';
const APPLY_LOOP = [
  '  while (state.lastApplied < state.commitIndex) {',
  '    const index = state.lastApplied + 1;',
  '    server.apply({ index, command: state.log.at(index).command });',
  '    state.lastApplied = index;',
  '  }',
];

export const APPLY = inStage('2B', [
  {
    id: 'commit/leader-never-applies',
    mistake: 'The leader raises commitIndex but does not apply.',
    rules: ['ALL.1', 'V.2'],
    says: ['itself'],
    edits: [
      edit(
        'replication.ts',
        ['  advanceCommitIndex(server);', '  applyCommitted(server);'],
        '  advanceCommitIndex(server);',
      ),
    ],
  },
  {
    id: 'commit/follower-never-applies',
    mistake: 'A follower raises commitIndex but does not apply.',
    rules: ['ALL.1', 'V.2', 'AE.5'],
    edits: [edit('raft.ts', '    applyCommitted(this.server);\n', '')],
  },
  {
    id: 'commit/apply-skips',
    mistake: 'When commitIndex jumps, only the last entry is applied.',
    rules: ['ALL.1'],
    edits: [
      edit(
        'commit.ts',
        APPLY_LOOP,
        '  if (state.lastApplied < state.commitIndex) {',
        '    const index = state.commitIndex;',
        '    server.apply({ index, command: state.log.at(index).command });',
        '    state.lastApplied = index;',
        '  }',
      ),
    ],
  },
  {
    id: 'commit/apply-lags',
    mistake:
      'Only one entry is applied at a time, and a follower applies only on requests that carry entries.',
    rules: ['ALL.1', 'V.2'],
    edits: [
      edit(
        'commit.ts',
        '  while (state.lastApplied < state.commitIndex) {',
        '  if (state.lastApplied < state.commitIndex) {',
      ),
      edit(
        'raft.ts',
        '    applyCommitted(this.server);',
        '    if (args.entries.length > 0) applyCommitted(this.server);',
      ),
    ],
  },
  {
    id: 'commit/applied-twice-when-late',
    mistake:
      'Entries are applied 5 ms later, and lastApplied moves only then, so some entries are applied twice.',
    rules: ['ALL.1'],
    edits: [
      edit(
        'commit.ts',
        APPLY_LOOP,
        '  for (let index = state.lastApplied + 1; index <= state.commitIndex; index += 1) {',
        '    setTimeout(() => {',
        '      server.apply({ index, command: state.log.at(index).command });',
        '      state.lastApplied = index;',
        '    }, 5);',
        '  }',
      ),
    ],
  },
  {
    id: 'commit/applied-out-of-order-when-late',
    mistake: 'Each entry is applied by its own timer, and the timers fire in random order.',
    rules: ['ALL.1'],
    edits: [
      edit(
        'commit.ts',
        '    server.apply({ index, command: state.log.at(index).command });',
        '    const { command } = state.log.at(index);',
        '    setTimeout(() => server.apply({ index, command }), Math.floor(Math.random() * 20));',
      ),
    ],
  },
  {
    id: 'commit/applied-from-the-end',
    mistake: 'Entries that are committed together are applied from last to first.',
    rules: ['ALL.1'],
    edits: [
      edit(
        'commit.ts',
        APPLY_LOOP,
        '  for (let index = state.commitIndex; index > state.lastApplied; index -= 1) {',
        '    server.apply({ index, command: state.log.at(index).command });',
        '  }',
        '  state.lastApplied = state.commitIndex;',
      ),
    ],
  },
  {
    id: 'commit/last-applied-moved-before-delivery',
    mistake:
      'lastApplied moves at once, but the delayed delivery reads it again and delivers the wrong entry.',
    rules: ['ALL.1'],
    edits: [
      edit(
        'commit.ts',
        APPLY_LOOP,
        '  while (state.lastApplied < state.commitIndex) {',
        '    state.lastApplied += 1;',
        '    setTimeout(() => {',
        '      const index = state.lastApplied;',
        '      server.apply({ index, command: state.log.at(index).command });',
        '    }, 5);',
        '  }',
      ),
    ],
  },
  {
    id: 'commit/applied-from-index-zero',
    mistake: 'ApplyMsg numbers the entries from 0.',
    rules: ['ALL.1', 'K.1'],
    edits: [
      edit(
        'commit.ts',
        '    server.apply({ index, command: state.log.at(index).command });',
        '    server.apply({ index: index - 1, command: state.log.at(index).command });',
      ),
    ],
  },
  {
    id: 'commit/commit-index-in-every-message',
    mistake: 'ApplyMsg carries commitIndex instead of the index of the entry.',
    rules: ['ALL.1'],
    edits: [
      edit(
        'commit.ts',
        '    server.apply({ index, command: state.log.at(index).command });',
        '    server.apply({ index: state.commitIndex, command: state.log.at(index).command });',
      ),
    ],
  },
  {
    id: 'commit/lowered-and-applied-again',
    mistake: 'An older request lowers commitIndex and lastApplied, so entries are applied again.',
    rules: ['ALL.1', 'AE.5'],
    edits: [
      edit(
        'commit.ts',
        RAISE,
        '  state.commitIndex = safeIndex;',
        '  state.lastApplied = Math.min(state.lastApplied, safeIndex);',
      ),
    ],
  },
  {
    id: 'commit/command-of-the-last-entry',
    mistake: 'Each ApplyMsg carries the command of the last committed entry.',
    rules: ['ALL.1', 'S.5'],
    edits: [
      edit(
        'commit.ts',
        'state.log.at(index).command });',
        'state.log.at(state.commitIndex).command });',
      ),
    ],
  },
]);
