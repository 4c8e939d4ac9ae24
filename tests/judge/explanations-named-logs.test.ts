/** Mistakes about logs and the disk to which a report once led only nearby: its message names them. */
import { edit } from '../../grader/proof/mutants/mutant';
import { expectNamed, type Named } from '../support/named';

const SAVE = ['    this.disk.write(TEMPORARY_FILE, state);', '    this.disk.sync(TEMPORARY_FILE);'];

const NAMED: readonly Named[] = [
  {
    mistake: 'a conflicting entry is found and stays',
    by: [edit('log.ts', '    this.entries.length = index;', '    this.entries.slice(0, index);')],
    test: '2B/true-conflict',
    rule: 'AE.3',
    says: /At index 3 it held an entry of term 2 before, and was sent one of term 3: is a conflicting entry found .*, deleted/,
  },
  {
    mistake: 'a heartbeat without entries is not news of a commit',
    by: [
      edit(
        'commit.ts',
        '  const lastNewIndex',
        '  if (args.entries.length === 0) return;',
        '  const lastNewIndex',
      ),
    ],
    test: '2B/basic-agree',
    rule: 'V.2',
    says: /accepted the entry and received leaderCommit 1 in a heartbeat without entries, but did not apply it. Does a follower advance commitIndex on every AppendEntries/,
  },
  {
    mistake: 'what is sent is taken out of the log',
    by: [edit('log.ts', 'return this.entries.slice(index);', 'return this.entries.splice(index);')],
    test: '2B/basic-agree',
    rule: 'K.1',
    says: /answered with index 0, .*; index 0 is the sentinel, .*splice where slice is meant/,
  },
  {
    mistake: 'saveRaftState() is async',
    by: [
      edit(
        'persister.ts',
        '  saveRaftState(state: Uint8Array): void {',
        '  async saveRaftState(state: Uint8Array): Promise<void> {',
      ),
      edit('persister.ts', SAVE, SAVE[0] ?? '', '    await undefined;', SAVE[1] ?? ''),
    ],
    test: '2C/persister-crash',
    rule: 'P.3',
    says: /It returned before its disk operations were over: is it async/,
  },
  {
    mistake: 'a save is never synced',
    by: [edit('persister.ts', SAVE, SAVE[0] ?? '')],
    test: '2C/persister-crash',
    rule: 'P.3',
    says: /No sync was made in this save/,
  },
  {
    mistake: 'a state as long as the saved one is not saved',
    by: [
      edit('persister.ts', SAVE, '    if (state.length === this.raftStateSize()) return;', ...SAVE),
    ],
    test: '2C/persister-crash',
    rule: 'P.3',
    says: /The last save that returned, of \d+ bytes, made no disk operation: what makes saveRaftState\(\) skip it or put it off/,
  },
  {
    mistake: 'a boot begins a new term',
    by: [
      edit(
        'persistence.ts',
        '    server.state.currentTerm = saved.currentTerm;',
        '    server.state.currentTerm = saved.currentTerm + 1;',
      ),
    ],
    test: '2C/persist-state',
    rule: 'P.1',
    says: /with term 3: a restart must not change currentTerm, which was 2/,
  },
  {
    mistake: 'a refusal deletes the entry before it names its term',
    by: [
      edit(
        'append-entries.ts',
        '  const hint = success',
        '  if (!success) state.log.deleteFrom(Math.max(1, args.prevLogIndex));',
        '  const hint = success',
      ),
    ],
    test: '2C/hint',
    rule: 'FB.2',
    says: /With -1 it says that its log ends before prevLogIndex: how is that found out, and is it before anything is deleted/,
  },
  {
    mistake: 'a leader steps down at a refusal that is about the log',
    by: [
      edit(
        'replication.ts',
        '  else onRefusal(server, from, args, reply);',
        '  else becomeFollower(server, state.currentTerm);',
      ),
    ],
    test: '2B/prev-entry',
    rule: 'ALL.2',
    says: /S\d led term \d+ but no longer does, so it refused .* It stopped at [\d.]+ s, when S\d's refusal of term \d+ arrived, in reply to its AppendEntries/,
  },
  {
    mistake: 'the leader is counted twice',
    by: [
      edit(
        'commit.ts',
        'otherServers(server).filter((other) =>',
        '[...server.peers.keys()].filter((other) => other === server.me ||',
      ),
    ],
    test: '2B/prev-entry',
    rule: 'V.3',
    says: /With itself, 2 of 5 servers hold it, and a majority is 3: does your code count the leader twice/,
  },
  {
    mistake: 'nextIndex is set with a map over an empty array',
    by: [
      edit(
        'roles.ts',
        '    state.nextIndex[other] = state.log.lastIndex + 1;\n',
        '    state.nextIndex = state.nextIndex.map(() => state.log.lastIndex + 1);\n',
      ),
    ],
    test: '2B/no-repeats',
    rule: 'B.2',
    says: /The first that it sent was at index 1: is nextIndex set for every server when an election is won/,
  },
  {
    mistake: 'the arguments of heartbeats are built once per term',
    by: [
      edit(
        'raft.ts',
        'HeartbeatTimer(() => sendTo(server, otherServers(server)))',
        'HeartbeatTimer(() => sendTo(server, otherServers(server), true))',
      ),
      edit(
        'replication.ts',
        'function sendTo(server: Server, others: readonly number[])',
        'function sendTo(server: Server, others: readonly number[], isBeat = false)',
      ),
      edit(
        'replication.ts',
        'void sendAppendEntries(server, other);',
        'void sendAppendEntries(server, other, isBeat);',
      ),
      edit(
        'replication.ts',
        'async function sendAppendEntries(server: Server, other: number)',
        'const beats: AppendEntriesArgs[] = [];',
        'async function sendAppendEntries(server: Server, other: number, isBeat: boolean)',
      ),
      edit(
        'replication.ts',
        '  const args = appendEntriesArgs(server, other);',
        '  let args = appendEntriesArgs(server, other);',
        '  const old = beats[other];',
        '  if (isBeat && old?.term === args.term) args = old;',
        '  else if (isBeat) args = beats[other] = { ...args, entries: [] };',
      ),
    ],
    test: '2B/basic-agree',
    rule: 'V.2',
    says: /as if S\d had not acknowledged index \d+. Are its arguments made anew for each message/,
  },
  {
    mistake: 'a leader that steps down deletes what is not committed',
    by: [
      edit(
        'roles.ts',
        '    server.heartbeatTimer.stop();\n',
        '    server.heartbeatTimer.stop();\n    state.log.deleteFrom(state.commitIndex + 1);\n',
      ),
    ],
    test: '2B/late-refusal',
    rule: 'V.1',
    says: /As a leader it had itself sent the entry of term \d at index \d+: a server that steps down keeps its log/,
  },
];

test.each(NAMED)('the report names it: $mistake', expectNamed);
