/** Bugs from public implementations that show only if two things happen right after each other. */
import { edit, type Mutant } from '../mutant';

export const MOMENTS: readonly Mutant[] = [
  {
    id: 'moments/votes-asked-for-later',
    mistake:
      'A candidate asks for votes 20 ms after it started its election, with its term at that time and in any role.',
    stage: '2A',
    rules: ['RV.2'],
    says: ['A candidate must start a new term'],
    edits: [
      edit(
        'election.ts',
        '  askForVotes(server);\n}',
        '  setTimeout(() => {\n    askForVotes(server);\n  }, 20);\n}',
      ),
    ],
  },
  {
    id: 'moments/log-compared-before-an-await',
    mistake:
      'A voter compares the logs, waits, and then grants its vote, even if its log has changed meanwhile.',
    stage: '2B',
    rules: ['RV.3', 'S.4'],
    says: ['before an await'],
    edits: [
      edit(
        'election.ts',
        'export function answerRequestVote(server: Server, args: RequestVoteArgs): RequestVoteReply {\n  const { state } = server;',
        'export async function answerRequestVote(',
        '  server: Server,',
        '  args: RequestVoteArgs,',
        '): Promise<RequestVoteReply> {',
        '  const { state } = server;',
        '  const upToDate = isUpToDate(state.log, args);',
        '  await new Promise((resolve) => setTimeout(resolve, 5));',
      ),
      edit('election.ts', '&& isUpToDate(state.log, args);', '&& upToDate;'),
      edit(
        'raft.ts',
        '  requestVote(args: RequestVoteArgs): RequestVoteReply {',
        '  requestVote(args: RequestVoteArgs): Promise<RequestVoteReply> {',
      ),
    ],
  },
  {
    id: 'moments/late-success-takes-match-index-back',
    mistake:
      'A success sets matchIndex to the last entry that it acknowledges, even if matchIndex is already higher.',
    stage: '2B',
    rules: ['L.3'],
    says: ['matchIndex never decreases'],
    edits: [edit('replication.ts', 'Math.max(state.matchIndex[from] ?? 0, matched)', 'matched')],
  },
  {
    id: 'moments/cached-end-of-the-log',
    mistake:
      'A voter compares with the highest index that it ever held, even if those entries have been deleted.',
    stage: '2B',
    rules: ['RV.3'],
    says: ['until its leader replaced them'],
    edits: [
      edit('log.ts', '  revision = 0;', '  revision = 0;', '', '  highest = 0;'),
      edit(
        'log.ts',
        '    this.entries.push(...entries);',
        '    this.entries.push(...entries);',
        '    this.highest = Math.max(this.highest, this.lastIndex);',
      ),
      edit(
        'election.ts',
        'return candidate.lastLogIndex >= log.lastIndex;',
        'return candidate.lastLogIndex >= Math.max(log.highest, log.lastIndex);',
      ),
    ],
  },
  {
    id: 'moments/waits-for-a-save-that-began-before',
    mistake:
      'One save serves several requests: a request that arrives during a save is acknowledged with it, although the save does not contain its entries.',
    stage: '2C',
    rules: ['P.2', 'P.1'],
    says: ['made after the last change'],
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
        '  persist(server);',
        '  const { currentTerm } = state;',
        '  await flushed(server);',
      ),
      edit(
        'append-entries.ts',
        'return { term: state.currentTerm, success, ...hint };',
        'return { term: currentTerm, success, ...hint };',
      ),
      edit(
        'append-entries.ts',
        "import { persist } from './persistence';",
        "import { flushed } from './persistence';",
      ),
      edit(
        'raft.ts',
        '  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {\n    const reply = answerAppendEntries',
        '  async appendEntries(args: AppendEntriesArgs): Promise<AppendEntriesReply> {\n    const reply = await answerAppendEntries',
      ),
      edit(
        'persistence.ts',
        '/** P.1: at boot',
        'let flush: Promise<void> | undefined;',
        '',
        'export function flushed(server: Server): Promise<void> {',
        '  if (flush) return flush;',
        '  if (server.economy.isSaved(server.state)) return Promise.resolve();',
        '  const bytes = encode(server.state);',
        '  server.economy.noteSaved(server.state);',
        '  flush = new Promise<void>((resolve) => setTimeout(resolve, 3)).then(() => {',
        '    server.persister.saveRaftState(bytes);',
        '    flush = undefined;',
        '  });',
        '  return flush;',
        '}',
        '',
        '/** P.1: at boot',
      ),
    ],
  },
  {
    id: 'moments/every-refusal-one-step-back',
    mistake: 'Every rejection moves nextIndex back by one, even the rejection of an older request.',
    stage: '2B',
    rules: ['L.4'],
    says: ['refusal of an older request'],
    edits: [
      edit('replication.ts', '  if (args.prevLogIndex !== nextIndex - 1) return;\n', ''),
      edit(
        'replication.ts',
        'state.nextIndex[from] = Math.max(wanted, lowest);',
        'state.nextIndex[from] = Math.max(nextIndex - 1, 1 + 0 * (wanted + lowest));',
      ),
    ],
  },
  {
    id: 'moments/a-retry-for-each-command',
    mistake:
      'For each command, a separate timer sends to each server every 20 ms until that server holds the command.',
    stage: '2B',
    rules: ['B.1'],
    says: ['a retry for each command'],
    edits: [
      edit(
        'raft.ts',
        '    if (answer.isLeader) this.pace.sendSoon();',
        '    if (answer.isLeader) {',
        '      const { server } = this;',
        '      for (const other of otherServers(server)) {',
        '        const retries = setInterval(() => {',
        '          const has = (server.state.matchIndex[other] ?? 0) >= answer.index;',
        "          if (has || server.state.role !== 'leader') clearInterval(retries);",
        '          else sendTo(server, [other]);',
        '        }, 20);',
        '      }',
        '    }',
      ),
    ],
  },
  {
    id: 'moments/lost-is-refused',
    mistake: 'A lost request or reply counts as a rejection, so nextIndex goes back.',
    stage: '2B',
    rules: ['L.4'],
    says: ['a lost request or reply must not decrement nextIndex'],
    edits: [
      edit('replication.ts', '  if (reply === undefined) return;\n', ''),
      edit(
        'replication.ts',
        '  onAppendEntriesReply(server, other, args, reply);',
        '  onAppendEntriesReply(server, other, args, reply ?? { term: 0, success: false });',
      ),
    ],
  },
  {
    id: 'moments/lost-request-sent-again-by-a-follower',
    mistake:
      'A lost request with entries is sent again until a reply arrives, even if the server no longer leads.',
    stage: '2B',
    rules: ['ALL.2'],
    says: ['ask whether this server still leads that term'],
    edits: [
      edit(
        'replication.ts',
        '  const reply = await server.peers[other]?.appendEntries(args);\n  if (reply === undefined) return;',
        '  let reply: AppendEntriesReply | undefined;',
        '  while (reply === undefined) {',
        '    reply = await server.peers[other]?.appendEntries(args);',
        '    if (reply === undefined && args.entries.length === 0) return;',
        '  }',
      ),
    ],
  },
  {
    id: 'moments/one-byte-for-the-number-of-a-save',
    mistake:
      'Two slots hold the last two saves, and the number that shows which is newer overflows at 256.',
    stage: '2C',
    of: 'eager-save',
    rules: ['P.3'],
    says: ['can that number overflow'],
    edits: [
      edit('persister.ts', '    this.number += 1;', '    this.number = (this.number + 1) % 256;'),
    ],
  },
];
