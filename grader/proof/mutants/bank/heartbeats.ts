/** Mistakes with heartbeats (stage 2A). */
import { edit, inStage } from '../mutant';

const CALL = '  const reply = await server.peers[other]?.appendEntries(args);';

export const HEARTBEATS = inStage('2A', [
  {
    id: 'election/no-heartbeat-on-winning',
    mistake: 'A new leader sends nothing until its heartbeat timer fires for the first time.',
    rules: ['L.1'],
    edits: [
      edit(
        'election.ts',
        ['    becomeLeader(server);', '    sendTo(server, otherServers(server));'],
        '    becomeLeader(server);',
      ),
    ],
  },
  {
    id: 'election/heartbeat-only-on-winning',
    mistake: 'A leader sends heartbeats when it is elected and never again.',
    rules: ['L.1'],
    edits: [edit('roles.ts', '  server.heartbeatTimer.start();\n', '')],
  },
  {
    id: 'election/heartbeats-too-many',
    mistake: 'A leader sends a heartbeat every 10 ms.',
    rules: ['B.1'],
    edits: [edit('timers.ts', 'const HEARTBEAT_MS = 100;', 'const HEARTBEAT_MS = 10;')],
  },
  {
    id: 'election/heartbeats-too-rare',
    mistake: 'The heartbeat interval is longer than the election timeout.',
    rules: ['L.1', 'V.1'],
    edits: [edit('timers.ts', 'const HEARTBEAT_MS = 100;', 'const HEARTBEAT_MS = 1_500;')],
  },
  {
    id: 'election/every-heartbeat-answered-by-another',
    mistake: 'A leader sends the next heartbeat as soon as one succeeds.',
    rules: ['B.1'],
    edits: [
      edit(
        'replication.ts',
        '  if (reply.success) onSuccess(server, from, args);',
        '  if (reply.success) void sendAppendEntries(server, from);',
        '  if (reply.success) onSuccess(server, from, args);',
      ),
    ],
  },
  {
    id: 'election/heartbeats-one-by-one',
    mistake: "A leader waits for each server's reply before it sends to the next server.",
    rules: ['L.1'],
    edits: [
      edit(
        'replication.ts',
        'export function sendTo(server: Server, others: readonly number[]): void {',
        'export async function sendTo(server: Server, others: readonly number[]): Promise<void> {',
      ),
      edit(
        'replication.ts',
        ['  for (const other of others) {', '    void sendAppendEntries(server, other);'],
        '  for (const other of others) {',
        '    await sendAppendEntries(server, other);',
      ),
    ],
  },
  {
    id: 'election/no-round-before-the-last-is-answered',
    mistake:
      'A leader starts no new round of heartbeats while any request of the last one is unanswered.',
    rules: ['L.1'],
    edits: [
      edit(
        'replication.ts',
        "  if (server.state.role !== 'leader') return;",
        "  if (server.state.role !== 'leader') return;",
        '  if (unanswered > 0) return;',
      ),
      edit('replication.ts', CALL, '  unanswered += 1;', CALL, '  unanswered -= 1;'),
      edit(
        'replication.ts',
        '/** What start() returns',
        'let unanswered = 0;',
        '/** What start() returns',
      ),
    ],
  },
  {
    id: 'election/wrong-leader-id',
    mistake: "AppendEntries carries the receiver's number as leaderId.",
    rules: ['L.1', 'K.1'],
    edits: [
      edit(
        'replication.ts',
        [
          '  return {',
          '    term: state.currentTerm,',
          '    leaderId: me,',
          '    prevLogIndex: nextIndex - 1,',
        ],
        '  void me;',
        '  return {',
        '    term: state.currentTerm,',
        '    leaderId: other,',
        '    prevLogIndex: nextIndex - 1,',
      ),
    ],
  },
]);
