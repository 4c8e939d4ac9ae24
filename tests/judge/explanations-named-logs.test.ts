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
    says: /At index 3 it held an entry of term 2 before, and was sent one of term 3: is a conflicting entry found .* and deleted/,
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
  {
    mistake: 'a request is limited in size, and one long command is over the limit',
    by: [
      edit(
        'replication.ts',
        'entries: state.log.entriesFrom(nextIndex)',
        'entries: limited(state.log.entriesFrom(nextIndex))',
      ),
      edit(
        'replication.ts',
        '/** L.3: all entries that',
        'function limited(entries: AppendEntriesArgs["entries"]): AppendEntriesArgs["entries"] {',
        '  let size = 0;',
        '  const end = entries.findIndex(({ command }) => (size += command.length) > 65_536);',
        '  return end < 0 ? entries : entries.slice(0, end);',
        '}',
        '',
        '/** L.3: all entries that',
      ),
    ],
    test: '2B/lagging-follower',
    rule: 'L.3',
    says: /has accepted "g{40}…" \(70000 characters\) at index 7, but until .* it sent that entry to no server\. .* prevLogIndex 6 and 0 entries\. If your code limits the size of a request, let at least one entry through/,
  },
  {
    mistake: 'start() throws for a large state',
    by: [
      edit(
        'persister.ts',
        'this.disk.write(TEMPORARY_FILE, state);',
        'const text = String.fromCharCode(...state);',
        '    this.disk.write(TEMPORARY_FILE, Uint8Array.from(text, (char) => char.charCodeAt(0)));',
      ),
    ],
    test: '2B/lagging-follower',
    rule: 'K.2',
    says: /start\(\) threw RangeError: .* is a long array spread into a call/,
  },
  {
    mistake: 'what was encoded for an index is saved again after its entry was replaced',
    by: [
      edit(
        'persistence.ts',
        'entries: state.log.entriesFrom(1)',
        'entries: state.log.entriesFrom(1).map(({ term, command }, i) => ({',
        '      term,',
        '      command: (known[i] ??= command),',
        '    }))',
      ),
      edit(
        'persistence.ts',
        '/** P.1: the persistent part',
        'const known: string[] = [];',
        '',
        '/** P.1: the persistent part',
      ),
    ],
    test: '2C/crash-points',
    rule: 'P.1',
    says: /acknowledged "t4i3" as the entry at index 3, of term 4\. It crashed, restarted, and applied "t2i3" there .*, the command of the entry that this one had replaced\. Its log was right, but what it saved was not/,
  },
  {
    mistake: 'a boot accepts an unfinished save and leaves it where the next one goes',
    by: [
      edit(
        'persister.ts',
        '    return this.disk.read(STATE_FILE) ?? new Uint8Array(0);',
        '    const old = this.disk.read(STATE_FILE) ?? new Uint8Array(0);',
        '    const left = this.disk.read(TEMPORARY_FILE);',
        '    return left !== undefined && left.length > old.length ? left : old;',
      ),
    ],
    test: '2C/persister-crash',
    rule: 'P.3',
    says: /an older state\. The \d+ bytes came from a save that had not returned, and then a boot returned them\. .* the next save overwrites its only copy/,
  },
  {
    mistake: 'the leader sorts matchIndex itself',
    by: [
      edit(
        'commit.ts',
        '  for (let index = state.log.lastIndex; index > state.commitIndex; index -= 1) {',
        '  state.matchIndex[server.me] = state.log.lastIndex;',
        '  state.matchIndex.sort((a, b) => b - a);',
        '  const middle = state.matchIndex[Math.floor(server.peers.length / 2)] ?? 0;',
        '  for (let index = middle; index > state.commitIndex; index -= 1) {',
      ),
      edit('commit.ts', 'isMajority(server, 1 + holders.length)', 'holders'),
    ],
    test: '2B/commit-majority',
    rule: 'V.3',
    says: /it has none\. Where does your code find that majority: .* or sort matchIndex itself instead of a copy/,
  },
  {
    mistake: 'the success of a part counts for the whole log',
    by: [
      edit(
        'replication.ts',
        'entries: state.log.entriesFrom(nextIndex)',
        'entries: state.log.entriesFrom(nextIndex).slice(0, 256)',
      ),
      edit(
        'replication.ts',
        'const matched = args.prevLogIndex + args.entries.length;',
        'let matched = args.prevLogIndex + args.entries.length;',
        '  if (args.entries.length === 256) matched = state.log.lastIndex;',
      ),
    ],
    test: '2B/match-index',
    rule: 'V.3',
    says: /does a success count for more than its own request held\? That of S\d covers prevLogIndex \+ entries\.length = 256, wherever the log ends/,
  },
  {
    mistake: 'each reply is credited to the last server',
    by: [
      edit(
        'replication.ts',
        'AppendEntries(server, other);',
        'AppendEntries(server, other, others.at(-1));',
      ),
      edit(
        'replication.ts',
        'other: number): Promise<void>',
        'other: number, last = other): Promise<void>',
      ),
      edit(
        'replication.ts',
        'Reply(server, other, args, reply)',
        'Reply(server, last, args, reply)',
      ),
    ],
    test: '2B/prev-entry',
    rule: 'L.4',
    says: /S\d has refused \d+ AppendEntries of S\d .* If it stays for that reason, matchIndex is too high: to which request, and to which server, does each reply belong\?/,
  },
  {
    mistake: 'a request ends one entry before the end of the log',
    by: [
      edit(
        'replication.ts',
        'entries: state.log.entriesFrom(nextIndex)',
        'entries: state.log.entriesFrom(nextIndex).slice(0, -1)',
      ),
    ],
    test: '2B/basic-agree',
    rule: 'V.2',
    says: /never sent ".*" to any server: .* Its latest AppendEntries to S\d ends before it, at index 0: does a request carry everything from nextIndex to the end of the log\?/,
  },
  {
    mistake: 'what was sent once is not sent again',
    by: [
      edit(
        'replication.ts',
        '  const reply = await',
        '  const sent: number[] = (server.sent ??= []);',
        '  args.entries.splice(0, (sent[other] ?? 0) - args.prevLogIndex);',
        '  sent[other] = Math.max(sent[other] ?? 0, args.prevLogIndex + args.entries.length);',
        '  const reply = await',
      ),
    ],
    test: '2C/stale-refusal',
    rule: 'L.3',
    says: /after 5 s it holds only \d of the \d entries of its leader .* In that time it was sent no entries: those that are not acknowledged must be sent again, from nextIndex on\./,
  },
];

test.each(NAMED)('the report names it: $mistake', expectNamed);
