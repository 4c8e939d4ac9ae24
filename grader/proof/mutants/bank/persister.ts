/** Mistakes in the Persister: how bytes get onto the disk and back (stage 2C). */
import { edit, type Mutant } from '../mutant';

const WRITE = '    this.disk.write(TEMPORARY_FILE, state);';
const SYNC = '    this.disk.sync(TEMPORARY_FILE);';
const RENAME = '    this.disk.rename(TEMPORARY_FILE, STATE_FILE);';
const SAVE = [WRITE, SYNC, RENAME];
const READ = '    return this.disk.read(STATE_FILE) ?? new Uint8Array(0);';

export const PERSISTER: readonly Mutant[] = [
  {
    id: 'persister/written-in-place',
    mistake: 'The new state is written over the only good copy.',
    stage: '2C',
    rules: ['P.3'],
    severity: 'safety',
    source: 'P14',
    edits: [
      edit(
        'persister.ts',
        SAVE,
        '    this.disk.write(STATE_FILE, state);',
        '    this.disk.sync(STATE_FILE);',
      ),
    ],
  },
  {
    id: 'persister/never-synced',
    mistake: 'The state is written and never synced.',
    stage: '2C',
    rules: ['P.3'],
    severity: 'safety',
    source: 'P14',
    edits: [edit('persister.ts', SAVE, '    this.disk.write(STATE_FILE, state);')],
  },
  {
    id: 'persister/renamed-unsynced',
    mistake: 'The new file gets its name without having been synced.',
    stage: '2C',
    rules: ['P.3'],
    severity: 'safety',
    source: 'P14',
    edits: [edit('persister.ts', SAVE, WRITE, RENAME)],
  },
  {
    id: 'persister/synced-after-renaming',
    mistake: 'The new file is synced only when it has replaced the old one.',
    stage: '2C',
    rules: ['P.3'],
    severity: 'safety',
    source: 'P14',
    edits: [edit('persister.ts', SAVE, WRITE, RENAME, '    this.disk.sync(STATE_FILE);')],
  },
  {
    id: 'persister/synced-before-writing',
    mistake: 'The file is synced before the new content is written to it.',
    stage: '2C',
    rules: ['P.3'],
    severity: 'safety',
    source: 'P14',
    edits: [
      edit(
        'persister.ts',
        SAVE,
        '    this.disk.write(TEMPORARY_FILE, new Uint8Array(0));',
        SYNC,
        WRITE,
        RENAME,
      ),
    ],
  },
  {
    id: 'persister/old-state-removed-first',
    mistake: 'The old file is removed before the new one gets its name.',
    stage: '2C',
    rules: ['P.3'],
    severity: 'safety',
    source: 'P14',
    edits: [edit('persister.ts', RENAME, '    this.disk.remove(STATE_FILE);', RENAME)],
  },
  {
    id: 'persister/copied-instead-of-renamed',
    mistake:
      'A backup is written and synced, and then the only file that is read is written in place.',
    stage: '2C',
    rules: ['P.3'],
    severity: 'safety',
    source: 'P14',
    edits: [
      edit(
        'persister.ts',
        RENAME,
        '    this.disk.write(STATE_FILE, state);',
        '    this.disk.sync(STATE_FILE);',
      ),
    ],
  },
  {
    id: 'persister/leftover-trusted',
    mistake: 'A boot reads the temporary file if there is one, though a crash may have torn it.',
    stage: '2C',
    rules: ['P.3'],
    severity: 'safety',
    source: 'P14',
    edits: [
      edit(
        'persister.ts',
        READ,
        '    const newest = this.disk.read(TEMPORARY_FILE) ?? this.disk.read(STATE_FILE);',
        '    return newest ?? new Uint8Array(0);',
      ),
    ],
  },
  {
    id: 'persister/never-renamed',
    mistake: 'The new state is written to the temporary file and stays there.',
    stage: '2C',
    rules: ['P.3'],
    severity: 'safety',
    source: 'P14',
    edits: [edit('persister.ts', SAVE, WRITE, SYNC)],
  },
  {
    id: 'persister/saved-in-a-timer',
    mistake: 'saveRaftState returns at once and writes a moment later.',
    stage: '2C',
    rules: ['P.3', 'P.2'],
    severity: 'safety',
    source: 'P9',
    edits: [edit('persister.ts', SAVE, '    setTimeout(() => {', ...SAVE, '    }, 0);')],
  },
  {
    id: 'persister/caller-buffer-kept',
    mistake:
      "The caller's array is kept and handed out again, whatever the caller has done with it since.",
    stage: '2C',
    rules: ['P.3'],
    severity: 'safety',
    source: 'P15',
    edits: [
      edit(
        'persister.ts',
        '  constructor(private readonly disk: Disk) {}',
        '  private latest: Uint8Array | undefined;',
        '',
        '  constructor(private readonly disk: Disk) {}',
      ),
      edit('persister.ts', WRITE, '    this.latest = state;', WRITE),
      edit(
        'persister.ts',
        READ,
        '    return this.latest ?? this.disk.read(STATE_FILE) ?? new Uint8Array(0);',
      ),
    ],
  },
  {
    id: 'persister/bytes-through-text',
    mistake:
      'The bytes go through a string on their way to the disk, which changes what is no UTF-8.',
    stage: '2C',
    rules: ['P.3'],
    severity: 'safety',
    source: 'T8',
    edits: [
      edit(
        'persister.ts',
        WRITE,
        '    const text = new TextDecoder().decode(state);',
        '    this.disk.write(TEMPORARY_FILE, new TextEncoder().encode(text));',
      ),
    ],
  },
  {
    id: 'persister/one-file-per-save',
    mistake: 'Every save goes to a file of its own, and none is ever removed.',
    stage: '2C',
    rules: ['P.3'],
    severity: 'economy',
    edits: [
      edit(
        'persister.ts',
        RENAME,
        RENAME,
        '    this.disk.write(`${STATE_FILE}.${Math.random()}`, state);',
      ),
    ],
  },
  {
    id: 'persister/appended-to-a-journal',
    mistake: 'Each state is put behind the last one in the same file, which only grows.',
    stage: '2C',
    rules: ['P.3'],
    severity: 'economy',
    edits: [
      edit(
        'persister.ts',
        WRITE,
        '    const journal = this.disk.read(STATE_FILE) ?? new Uint8Array(0);',
        '    const longer = new Uint8Array(journal.length + state.length + 4);',
        '    longer.set(journal);',
        '    longer.set(state, journal.length);',
        '    new DataView(longer.buffer).setUint32(longer.length - 4, state.length);',
        '    this.disk.write(TEMPORARY_FILE, longer);',
      ),
      edit(
        'persister.ts',
        READ,
        '    const journal = this.disk.read(STATE_FILE);',
        '    if (journal === undefined) return new Uint8Array(0);',
        '    const end = journal.length - 4;',
        '    return journal.slice(end - new DataView(journal.buffer).getUint32(end), end);',
      ),
    ],
  },
  {
    id: 'persister/empty-disk-throws',
    mistake: 'Reading takes it for granted that something was saved.',
    stage: '2C',
    rules: ['P.3', 'K.2', 'P.1'],
    severity: 'liveness',
    edits: [edit('persister.ts', READ, '    return this.disk.read(STATE_FILE)!.slice();')],
  },
  {
    id: 'persister/size-of-the-last-save',
    mistake: 'raftStateSize() tells what this boot saved last, and so 0 after every boot.',
    stage: '2C',
    rules: ['P.3'],
    severity: 'economy',
    edits: [
      edit(
        'persister.ts',
        '  constructor(private readonly disk: Disk) {}',
        '  private size = 0;',
        '',
        '  constructor(private readonly disk: Disk) {}',
      ),
      edit('persister.ts', WRITE, '    this.size = state.length;', WRITE),
      edit('persister.ts', '    return this.readRaftState().length;', '    return this.size;'),
    ],
  },
];
