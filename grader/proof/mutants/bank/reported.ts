/** Bugs from public implementations and bug reports. Each once got full marks. */
import { edit, type Mutant } from '../mutant';

const BEATS_ALL = 'new HeartbeatTimer(() => sendTo(server, otherServers(server)))';
const SEND = '  const reply = await server.peers[other]?.appendEntries(args);';
const ARGS = '  const args = appendEntriesArgs(server, other);';
const ANSWER = '/** What start() returns; see RaftShape in the contract. */';

export const REPORTED: readonly Mutant[] = [
  {
    id: 'reported/no-heartbeats-to-the-silent',
    mistake: 'Heartbeats go only to servers with fewer than 12 unanswered requests.',
    stage: '2A',
    rules: ['L.1'],
    edits: [
      edit(
        'raft.ts',
        BEATS_ALL,
        'new HeartbeatTimer(() => sendTo(server, this.pace["responsive"]()))',
      ),
    ],
  },
  {
    id: 'reported/no-heartbeats-while-entries-are-under-way',
    mistake: 'While a request with entries is unanswered, that server gets no heartbeats.',
    stage: '2B',
    rules: ['L.1'],
    edits: [
      edit(
        'replication.ts',
        ARGS,
        '  if (busy.has(other)) return;',
        ARGS,
        '  const carries = args.entries.length > 0;',
        '  if (carries) busy.add(other);',
      ),
      edit('replication.ts', SEND, SEND, '  if (carries) busy.delete(other);'),
      edit('replication.ts', ANSWER, 'const busy = new Set<number>();\n', ANSWER),
    ],
  },
  {
    id: 'reported/large-commands-never-sent',
    mistake: 'A message carries at most 32 KiB of commands, so a larger command is never sent.',
    stage: '2B',
    rules: ['V.2', 'L.3', 'L.1'],
    edits: [
      edit(
        'replication.ts',
        '    entries: state.log.entriesFrom(nextIndex),',
        '    entries: upTo32KiB(state.log.entriesFrom(nextIndex)),',
      ),
      edit(
        'replication.ts',
        '/** L.3: all entries that the other server',
        'function upTo32KiB(entries: LogEntry[]): LogEntry[] {',
        '  let room = 32_768;',
        '  const end = entries.findIndex(({ command }) => (room -= command.length) < 0);',
        '  return end < 0 ? entries : entries.slice(0, end);',
        '}',
        '',
        '/** L.3: all entries that the other server',
      ),
      edit(
        'replication.ts',
        'import type { AppendEntriesArgs, AppendEntriesReply, Command }',
        'import type { AppendEntriesArgs, AppendEntriesReply, Command, LogEntry }',
      ),
    ],
  },
  {
    id: 'reported/each-command-puts-off-the-next-round',
    mistake: 'Each start() resets the timer for the next round of messages.',
    stage: '2B',
    rules: ['L.5', 'V.2', 'L.1'],
    edits: [
      edit(
        'pace.ts',
        '  private isArmed = false;',
        '  private armed: ReturnType<typeof setTimeout> | undefined;',
      ),
      edit(
        'pace.ts',
        '    if (this.isArmed) return;\n    this.isArmed = true;',
        '    clearTimeout(this.armed);',
      ),
      edit(
        'pace.ts',
        '    setTimeout(() => {\n      this.isArmed = false;',
        '    this.armed = setTimeout(() => {',
      ),
      edit('pace.ts', '    }, BATCH_MS);', '    }, 10 * BATCH_MS);'),
      edit(
        'pace.ts',
        'this.send(this.responsive())',
        'this.send([...this.peers.keys()].filter((one) => this.peers[one]))',
      ),
      edit('raft.ts', BEATS_ALL, 'new HeartbeatTimer(() => this.pace.sendSoon())'),
    ],
  },
  {
    id: 'reported/own-vote-goes-to-a-better-log',
    mistake:
      'A candidate withdraws its vote for itself and grants it to a rival with a more up-to-date log.',
    stage: '2A',
    rules: ['RV.2'],
    edits: [
      edit(
        'election.ts',
        '  const voteGranted = mayVoteFor(state, args.candidateId) && isUpToDate(state.log, args);',
        '  const isBetter =',
        '    args.lastLogTerm > state.log.lastTerm ||',
        '    (args.lastLogTerm === state.log.lastTerm && args.lastLogIndex > state.log.lastIndex);',
        "  if (state.role === 'candidate' && isBetter) state.votedFor = null;",
        '  const voteGranted = mayVoteFor(state, args.candidateId) && isUpToDate(state.log, args);',
      ),
    ],
  },
  {
    id: 'reported/forsaken-leader-frees-its-vote',
    mistake:
      'A leader that gets no replies from a majority steps down and clears votedFor in the same term.',
    stage: '2A',
    rules: ['RV.2'],
    edits: [
      edit(
        'raft.ts',
        BEATS_ALL,
        'new HeartbeatTimer(() => {',
        '        if (this.pace["responsive"]().length < Math.floor(peers.length / 2)) {',
        '          becomeFollower(server, server.state.currentTerm);',
        '          server.state.votedFor = null;',
        '        }',
        '        sendTo(server, otherServers(server));',
        '      })',
      ),
      edit(
        'raft.ts',
        "import { sendTo, takeCommand } from './replication';",
        "import { sendTo, takeCommand } from './replication';\nimport { becomeFollower } from './roles';",
      ),
    ],
  },
  {
    id: 'reported/end-of-the-log-in-a-success',
    mistake:
      "A success carries the end of the follower's log, and the leader takes it as matchIndex.",
    stage: '2B',
    rules: ['V.3', 'L.3', 'L.5', 'K.2', 'V.2'],
    edits: [
      edit(
        'append-entries.ts',
        '  const hint = success ? {} : conflictHint(state.log, args.prevLogIndex);',
        '  const hint = success',
        '    ? { conflictIndex: state.log.lastIndex + 1 }',
        '    : conflictHint(state.log, args.prevLogIndex);',
      ),
      edit(
        'replication.ts',
        '  if (reply.success) onSuccess(server, from, args);',
        '  if (reply.success) {',
        '    const told = { ...args, entries: { length: (reply.conflictIndex ?? 1) - 1 - args.prevLogIndex } };',
        '    onSuccess(server, from, told as unknown as AppendEntriesArgs);',
        '  }',
      ),
    ],
  },
  {
    id: 'reported/backs-off-after-each-refusal',
    mistake: 'After each rejection in a row, a leader waits twice as long before it tries again.',
    stage: '2C',
    rules: ['L.4', 'FB.4', 'V.2'],
    edits: [
      edit(
        'replication.ts',
        ARGS,
        '  if (Date.now() < (waits.get(other)?.until ?? 0)) return;',
        ARGS,
      ),
      edit(
        'replication.ts',
        '  if (state.nextIndex[from] < nextIndex) void sendAppendEntries(server, from);',
        '  const ms = 2 * (waits.get(from)?.ms ?? 5);',
        '  waits.set(from, { ms, until: Date.now() + ms });',
      ),
      edit(
        'replication.ts',
        ANSWER,
        'const waits = new Map<number, { ms: number; until: number }>();\n',
        ANSWER,
      ),
      edit(
        'replication.ts',
        '  const matched = args.prevLogIndex + args.entries.length;',
        '  waits.delete(from);\n  const matched = args.prevLogIndex + args.entries.length;',
      ),
    ],
  },
];
