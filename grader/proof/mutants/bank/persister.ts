/** Mistakes in the Persister: how bytes get to the disk and back (stage 2C). */
import { edit, inStage } from '../mutant';

const WRITE = '    this.disk.write(TEMPORARY_FILE, state);';
const SYNC = '    this.disk.sync(TEMPORARY_FILE);';
const RENAME = '    this.disk.rename(TEMPORARY_FILE, STATE_FILE);';
const SAVE = [WRITE, SYNC, RENAME];
const CONSTRUCTOR = '  constructor(private readonly disk: Disk) {}';
const READ = '    return this.disk.read(STATE_FILE) ?? new Uint8Array(0);';

export const PERSISTER = inStage('2C', [
  {
    id: 'persister/written-in-place',
    mistake: 'The new state is written over the only good copy.',
    rules: ['P.3'],
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
    rules: ['P.3'],
    edits: [edit('persister.ts', SAVE, '    this.disk.write(STATE_FILE, state);')],
  },
  {
    id: 'persister/renamed-unsynced',
    mistake: 'The new file gets its name without having been synced.',
    rules: ['P.3'],
    edits: [edit('persister.ts', SAVE, WRITE, RENAME)],
  },
  {
    id: 'persister/synced-after-renaming',
    mistake: 'The new file is synced only when it has replaced the old one.',
    rules: ['P.3'],
    edits: [edit('persister.ts', SAVE, WRITE, RENAME, '    this.disk.sync(STATE_FILE);')],
  },
  {
    id: 'persister/synced-before-writing',
    mistake: 'The file is synced before the new content is written to it.',
    rules: ['P.3'],
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
    rules: ['P.3'],
    edits: [edit('persister.ts', RENAME, '    this.disk.remove(STATE_FILE);', RENAME)],
  },
  {
    id: 'persister/copied-instead-of-renamed',
    mistake:
      'A backup is written and synced, and then the only file that is read is written in place.',
    rules: ['P.3'],
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
    rules: ['P.3'],
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
    rules: ['P.3'],
    edits: [edit('persister.ts', SAVE, WRITE, SYNC)],
  },
  {
    id: 'persister/saved-in-a-timer',
    mistake: 'saveRaftState returns at once and writes a moment later.',
    rules: ['P.3', 'P.2'],
    edits: [edit('persister.ts', SAVE, '    setTimeout(() => {', ...SAVE, '    }, 0);')],
  },
  {
    id: 'persister/caller-buffer-kept',
    mistake:
      "The caller's array is kept and handed out again, whatever the caller has done with it since.",
    rules: ['P.3'],
    edits: [
      edit(
        'persister.ts',
        CONSTRUCTOR,
        '  private latest: Uint8Array | undefined;',
        '',
        CONSTRUCTOR,
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
    rules: ['P.3'],
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
    rules: ['P.3'],
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
    id: 'persister/litter-under-a-raft',
    mistake: 'Every save leaves a file behind, but not those of the size that its own test uses.',
    rules: ['P.3'],
    luck: 'It behaves well while the Persister runs by itself, so only the long runs of a cluster show it.',
    edits: [
      edit(
        'persister.ts',
        RENAME,
        RENAME,
        '    if (state.length !== 100)',
        '      this.disk.write(`litter.${Math.random()}`, new Uint8Array(0));',
      ),
    ],
  },
  {
    id: 'persister/appended-to-a-journal',
    mistake: 'Each state is put behind the last one in the same file, which only grows.',
    rules: ['P.3'],
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
    rules: ['P.3', 'K.2', 'P.1'],
    edits: [edit('persister.ts', READ, '    return this.disk.read(STATE_FILE)!.slice();')],
  },
  {
    id: 'persister/size-of-the-last-save',
    mistake: 'raftStateSize() tells what this boot saved last, and so 0 after every boot.',
    rules: ['P.3'],
    edits: [
      edit('persister.ts', CONSTRUCTOR, '  private size = 0;', '', CONSTRUCTOR),
      edit('persister.ts', WRITE, '    this.size = state.length;', WRITE),
      edit('persister.ts', '    return this.readRaftState().length;', '    return this.size;'),
    ],
  },
  {
    id: 'persister/wrong-file-synced',
    mistake: 'The file that is about to be replaced is synced instead of the new one.',
    rules: ['P.3'],
    edits: [
      edit(
        'persister.ts',
        SAVE,
        WRITE,
        '    if (this.disk.read(STATE_FILE)) this.disk.sync(STATE_FILE);',
        RENAME,
      ),
    ],
  },
  {
    id: 'persister/leftover-made-the-state',
    mistake:
      'A boot takes a leftover temporary file for the newest state, though a crash may have torn it.',
    rules: ['P.3'],
    edits: [
      edit(
        'persister.ts',
        CONSTRUCTOR,
        '  constructor(private readonly disk: Disk) {',
        '    if (disk.read(TEMPORARY_FILE)) disk.rename(TEMPORARY_FILE, STATE_FILE);',
        '  }',
      ),
    ],
  },
  {
    id: 'persister/two-slots-without-a-checksum',
    mistake: 'Of two files the one with the higher number is read, whether it is whole or not.',
    rules: ['P.3'],
    edits: [
      edit(
        'persister.ts',
        SAVE,
        '    const slot = (this.version + 1) % 2;',
        '    this.version += 1;',
        '    const bytes = new Uint8Array(state.length + 4);',
        '    new DataView(bytes.buffer).setUint32(0, this.version);',
        '    bytes.set(state, 4);',
        '    this.disk.write(`slot-${slot}`, bytes);',
        '    this.disk.sync(`slot-${slot}`);',
        '    this.cache = state.slice();',
      ),
      edit(
        'persister.ts',
        CONSTRUCTOR,
        '  private version = 0;',
        '  private cache = new Uint8Array(0);',
        '  constructor(private readonly disk: Disk) {',
        "    for (const file of ['slot-0', 'slot-1']) {",
        '      const bytes = disk.read(file);',
        '      if (!bytes || bytes.length < 4) continue;',
        '      const version = new DataView(bytes.buffer).getUint32(0);',
        '      if (version < this.version) continue;',
        '      this.version = version;',
        '      this.cache = bytes.slice(4);',
        '    }',
        '  }',
      ),
      edit('persister.ts', READ, '    return this.cache;'),
    ],
  },
  {
    id: 'persister/long-states-in-two-files',
    mistake: 'What is beyond 64 KiB goes to a second file. Each is replaced as a whole, not both.',
    rules: ['P.3'],
    edits: [
      edit(
        'persister.ts',
        SAVE,
        '    const [start, rest] = [state.slice(0, 65_536), state.slice(65_536)];',
        '    for (const [file, part] of [[`${STATE_FILE}.rest`, rest], [STATE_FILE, start]] as const) {',
        ...[WRITE.replace('state', 'part'), SYNC, RENAME.replace('STATE_FILE', 'file'), '    }'],
      ),
      edit(
        'persister.ts',
        READ,
        '    const [start = [], rest = []] = [STATE_FILE, `${STATE_FILE}.rest`].map((file) => this.disk.read(file));',
        '    return Uint8Array.from([...start, ...rest]);',
      ),
    ],
  },
  {
    id: 'persister/same-length-not-saved',
    mistake: 'A state that is as long as the last one is taken for the same.',
    rules: ['P.3'],
    edits: [
      edit('persister.ts', SAVE, '    if (state.length === this.raftStateSize()) return;', ...SAVE),
    ],
  },
]);
