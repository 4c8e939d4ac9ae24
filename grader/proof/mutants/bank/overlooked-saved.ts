/** More mistakes that passed everything, found by somebody who had the release and the solution: what is saved. */
import { edit, inStage } from '../mutant';

const SAVED_ENTRIES = '    entries: state.log.entriesFrom(1),';
const ENCODED = '  return new TextEncoder().encode(JSON.stringify(saved));';
const DECODED = '  return JSON.parse(new TextDecoder().decode(bytes)) as SavedState;';
const APPENDED = '  state.log.append([{ term: state.currentTerm, command }]);';
const LINES_READ = [
  "  const [head = '', ...lines] = new TextDecoder().decode(bytes).split('\\n');",
  "  const [term, vote] = head.split(' ');",
  '  return {',
  '    currentTerm: Number(term),',
  "    votedFor: vote === '-' ? null : Number(vote),",
  '    entries: lines.map((line) => ({',
  '      term: parseInt(line, 10),',
  "      command: line.slice(line.indexOf(' ') + 1).replaceAll('\\\\n', '\\n'),",
  '    })),',
  '  };',
];

export const OVERLOOKED_SAVED = inStage('2C', [
  {
    id: 'overlooked/shorter-log-not-saved',
    mistake:
      'A save is skipped if the log got shorter and neither the term nor the vote has changed.',
    rules: ['P.2', 'P.1'],
    edits: [
      edit(
        'persistence.ts',
        '  if (server.economy.isSaved(server.state)) return;',
        '  if (server.economy.isSaved(server.state)) return;',
        '  const { currentTerm, votedFor, log } = server.state;',
        '  const key = `${currentTerm} ${votedFor}`;',
        '  if (key === saved.key && log.lastIndex < saved.length) return;',
        '  saved.key = key;',
        '  saved.length = log.lastIndex;',
      ),
      edit(
        'persistence.ts',
        '/** P.2: when this returns, a crash can no longer lose the current state. */',
        "const saved = { key: '', length: 0 };",
        '',
        '/** P.2: when this returns, a crash can no longer lose the current state. */',
      ),
    ],
  },
  {
    id: 'overlooked/old-tail-saved-again',
    mistake: 'When the log gets shorter, the saved one keeps the entries that were deleted.',
    rules: ['P.1'],
    says: ['replaced those from index 2 on by one of term 4'],
    edits: [
      edit(
        'persistence.ts',
        SAVED_ENTRIES,
        '    entries: (disk = [...state.log.entriesFrom(1), ...disk.slice(state.log.lastIndex)]),',
      ),
      edit(
        'persistence.ts',
        '/** P.1: the persistent part of the state as bytes. */',
        'let disk: LogEntry[] = [];',
        '',
        '/** P.1: the persistent part of the state as bytes. */',
      ),
    ],
  },
  {
    id: 'overlooked/long-command-saved-later',
    mistake: 'A leader saves a long command 5 ms after start(), and counts its own copy before.',
    rules: ['P.2'],
    says: ['only with S'],
    edits: [
      edit(
        'replication.ts',
        [APPENDED, '  persist(server);'],
        APPENDED,
        '  if (command.length > 10_000) setTimeout(() => persist(server), 5);',
        '  else persist(server);',
      ),
    ],
  },
  {
    id: 'overlooked/read-in-parts',
    mistake:
      'The saved text is decoded in parts of 4,096 bytes, each with a decoder of its own, which cuts characters.',
    rules: ['P.1'],
    says: ['characters'],
    edits: [
      edit(
        'persistence.ts',
        DECODED,
        "  let text = '';",
        '  for (let at = 0; at < bytes.length; at += 4096) {',
        '    text += new TextDecoder().decode(bytes.subarray(at, at + 4096));',
        '  }',
        '  return JSON.parse(text) as SavedState;',
      ),
    ],
  },
  {
    id: 'overlooked/backslash-not-escaped',
    mistake:
      'Entries are saved as lines: a line break becomes \\n, but \\n in a command does not change.',
    rules: ['P.1'],
    says: ['no line'],
    edits: [
      edit(
        'persistence.ts',
        ENCODED,
        "  const lines = saved.entries.map((entry) => `${entry.term} ${entry.command.replaceAll('\\n', '\\\\n')}`);",
        "  const text = [`${saved.currentTerm} ${saved.votedFor ?? '-'}`, ...lines].join('\\n');",
        '  return new TextEncoder().encode(text);',
      ),
      edit('persistence.ts', DECODED, ...LINES_READ),
    ],
  },
  {
    id: 'overlooked/leftover-that-ends-like-an-object',
    mistake: 'A boot takes a temporary file that ends with a brace for a whole state.',
    rules: ['P.3'],
    edits: [
      edit(
        'persister.ts',
        '    return this.disk.read(STATE_FILE) ?? new Uint8Array(0);',
        '    const left = this.disk.read(TEMPORARY_FILE);',
        '    if (left?.at(-1) === 125) return left;',
        '    return this.disk.read(STATE_FILE) ?? new Uint8Array(0);',
      ),
    ],
  },
  {
    id: 'overlooked/each-sixteenth-byte-compared',
    mistake: 'A save is skipped if each sixteenth byte is as it was saved last.',
    rules: ['P.3'],
    says: ['only looks unchanged'],
    edits: [
      edit(
        'persister.ts',
        '  constructor(private readonly disk: Disk) {}',
        "  private mark = '';\n",
        '  constructor(private readonly disk: Disk) {}',
      ),
      edit(
        'persister.ts',
        '    this.disk.write(TEMPORARY_FILE, state);',
        '    const mark = `${state.length} ${state.filter((_, i) => i < 32 || i % 16 === 0).join()}`;',
        '    if (mark === this.mark) return;',
        '    this.mark = mark;',
        '    this.disk.write(TEMPORARY_FILE, state);',
      ),
    ],
  },
]);
