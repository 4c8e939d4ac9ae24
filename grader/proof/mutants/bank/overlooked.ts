/** Mistakes that passed everything, found by somebody who had the release and the solution. Each has a row now. */
import { edit, type Mutant } from '../mutant';

const ANSWER = '/** What start() returns; see RaftShape in the contract. */';
const REVISION = '  revision = 0;';
const SLICE = '    return this.entries.slice(index);';
const DELETE =
  '  /** Deletes the entry at `index` and all entries after it. `index` is at least 1. */';
const SAVED_ENTRIES = '    entries: state.log.entriesFrom(1),';
const ALL = ['  all(): LogEntry[] {', '    return this.entries.slice(1);', '  }', ''];
const APPENDED = '  state.log.append([{ term: state.currentTerm, command }]);';

/** What is saved does not come from the cache. */
const SAVES_THE_LOG_ITSELF = [
  edit('log.ts', DELETE, ...ALL, DELETE),
  edit('persistence.ts', SAVED_ENTRIES, '    entries: state.log.all(),'),
];

export const OVERLOOKED: readonly Mutant[] = [
  {
    id: 'overlooked/cached-term-of-the-entry-before',
    mistake: 'prevLogTerm is remembered by index, even if another entry is there now.',
    stage: '2B',
    rules: ['S.3'],
    says: ['remembered from before'],
    edits: [
      edit('replication.ts', ANSWER, 'const terms: number[] = [];\n', ANSWER),
      edit(
        'replication.ts',
        'state.log.at(nextIndex - 1).term,',
        '(terms[nextIndex - 1] ??= state.log.at(nextIndex - 1).term),',
      ),
    ],
  },
  {
    id: 'overlooked/cached-by-command',
    mistake:
      'Entries to send are remembered by index and command, so an entry of a newer term with the same command is sent as the old one.',
    stage: '2B',
    rules: ['S.3'],
    says: ['remembered from before'],
    edits: [
      edit(
        'log.ts',
        REVISION,
        REVISION,
        '',
        '  private readonly sent = new Map<string, LogEntry>();',
      ),
      edit(
        'log.ts',
        SLICE,
        '    return this.entries.slice(index).map((entry, i) => {',
        '      const key = `${index + i} ${entry.command}`;',
        '      const known = this.sent.get(key) ?? entry;',
        '      this.sent.set(key, known);',
        '      return known;',
        '    });',
      ),
      ...SAVES_THE_LOG_ITSELF,
    ],
  },
  {
    id: 'overlooked/cache-not-cut-below-its-range',
    mistake:
      'Entries to send are remembered, and a deletion that begins before the first of them leaves them there.',
    stage: '2B',
    rules: ['S.3'],
    says: ['remembered from before'],
    edits: [
      edit(
        'log.ts',
        REVISION,
        REVISION,
        '',
        '  private readonly sent: LogEntry[] = [];',
        '  private low = 0;',
      ),
      edit(
        'log.ts',
        SLICE,
        '    if (this.low === 0) this.low = index;',
        '    return this.entries',
        '      .slice(index)',
        '      .map((entry, i) => (index + i < this.low ? entry : (this.sent[index + i] ??= entry)));',
      ),
      edit(
        'log.ts',
        '    this.entries.length = index;',
        '    if (index >= this.low) this.sent.length = Math.min(this.sent.length, index);',
        '    this.entries.length = index;',
      ),
      ...SAVES_THE_LOG_ITSELF,
    ],
  },
  {
    id: 'overlooked/timer-of-a-leader-restarted-by-a-rival',
    mistake:
      "A RequestVote of the leader's own term starts its election timer, so it starts an election against itself.",
    stage: '2A',
    rules: ['F.2'],
    says: ['requests of rival candidates in its own term'],
    edits: [
      edit(
        'election.ts',
        '  const voteGranted = mayVoteFor(state, args.candidateId) && isUpToDate(state.log, args);',
        "  if (state.role === 'leader') server.electionTimer.reset();",
        '  const voteGranted = mayVoteFor(state, args.candidateId) && isUpToDate(state.log, args);',
      ),
    ],
  },
  {
    id: 'overlooked/timer-of-a-leader-restarted-by-a-late-refusal',
    mistake:
      "A vote reply without a vote that arrives after the election is won starts the leader's election timer.",
    stage: '2A',
    rules: ['L.1', 'F.2'],
    says: ['one of its election timers was still running'],
    edits: [
      edit(
        'election.ts',
        "  if (state.role !== 'candidate' || state.currentTerm !== args.term) return;\n  if (!reply.voteGranted) return;",
        '  if (state.currentTerm !== args.term) return;',
        "  if (!reply.voteGranted && state.role === 'leader') server.electionTimer.reset();",
        "  if (state.role !== 'candidate' || !reply.voteGranted) return;",
      ),
    ],
  },
  {
    id: 'overlooked/older-term-compared-as-text',
    mistake: 'RequestVote compares terms as text, so term 9 is not older than term 12.',
    stage: '2A',
    rules: ['RV.1'],
    edits: [
      edit(
        'election.ts',
        '  if (args.term < state.currentTerm) {',
        '  if (String(args.term) < String(state.currentTerm)) {',
      ),
    ],
  },
  {
    id: 'overlooked/repeated-command-is-the-last-entry',
    mistake:
      'A command that equals the last entry, which is not committed yet, gets the index of that entry.',
    stage: '2B',
    rules: ['L.2'],
    says: ['two equal commands are two entries'],
    edits: [
      edit(
        'replication.ts',
        APPENDED,
        '  const { lastIndex: index, lastTerm: term } = state.log;',
        '  const isOpen = index > state.commitIndex && term === state.currentTerm;',
        '  if (isOpen && state.log.at(index).command === command) return { index, term, isLeader: true };',
        APPENDED,
      ),
    ],
  },
  {
    id: 'overlooked/commands-like-numbers-become-numbers',
    mistake: 'start() takes a command that looks like a number for one, so 007 becomes 7.',
    stage: '2B',
    rules: ['S.4', 'ALL.1', 'L.2'],
    says: ['Raft never changes a command'],
    edits: [
      edit(
        'replication.ts',
        APPENDED,
        '  const isNumber = /^[0-9]+$/.test(command);',
        '  const taken = isNumber ? String(Number(command)) : command;',
        '  state.log.append([{ term: state.currentTerm, command: taken }]);',
      ),
    ],
  },
  {
    id: 'overlooked/goes-back-256-entries-at-most',
    mistake:
      'After a rejection, nextIndex is never more than 256 entries before the end of the log.',
    stage: '2C',
    rules: ['FB.4', 'FB.3'],
    says: ['instead of 1'],
    edits: [
      edit(
        'replication.ts',
        '  const lowest = (state.matchIndex[from] ?? 0) + 1;',
        '  const lowest = Math.max((state.matchIndex[from] ?? 0) + 1, state.log.lastIndex - 256);',
      ),
    ],
  },
];
