/** Mistakes that show only with an unusual state: odd bytes, or a save that seems redundant (stage 2C). */
import { edit, inStage } from '../mutant';

const VOTED = '  persist(server);\n  return { term: state.currentTerm, voteGranted };';
const APPENDS = '  state.log.append([{ term: state.currentTerm, command }]);';
const SAVES = `${APPENDS}\n  persist(server);`;
const ENCODED = '  return new TextEncoder().encode(JSON.stringify(saved));';
const DECODED = '  return JSON.parse(new TextDecoder().decode(bytes)) as SavedState;';
const WRITE = '    this.disk.write(TEMPORARY_FILE, state);';

export const UNSEEN_STATES = inStage('2C', [
  {
    id: 'unforeseen/saved-entries-joined-by-a-control-character',
    mistake: 'The entries are saved as text with U+001F between them, which a command may contain.',
    rules: ['P.1'],
    says: ['(a command with all characters from 0 to 255)'],
    edits: [
      edit(
        'persistence.ts',
        ENCODED,
        '  const { currentTerm, votedFor } = saved;',
        '  const texts = saved.entries.map(({ term, command }) => `${term}:${command}`);',
        "  const parts = [JSON.stringify({ currentTerm, votedFor }), ...texts].join('\\u001f');",
        '  return new TextEncoder().encode(parts);',
      ),
      edit(
        'persistence.ts',
        DECODED,
        "  const [head = '', ...texts] = new TextDecoder().decode(bytes).split('\\u001f');",
        '  const entries = texts.map((text) => {',
        "    const end = text.indexOf(':');",
        '    return { term: Number(text.slice(0, end)), command: text.slice(end + 1) };',
        '  });',
        '  return { ...(JSON.parse(head) as SavedState), entries };',
      ),
    ],
  },
  {
    id: 'unforeseen/save-skipped-for-the-same-sum',
    mistake:
      'The Persister skips a state whose length and sum of bytes are those of the state before.',
    rules: ['P.3'],
    says: ['the same bytes in another order'],
    edits: [
      edit(
        'persister.ts',
        WRITE,
        '    const sum = (bytes: Uint8Array) => bytes.reduce((total, byte) => total + byte, 0);',
        '    const old = this.readRaftState();',
        '    if (old.length === state.length && sum(old) === sum(state)) return;',
        WRITE,
      ),
    ],
  },
  {
    id: 'unforeseen/leftover-trusted-if-it-can-be-parsed',
    mistake: 'At boot, a leftover temporary file becomes the state if JSON.parse() accepts it.',
    rules: ['P.3'],
    says: ['A boot that accepts such a state'],
    edits: [
      edit(
        'persister.ts',
        '    return this.disk.read(STATE_FILE) ?? new Uint8Array(0);',
        '    const left = this.disk.read(TEMPORARY_FILE);',
        '    try {',
        '      if (left) {',
        '        JSON.parse(new TextDecoder().decode(left));',
        '        return left;',
        '      }',
        '    } catch {',
        '      // A save that was not finished.',
        '    }',
        '    return this.disk.read(STATE_FILE) ?? new Uint8Array(0);',
      ),
    ],
  },
  {
    id: 'unforeseen/save-skipped-for-the-same-candidate',
    mistake: 'A granted vote is saved only if votedFor was another number before, in any term.',
    rules: ['P.2', 'P.1'],
    says: ['(votes for the same candidate in two terms)'],
    edits: [
      edit(
        'election.ts',
        '  if (args.term > state.currentTerm) {\n    becomeFollower(server, args.term);\n  }',
        '  const before = state.votedFor;',
        '  if (args.term > state.currentTerm) {',
        '    becomeFollower(server, args.term);',
        '  }',
      ),
      edit(
        'election.ts',
        VOTED,
        '  if (!voteGranted || state.votedFor !== before) persist(server);',
        '  return { term: state.currentTerm, voteGranted };',
      ),
    ],
  },
  {
    id: 'unforeseen/own-copy-counted-from-an-earlier-term',
    mistake:
      'A leader saves commands later and counts its own copy up to the index that it had saved, even if that was in an earlier term and in a longer log.',
    rules: ['P.2'],
    says: ['(a command when the log was longer before)'],
    edits: [
      edit(
        'replication.ts',
        SAVES,
        APPENDS,
        '  setTimeout(() => {',
        '    persist(server);',
        "    if (state.role !== 'leader') return;",
        '    state.stable = state.log.lastIndex;',
        '    advanceCommitIndex(server);',
        '    applyCommitted(server);',
        '  }, 8);',
      ),
      edit(
        'state.ts',
        '  // Volatile state on leaders, by server number',
        '  /** Up to this index, a leader has saved its log. */',
        '  stable = 0;',
        '',
        '  // Volatile state on leaders, by server number',
      ),
      edit(
        'commit.ts',
        '    if (isMajority(server, 1 + holders.length)) {',
        '    const own = index <= state.stable ? 1 : 0;',
        '    if (isMajority(server, own + holders.length)) {',
      ),
    ],
  },
  {
    id: 'unforeseen/saved-when-sent-to-all',
    mistake:
      'A leader saves a command in the next round of requests to all others, so not if a silent server is left out.',
    rules: ['P.2'],
    says: ['(a command while one server is silent)'],
    edits: [
      edit('replication.ts', SAVES, APPENDS),
      edit(
        'replication.ts',
        "  if (server.state.role !== 'leader') return;\n  for",
        "  if (server.state.role !== 'leader') return;",
        '  if (others.length === server.peers.length - 1) persist(server);',
        '  for',
      ),
    ],
  },
  {
    id: 'unforeseen/saved-with-the-batch',
    mistake:
      'start() leaves the save to the batch 2 ms later, but a reply that comes before already makes the leader send the entry.',
    rules: ['P.2', 'P.1'],
    says: ['(commands in quick succession)'],
    edits: [
      edit('replication.ts', SAVES, APPENDS),
      edit('pace.ts', 'const BATCH_MS = 1;', 'const BATCH_MS = 2;'),
      edit(
        'raft.ts',
        '(others) => sendTo(server, others));',
        '(others) => {',
        '      persist(server);',
        '      sendTo(server, others);',
        '    });',
      ),
      edit(
        'raft.ts',
        "import { readPersist } from './persistence';",
        "import { persist, readPersist } from './persistence';",
      ),
      edit(
        'replication.ts',
        '  advanceCommitIndex(server);\n  applyCommitted(server);',
        '  advanceCommitIndex(server);',
        '  applyCommitted(server);',
        '  if (matched < state.log.lastIndex) void sendAppendEntries(server, from);',
      ),
    ],
  },
]);
