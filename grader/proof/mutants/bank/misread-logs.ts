/** Slight misreadings of Figure 2 about logs. Each once got full marks or a misleading message. */
import { edit, type Mutant } from '../mutant';

const ENCODED = '  return new TextEncoder().encode(JSON.stringify(saved));';
const DECODED = '  return JSON.parse(new TextDecoder().decode(bytes)) as SavedState;';

export const MISREAD_LOGS: readonly Mutant[] = [
  {
    id: 'misread/success-for-what-begins-below-commit-index',
    mistake:
      'AppendEntries with a prevLogIndex below commitIndex counts as old: it succeeds, but its entries are ignored.',
    stage: '2B',
    rules: ['AE.3', 'AE.4'],
    says: ['some committed, some new', 'acknowledged all entries up to index 6'],
    edits: [
      edit(
        'append-entries.ts',
        '  const success = hasEntry(',
        '  if (args.prevLogIndex < state.commitIndex)',
        '    return { term: state.currentTerm, success: true };',
        '  const success = hasEntry(',
      ),
    ],
  },
  {
    id: 'misread/answers-are-counted-and-not-servers',
    mistake:
      'The leader counts successes per index instead of servers, so a server that acknowledges twice counts twice.',
    stage: '2B',
    rules: ['V.3'],
    says: ['acknowledged it more than once, and each server counts once'],
    edits: [
      edit(
        'replication.ts',
        '  advanceCommitIndex(server);',
        '  for (let index = args.prevLogIndex + 1; index <= matched; index += 1) {',
        '    const key = `${state.currentTerm}/${index}`;',
        '    successes.set(key, (successes.get(key) ?? 1) + 1);',
        '    const isNews = index > state.commitIndex && state.log.termAt(index) === state.currentTerm;',
        '    if (isNews && isMajority(server, successes.get(key) ?? 1)) state.commitIndex = index;',
        '  }',
        '  advanceCommitIndex(server);',
      ),
      edit(
        'replication.ts',
        "import type { Server } from './server';",
        "import { isMajority, type Server } from './server';",
        '',
        'const successes = new Map<string, number>();',
      ),
    ],
  },
  {
    id: 'misread/waits-between-check-and-change',
    mistake:
      'The receiver of AppendEntries checks prevLogIndex, waits 2 ms for a lock, and then changes the log.',
    stage: '2B',
    rules: ['AE.2', 'AE.3', 'S.3'],
    says: ['two leaders, one right after the other', 'before an await'],
    edits: [
      edit(
        'append-entries.ts',
        'export function answerAppendEntries(server: Server, args: AppendEntriesArgs): AppendEntriesReply {',
        'export async function answerAppendEntries(',
        '  server: Server,',
        '  args: AppendEntriesArgs,',
        '): Promise<AppendEntriesReply> {',
      ),
      edit(
        'append-entries.ts',
        '  if (success) {',
        '  await new Promise((done) => setTimeout(done, 2));',
        '  if (success) {',
      ),
      edit(
        'raft.ts',
        [
          '  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {',
          '    const reply = answer',
        ],
        '  async appendEntries(args: AppendEntriesArgs): Promise<AppendEntriesReply> {',
        '    const reply = await answer',
      ),
    ],
  },
  {
    id: 'misread/term-checked-before-a-wait',
    mistake:
      'The receiver of AppendEntries checks the term, waits 2 ms for a lock, does the rest, and replies with the term of the request.',
    stage: '2B',
    rules: ['RV.3', 'AE.1'],
    says: [
      'and told S',
      'What is checked before an await, the term and the end of the log above all',
    ],
    edits: [
      edit(
        'append-entries.ts',
        'export function answerAppendEntries(server: Server, args: AppendEntriesArgs): AppendEntriesReply {',
        'export async function answerAppendEntries(',
        '  server: Server,',
        '  args: AppendEntriesArgs,',
        '): Promise<AppendEntriesReply> {',
      ),
      edit(
        'append-entries.ts',
        '  const success = hasEntry(',
        '  await new Promise((done) => setTimeout(done, 2));',
        '  const success = hasEntry(',
      ),
      edit(
        'append-entries.ts',
        '  return { term: state.currentTerm, success, ...hint };',
        '  return { term: args.term, success, ...hint };',
      ),
      edit(
        'raft.ts',
        [
          '  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {',
          '    const reply = answer',
        ],
        '  async appendEntries(args: AppendEntriesArgs): Promise<AppendEntriesReply> {',
        '    const reply = await answer',
      ),
    ],
  },
  {
    id: 'misread/commit-index-zero-at-the-election',
    mistake: 'A new leader resets commitIndex to 0, as it does with matchIndex.',
    stage: '2B',
    rules: ['AE.5'],
    says: ['not when the server becomes the leader'],
    edits: [
      edit(
        'roles.ts',
        '  for (const other of otherServers(server)) {',
        '  state.commitIndex = 0;',
        '  for (const other of otherServers(server)) {',
      ),
    ],
  },
  {
    id: 'misread/count-stops-at-an-older-term',
    mistake:
      'The leader counts upwards from commitIndex and stops at the first entry of an older term.',
    stage: '2B',
    rules: ['V.2', 'L.5'],
    says: ['with the last one all entries before it are committed'],
    edits: [
      edit(
        'commit.ts',
        '  for (let index = state.log.lastIndex; index > state.commitIndex; index -= 1) {',
        '  for (let index = state.commitIndex + 1; index <= state.log.lastIndex; index += 1) {',
      ),
      edit(
        'commit.ts',
        [
          '    if (isMajority(server, 1 + holders.length)) {',
          '      state.commitIndex = index;',
          '      return;',
          '    }',
        ],
        '    if (!isMajority(server, 1 + holders.length)) return;',
        '    state.commitIndex = index;',
      ),
    ],
  },
  {
    id: 'misread/term-in-one-byte',
    mistake: 'The term is saved in one byte, so term 256 is restored as 0.',
    stage: '2C',
    rules: ['P.1'],
    says: ['a high term', 'a boot from that save does not bring it back'],
    edits: [
      edit(
        'persistence.ts',
        ENCODED,
        '  const rest = new TextEncoder().encode(JSON.stringify(saved));',
        '  const bytes = new Uint8Array(1 + rest.length);',
        '  bytes[0] = saved.currentTerm;',
        '  bytes.set(rest, 1);',
        '  return bytes;',
      ),
      edit(
        'persistence.ts',
        DECODED,
        '  const saved = JSON.parse(new TextDecoder().decode(bytes.slice(1))) as SavedState;',
        '  return { ...saved, currentTerm: bytes[0] ?? 0 };',
      ),
    ],
  },
  {
    id: 'misread/state-cut-after-64-kib',
    mistake: 'Only the first 64 KiB of the state are saved.',
    stage: '2C',
    rules: ['P.1'],
    says: ['long command', 'is everything written'],
    edits: [edit('persistence.ts', ENCODED, ENCODED.replace(';', '.slice(0, 65_536);'))],
  },
  {
    id: 'misread/hint-goes-back-forty-entries-at-most',
    mistake: 'The search for the first index of the conflicting term stops after 40 entries.',
    stage: '2C',
    rules: ['FB.2'],
    says: ['the first index of that term'],
    edits: [
      edit(
        'fast-backup.ts',
        '  while (log.termAt(conflictIndex - 1) === conflictTerm) conflictIndex -= 1;',
        '  while (log.termAt(conflictIndex - 1) === conflictTerm && conflictIndex > prevLogIndex - 40)',
        '    conflictIndex -= 1;',
      ),
    ],
  },
];
