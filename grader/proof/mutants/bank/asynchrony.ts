/** Mistakes with promises, awaits and timers. */
import { edit, inStage } from '../mutant';

const CALL = '  const reply = await server.peers[other]?.appendEntries(args);';
const ARGS = '  const args = appendEntriesArgs(server, other);';

export const ASYNCHRONY = inStage('2A', [
  {
    id: 'typescript/one-request-object',
    mistake:
      'Each follower has one request object that is refilled for every call, so a late reply is handled with the newest request.',
    stage: '2B',
    rules: ['L.3', 'V.3'],
    edits: [
      edit(
        'replication.ts',
        ARGS,
        '  const args = Object.assign((requests[other] ??= {}), appendEntriesArgs(server, other));',
      ),
      edit(
        'replication.ts',
        '/** What start() returns; see RaftShape in the contract. */',
        'const requests: object[] = [];',
        '',
        '/** What start() returns; see RaftShape in the contract. */',
      ),
    ],
  },
  {
    id: 'typescript/reply-of-nobody-read',
    mistake:
      'The reply to a lost request is read, which throws in an async function that nothing awaits.',
    rules: ['K.2'],
    edits: [
      edit(
        'replication.ts',
        [
          '  if (reply === undefined) return;',
          '  onAppendEntriesReply(server, other, args, reply);',
        ],
        '  onAppendEntriesReply(server, other, args, reply!);',
      ),
    ],
  },
  {
    id: 'typescript/throws-on-silence',
    mistake: 'A lost RequestVote throws an error that nothing catches.',
    rules: ['K.2'],
    edits: [
      edit(
        'election.ts',
        '  if (reply === undefined) return;',
        "  if (reply === undefined) throw new Error('no answer');",
      ),
    ],
  },
  {
    id: 'typescript/await-between-check-and-vote',
    mistake:
      'The receiver of RequestVote checks votedFor, waits, and then grants, so two candidates can get its vote.',
    rules: ['RV.2'],
    edits: [
      edit(
        'election.ts',
        'export function answerRequestVote(server: Server, args: RequestVoteArgs): RequestVoteReply {',
        'export async function answerRequestVote(server: Server, args: RequestVoteArgs) {',
      ),
      edit(
        'election.ts',
        '  if (voteGranted) {',
        '  await new Promise((resolve) => setTimeout(resolve, 10));',
        '  if (voteGranted) {',
      ),
      edit(
        'raft.ts',
        '  requestVote(args: RequestVoteArgs): RequestVoteReply {',
        '  async requestVote(args: RequestVoteArgs) {',
      ),
    ],
  },
  {
    id: 'typescript/await-between-role-and-request',
    mistake:
      'A leader checks its role, waits, and then builds the request, maybe with the term of another leader.',
    rules: ['S.1', 'C.2', 'ALL.2'],
    edits: [
      edit(
        'replication.ts',
        ARGS,
        '  await new Promise((resolve) => setTimeout(resolve, 20));',
        ARGS,
      ),
    ],
  },
  {
    id: 'typescript/await-between-match-and-append',
    mistake:
      'The receiver of AppendEntries compares the logs, waits, and then appends, although its log may have changed.',
    stage: '2B',
    rules: ['AE.4', 'S.3', 'AE.3'],
    edits: [
      edit(
        'append-entries.ts',
        'export function answerAppendEntries(server: Server, args: AppendEntriesArgs): AppendEntriesReply {',
        'export async function answerAppendEntries(server: Server, args: AppendEntriesArgs) {',
      ),
      edit(
        'append-entries.ts',
        '  appendMissing(state.log, args);',
        '  const missing = args.entries.slice(state.log.lastIndex - args.prevLogIndex);',
        '  await new Promise((resolve) => setTimeout(resolve, 10));',
        '  state.log.append(missing);',
      ),
      edit(
        'raft.ts',
        '  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {',
        '  async appendEntries(args: AppendEntriesArgs) {',
      ),
      edit(
        'raft.ts',
        '    const reply = answerAppendEntries(this.server, args);',
        '    const reply = await answerAppendEntries(this.server, args);',
      ),
    ],
  },
  {
    id: 'typescript/election-timers-pile-up',
    mistake: 'A new election timer is set without clearing the previous one.',
    rules: ['F.2', 'V.1', 'L.1'],
    edits: [edit('timers.ts', ['    this.stop();', '    const spreadMs'], '    const spreadMs')],
  },
  {
    id: 'typescript/heartbeat-timers-pile-up',
    mistake:
      'The heartbeat timer is never cleared, so each time the server is elected adds another one.',
    rules: ['B.1'],
    edits: [
      edit(
        'timers.ts',
        ['    this.stop();', '    this.timer = setInterval(this.onBeat, HEARTBEAT_MS);'],
        '    this.timer = setInterval(this.onBeat, HEARTBEAT_MS);',
      ),
      edit('timers.ts', '    clearInterval(this.timer);\n', ''),
    ],
  },
  {
    id: 'typescript/intervals-double',
    mistake:
      'Each heartbeat starts the next one with setInterval, so their number doubles each time.',
    rules: ['B.1'],
    says: ['Something multiplies them'],
    edits: [
      edit(
        'timers.ts',
        '    this.timer = setInterval(this.onBeat, HEARTBEAT_MS);',
        '    const again = (): void => {',
        '      this.timer = setInterval(() => {',
        '        this.onBeat();',
        '        again();',
        '      }, HEARTBEAT_MS);',
        '    };',
        '    again();',
      ),
    ],
  },
  {
    id: 'typescript/endless-microtasks',
    mistake:
      'A leader waits for replies in a loop of resolved promises, so nothing else ever runs.',
    rules: ['K.3'],
    luck: 'A run that is ended by force takes seconds, so no other test runs after it.',
    edits: [
      edit(
        'replication.ts',
        CALL,
        '  const call = server.peers[other]?.appendEntries(args);',
        '  let isAnswered = false;',
        '  void call?.finally(() => (isAnswered = true));',
        '  while (!isAnswered) await Promise.resolve();',
        '  const reply = await call;',
      ),
    ],
  },
  {
    id: 'typescript/request-read-again-after-the-await',
    mistake:
      'When a reply arrives, the leader rebuilds the request from its current state and handles the reply with that.',
    stage: '2B',
    rules: ['L.3', 'S.3', 'S.2', 'L.5', 'K.2', 'V.3'],
    edits: [
      edit(
        'replication.ts',
        '  const reply = await server.peers[other]?.appendEntries(args);',
        '  await Promise.resolve();',
        '  const reply = await server.peers[other]?.appendEntries(args);',
        '  args.entries.length;',
        '  Object.assign(args, appendEntriesArgs(server, other));',
      ),
    ],
  },
]);
