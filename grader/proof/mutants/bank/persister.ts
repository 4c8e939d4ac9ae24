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
    mistake: 'The new state overwrites the only good copy.',
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
    mistake: 'The state is written but never synced.',
    rules: ['P.3'],
    edits: [edit('persister.ts', SAVE, '    this.disk.write(STATE_FILE, state);')],
  },
  {
    id: 'persister/renamed-unsynced',
    mistake: 'The new file is renamed without a sync.',
    rules: ['P.3'],
    edits: [edit('persister.ts', SAVE, WRITE, RENAME)],
  },
  {
    id: 'persister/synced-after-renaming',
    mistake: 'The new file is synced only after it has replaced the old one.',
    rules: ['P.3'],
    edits: [edit('persister.ts', SAVE, WRITE, RENAME, '    this.disk.sync(STATE_FILE);')],
  },
  {
    id: 'persister/synced-before-writing',
    mistake: 'The new file is synced before the state is written to it.',
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
    mistake: 'The old file is removed before the new one is renamed.',
    rules: ['P.3'],
    edits: [edit('persister.ts', RENAME, '    this.disk.remove(STATE_FILE);', RENAME)],
  },
  {
    id: 'persister/copied-instead-of-renamed',
    mistake:
      'The state is written to a second file and synced, but then the only file that is read is overwritten in place.',
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
    mistake: 'readRaftState() prefers a leftover temporary file, though a crash may have torn it.',
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
    mistake: 'The new state is written to the temporary file, which is never renamed.',
    rules: ['P.3'],
    edits: [edit('persister.ts', SAVE, WRITE, SYNC)],
  },
  {
    id: 'persister/saved-in-a-timer',
    mistake: 'saveRaftState() returns at once and writes later, in a timer.',
    rules: ['P.3', 'P.2'],
    edits: [edit('persister.ts', SAVE, '    setTimeout(() => {', ...SAVE, '    }, 0);')],
  },
  {
    id: 'persister/caller-buffer-kept',
    mistake:
      "The Persister keeps the caller's array and returns it again, even if the caller has changed it.",
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
    mistake: 'The bytes are converted to a string and back, which changes what is not UTF-8.',
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
    mistake: 'Every save also writes a new file, and none is ever removed.',
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
    mistake:
      "Every save leaves a file behind, except for a state of 100 bytes, which the Persister's own test uses.",
    rules: ['P.3'],
    luck: 'While the Persister runs by itself, it behaves correctly, so only long runs of a cluster show the mistake.',
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
    mistake: 'Each state is appended to the earlier ones in the same file, which only grows.',
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
    mistake: 'readRaftState() assumes that something was saved, and throws on an empty disk.',
    rules: ['P.3', 'K.2', 'P.1'],
    edits: [edit('persister.ts', READ, '    return this.disk.read(STATE_FILE)!.slice();')],
  },
  {
    id: 'persister/size-of-the-last-save',
    mistake: "raftStateSize() returns the size of this boot's last save, so it is 0 after a boot.",
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
    mistake: 'At boot, a leftover temporary file, maybe torn by a crash, replaces the saved state.',
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
    mistake: 'Of two slots, the one with the higher number is read, even if it is torn.',
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
    mistake:
      'What is beyond 64 KiB goes to a second file. Each file is replaced atomically, but not both together.',
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
    mistake: 'A state of the same length as the last one counts as unchanged and is not saved.',
    rules: ['P.3'],
    edits: [
      edit('persister.ts', SAVE, '    if (state.length === this.raftStateSize()) return;', ...SAVE),
    ],
  },
]);
