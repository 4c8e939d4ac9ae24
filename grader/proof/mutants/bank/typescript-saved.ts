/** Mistakes that TypeScript makes easy when state is encoded as bytes (stage 2C). */
import { edit, inStage } from '../mutant';

export const TYPESCRIPT_SAVED = inStage('2C', [
  {
    id: 'typescript/map-in-json',
    mistake: 'The log is saved as a Map, which becomes {} in JSON.',
    rules: ['P.1', 'P.2'],
    edits: [
      edit(
        'persistence.ts',
        '    entries: state.log.entriesFrom(1),',
        '    entries: new Map(state.log.entriesFrom(1).entries()) as never,',
      ),
      edit(
        'persistence.ts',
        '    server.state.log = new Log(saved.entries);',
        '    server.state.log = new Log(Object.values(saved.entries));',
      ),
    ],
  },
  {
    id: 'typescript/bytes-in-json',
    mistake: 'The Persister saves the bytes as JSON and reads back an object without a length.',
    rules: ['P.3', 'P.1', 'K.1'],
    edits: [
      edit(
        'persister.ts',
        '    this.disk.write(TEMPORARY_FILE, state);',
        '    this.disk.write(TEMPORARY_FILE, new TextEncoder().encode(JSON.stringify(state)));',
      ),
      edit(
        'persister.ts',
        '    return this.disk.read(STATE_FILE) ?? new Uint8Array(0);',
        '    const bytes = this.disk.read(STATE_FILE);',
        '    return bytes ? (JSON.parse(new TextDecoder().decode(bytes)) as Uint8Array) : new Uint8Array(0);',
      ),
    ],
  },
  {
    id: 'typescript/state-in-a-module',
    mistake: 'The Persister keeps the state in a module-level variable, which a crash wipes out.',
    rules: ['P.3', 'P.1', 'P.2'],
    edits: [
      edit(
        'persister.ts',
        'export class Persister implements PersisterShape {',
        'let kept = new Uint8Array(0);',
        '',
        'export class Persister implements PersisterShape {',
      ),
      edit(
        'persister.ts',
        [
          '    this.disk.write(TEMPORARY_FILE, state);',
          '    this.disk.sync(TEMPORARY_FILE);',
          '    this.disk.rename(TEMPORARY_FILE, STATE_FILE);',
        ],
        '    kept = state.slice();',
      ),
      edit(
        'persister.ts',
        '    return this.disk.read(STATE_FILE) ?? new Uint8Array(0);',
        '    return kept.slice();',
      ),
    ],
  },
  {
    id: 'typescript/vote-for-zero-saved-as-none',
    mistake: 'A falsy votedFor is saved as null, so a crash loses a vote for server 0.',
    rules: ['P.1', 'P.2', 'RV.2'],
    edits: [
      edit(
        'persistence.ts',
        '    votedFor: state.votedFor,',
        '    votedFor: state.votedFor || null,',
      ),
    ],
  },
  {
    id: 'typescript/vote-for-zero-read-as-none',
    mistake: 'A falsy votedFor is restored as null, so a crash loses a vote for server 0.',
    rules: ['P.1', 'P.2', 'RV.2'],
    edits: [
      edit(
        'persistence.ts',
        'server.state.votedFor = saved.votedFor;',
        'server.state.votedFor = saved.votedFor || null;',
      ),
    ],
  },
  {
    id: 'typescript/commands-parted-by-line-breaks',
    mistake: 'The log is saved line by line, so a command with a line break becomes two entries.',
    rules: ['K.2', 'P.1', 'P.2', 'RV.2', 'S.5'],
    edits: [
      edit(
        'persistence.ts',
        '  return new TextEncoder().encode(JSON.stringify(saved));',
        '  const lines = saved.entries.map(({ term, command }) => `${term} ${command}`);',
        "  const head = `${saved.currentTerm} ${saved.votedFor ?? 'none'}`;",
        "  return new TextEncoder().encode([head, ...lines].join('\\n'));",
      ),
      edit(
        'persistence.ts',
        '  return JSON.parse(new TextDecoder().decode(bytes)) as SavedState;',
        "  const [head = '', ...lines] = new TextDecoder().decode(bytes).split('\\n');",
        "  const [term, vote] = head.split(' ');",
        '  const entries = lines.map((line) => {',
        "    const space = line.indexOf(' ');",
        '    return { term: Number(line.slice(0, space)), command: line.slice(space + 1) };',
        '  });',
        "  return { currentTerm: Number(term), votedFor: vote === 'none' ? null : Number(vote), entries };",
      ),
    ],
  },
  {
    id: 'typescript/text-cut-to-bytes',
    mistake:
      'The saved text is cut to one byte per character, which breaks all text that is not ASCII.',
    rules: ['K.2', 'P.1', 'P.2', 'RV.2', 'S.5'],
    edits: [
      edit(
        'persistence.ts',
        '  return new TextEncoder().encode(JSON.stringify(saved));',
        '  return Uint8Array.from(JSON.stringify(saved), (letter) => letter.charCodeAt(0));',
      ),
    ],
  },
]);
