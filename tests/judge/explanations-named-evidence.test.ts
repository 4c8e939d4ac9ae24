/** Mistakes that the messages, saves and commands of the run show: the report names them. */
import { edit } from '../../grader/proof/mutants/mutant';
import { expectNamed, type Named } from '../support/named';

const COUNTED = ['      state.commitIndex = index;', '      return;', '    }'];
const COUNT = [
  '  for (let index = state.log.lastIndex; index > state.commitIndex; index -= 1) {',
  '    if (state.log.termAt(index) !== state.currentTerm) return;',
];
const HAS_ENTRY = '  const success = hasEntry(state.log, args.prevLogIndex, args.prevLogTerm);';

const NAMED: readonly Named[] = [
  {
    mistake: 'a candidate counts as a leader that was heard from',
    by: [
      edit(
        'state.ts',
        '  votes = new Set<number>();',
        '  votes = new Set<number>();',
        '  heardAt = -1000;',
      ),
      edit(
        'election.ts',
        '  if (args.term < state.currentTerm) {\n    return { term: state.currentTerm, voteGranted: false };\n  }',
        '  const hasHeard = Date.now() - state.heardAt < 280;',
        '  state.heardAt = Date.now();',
        '  if (args.term < state.currentTerm || (hasHeard && args.term > state.currentTerm)) {',
        '    return { term: state.currentTerm, voteGranted: false };',
        '  }',
      ),
    ],
    test: '2A/one-vote',
    rule: 'ALL.2',
    says: /must be free to vote\. It has not adopted that term either\. Only a leader, .* and (S\d) has heard from none: a RequestVote, an election of its own or a boot does not count/,
  },
  {
    mistake: 'a leader never votes',
    by: [
      edit(
        'election.ts',
        '  if (args.term < state.currentTerm) {\n    return { term: state.currentTerm, voteGranted: false };\n  }',
        "  if (args.term < state.currentTerm || state.role === 'leader') {",
        '    return { term: state.currentTerm, voteGranted: false };',
        '  }',
      ),
    ],
    test: '2A/newer-term',
    rule: 'ALL.2',
    says: /has not adopted that term, but still leads term \d+, though no server answers it: .* only while a majority answers it/,
  },
  {
    mistake: 'sending moves nextIndex',
    by: [
      edit(
        'replication.ts',
        '  const args = appendEntriesArgs(server, other);',
        '  const args = appendEntriesArgs(server, other);',
        '  server.state.nextIndex[other] = server.state.log.lastIndex + 1;',
      ),
    ],
    test: '2B/match-index',
    rule: 'L.3',
    says: /It refused all \d+ AppendEntries of that term, the last at [\d.]+ s, but none had a prevLogIndex below 1: after prevLogIndex 1 came 2\. .* does sending a request move it/,
  },
  {
    mistake: 'only the last index is counted',
    by: [edit('commit.ts', COUNTED, '      state.commitIndex = index;', '    }', '    return;')],
    test: '2B/steady-stream',
    rule: 'L.5',
    says: /it has applied nothing\. A majority holds the entries up to index 9\d, but never held the leader's last one, .* Does your code check only the last index/,
  },
  {
    mistake: 'a loop upwards stops at an entry of an older term',
    by: [
      edit(
        'commit.ts',
        COUNT,
        '  for (let index = state.commitIndex + 1; index <= state.log.lastIndex; index += 1) {',
        '    if (state.log.termAt(index) !== state.currentTerm) return;',
      ),
      edit('commit.ts', COUNTED, '      state.commitIndex = index;', '    }'),
    ],
    test: '2B/apply-as-leader',
    rule: 'L.5',
    says: /is 0: the entry at index 1 is of an older term, so it is committed only by a later entry of term \d+; does a loop upwards from commitIndex \+ 1 stop at it, does it check commitIndex again/,
  },
  {
    mistake: 'the count waits for all servers',
    by: [
      edit(
        'commit.ts',
        'if (isMajority(server, 1 + holders.length)) {',
        'if (holders.length === otherServers(server).length) {',
      ),
    ],
    test: '2B/retry',
    rule: 'V.2',
    says: /does it count its own copy, does the count wait for S\d, which has not acknowledged it, does it check/,
  },
  {
    mistake: 'the empty command is no command',
    by: [
      edit(
        'commit.ts',
        '    server.apply({ index, command: state.log.at(index).command });',
        '    const { command } = state.log.at(index);',
        '    if (command) server.apply({ index, command });',
      ),
    ],
    test: '2B/start-at-once',
    rule: 'ALL.1',
    says: /It skipped index 7, whose command is "" \(the empty string\): .* in a condition such as if \(command\) it counts as false/,
  },
  {
    mistake: 'a command that the log holds is not appended again',
    by: [
      edit(
        'replication.ts',
        '  state.log.append([{ term: state.currentTerm, command }]);',
        '  for (let index = 1; index <= state.log.lastIndex; index += 1) {',
        '    if (state.log.at(index).command === command) {',
        '      return { index, term: state.currentTerm, isLeader: true };',
        '    }',
        '  }',
        '  state.log.append([{ term: state.currentTerm, command }]);',
      ),
    ],
    test: '2B/start-at-once',
    rule: 'L.2',
    says: /put the command "d" at index 4 at [\d.]+ s instead of index 5\. It had accepted the same command at that index at [\d.]+ s: two equal commands are two entries/,
  },
  {
    mistake: 'a deposed leader deletes what it has not committed',
    by: [
      edit(
        'roles.ts',
        "  if (state.role === 'leader') {",
        "  if (state.role === 'leader') {",
        '    state.log.deleteFrom(state.commitIndex + 1);',
      ),
    ],
    test: '2B/election-restriction',
    rule: 'RV.3',
    says: /What it saved before that vote has \d+ bytes; its save before that had \d+: does a leader delete entries when it steps down/,
  },
  {
    mistake: 'a request that starts below commitIndex succeeds at once',
    by: [
      edit(
        'append-entries.ts',
        HAS_ENTRY,
        '  if (args.prevLogIndex < state.commitIndex) {',
        '    return { term: state.currentTerm, success: true };',
        '  }',
        HAS_ENTRY,
      ),
    ],
    test: '2B/overlap',
    rule: 'AE.3',
    says: /The acknowledged request carried entries 2 to 6, and those up to index 4 were there before: did your code append entries 5 to 6, .* because prevLogIndex 1 is below commitIndex \(it had applied index 3\)\?$/,
  },
  {
    mistake: 'a request that starts below commitIndex is refused',
    by: [
      edit(
        'append-entries.ts',
        HAS_ENTRY,
        '  const success =',
        '    args.prevLogIndex >= state.commitIndex &&',
        '    hasEntry(state.log, args.prevLogIndex, args.prevLogTerm);',
      ),
    ],
    test: '2B/overlap',
    rule: 'AE.3',
    says: /S\d had applied all entries up to index 3 by then, so its log matches .* at index 1, and it must accept \(AE\.2\): does your code refuse a request that starts below commitIndex\?/,
  },
  {
    mistake: 'heartbeats are built from the end of the log',
    by: [
      edit(
        'replication.ts',
        '  const nextIndex = state.nextIndex[other] ?? 1;\n  return {',
        '  const nextIndex = state.log.lastIndex + 1;',
        '  return {',
      ),
    ],
    test: '2B/basic-agree',
    rule: 'V.2',
    says: /never sent, or is a heartbeat built from the end of the log instead of from nextIndex \(L\.3\)\?/,
  },
  {
    mistake: 'a command is appended later, with the term of that moment',
    by: [
      edit(
        'replication.ts',
        [
          '  state.log.append([{ term: state.currentTerm, command }]);',
          '  persist(server);',
          '  return { index: state.log.lastIndex, term: state.currentTerm, isLeader: true };',
        ],
        '  queue.push(command);',
        '  if (queue.length === 1) {',
        '    setTimeout(() => {',
        '      const { currentTerm: term } = state;',
        '      state.log.append(queue.splice(0).map((text) => ({ term, command: text })));',
        '      persist(server);',
        '      sendTo(server, Object.keys(server.peers).map(Number).filter((id) => id !== server.me));',
        '    }, 1);',
        '  }',
        '  const index = state.log.lastIndex + queue.length;',
        '  return { index, term: state.currentTerm, isLeader: true };',
      ),
      edit(
        'replication.ts',
        '/** What start() returns; see RaftShape in the contract. */',
        'const queue: Command[] = [];',
        '',
        '/** What start() returns; see RaftShape in the contract. */',
      ),
    ],
    test: '2B/start-refused',
    rule: 'L.3',
    says: /S\d accepted "command \d\.\d" at that index as leader of term \d+ at [\d.]+ s, and no entry of term \d+ has reached it\. start\(\) itself appends/,
  },
  {
    mistake: 'a save is never synced, and read back after a power failure',
    by: [edit('persister.ts', '    this.disk.sync(TEMPORARY_FILE);\n', '')],
    test: '2C/persister-round-trip',
    rule: 'P.3',
    says: /after 1 byte was saved and power had failed; that save made no sync\./,
  },
  {
    mistake: 'the log is read back without its sentinel',
    by: [
      edit(
        'log.ts',
        'this.entries = [SENTINEL, ...entries];',
        'this.entries = entries.length > 0 ? [...entries] : [SENTINEL];',
      ),
    ],
    test: '2C/persist-state',
    rule: 'P.1',
    says: /it does not have the entry of term 2 at index (\d+); by its conflictIndex \1, its log ends at index \d+\./,
  },
  {
    mistake: 'the same entries again are acknowledged while they are being saved',
    by: [
      edit('append-entries.ts', '  persist(server);\n', ''),
      edit(
        'raft.ts',
        '  appendEntries(args: AppendEntriesArgs): AppendEntriesReply {',
        '  async appendEntries(args: AppendEntriesArgs): Promise<AppendEntriesReply> {',
        '    const { log } = this.server.state;',
        '    const { revision } = log;',
      ),
      edit(
        'raft.ts',
        'const reply = answerAppendEntries(this.server, args);',
        'const reply = answerAppendEntries(this.server, args);',
        '    if (log.revision !== revision) {',
        '      await new Promise((done) => setTimeout(done, 3));',
        '      persist(this.server);',
        '    }',
      ),
      edit('raft.ts', 'import { readPersist }', 'import { persist, readPersist }'),
    ],
    test: '2C/persist-state',
    rule: 'P.2',
    says: /not on its disk yet: .* The same entries had arrived in an earlier request: a request that changes nothing must also wait/,
  },
  {
    mistake: 'two bytes of the terms of entries are saved',
    by: [
      edit(
        'persistence.ts',
        'entries: state.log.entriesFrom(1),',
        'entries: state.log.entriesFrom(1).map((one) => ({ ...one, term: one.term % 65_536 })),',
      ),
    ],
    test: '2C/persist-state',
    rule: 'P.1',
    says: /Does each number fit into the field in which it is saved: the term is \d+, and a command has \d+ characters\?/,
  },
  {
    mistake: 'a log of the same length is not saved again',
    by: [edit('economy.ts', 'state.log.revision]', 'state.log.lastIndex]')],
    test: '2C/persist-state',
    rule: 'P.2',
    says: /The last entry of its log was one of term 2 there before, and since the new one came it has saved nothing: .* from the length of the log/,
  },
  {
    mistake: 'a boot restores vote and log, but not the term',
    by: [edit('persistence.ts', '    server.state.currentTerm = saved.currentTerm;', '')],
    test: '2C/persist-state',
    rule: 'P.1',
    says: /it would vote for S\d in term 1\. Its getState\(\) begins with term 0\. Is the state read in the constructor, before anything else happens, and is currentTerm among/,
  },
  {
    mistake: 'a boot reads the state a millisecond later',
    by: [
      edit('raft.ts', '    readPersist(server);', '    setTimeout(() => readPersist(server), 1);'),
    ],
    test: '2C/persist-state',
    rule: 'RV.2',
    says: /After the restart its getState\(\) began with term 0: .* is the state read in the constructor/,
  },
  {
    mistake: 'terms are compared by their last digit, so an entry is not replaced',
    by: [
      edit(
        'append-entries.ts',
        'if (log.termAt(index) !== entry.term) {',
        'if ((log.termAt(index) ?? 0) % 10 !== entry.term % 10) {',
      ),
    ],
    test: '2C/persist-state',
    rule: 'P.1',
    says: /does not have the entry of term 11 at index 1; by its conflictTerm, it has one of term 1 there\. Was the entry of term 1 replaced at all/,
  },
  {
    mistake: 'a leader never goes back below its commitIndex',
    by: [
      edit(
        'replication.ts',
        '(state.matchIndex[from] ?? 0) + 1',
        'Math.max(state.matchIndex[from] ?? 0, state.commitIndex) + 1',
      ),
    ],
    test: '2B/start-refused',
    rule: 'V.2',
    says: /The last one has prevLogIndex 2, and S\d refused it: after each refusal nextIndex must go back/,
  },
  {
    mistake: 'start() returns the term of its first call',
    by: [
      edit(
        'replication.ts',
        '  return { index: state.log.lastIndex, term: state.currentTerm, isLeader: true };',
        '  const calls = takeCommand as { term?: number };',
        '  calls.term ??= state.currentTerm;',
        '  return { index: state.log.lastIndex, term: calls.term, isLeader: true };',
      ),
    ],
    test: '2B/start-refused',
    rule: 'L.2',
    says: /led term (\d+) when start\(\) took "command \d\.\d", but start\(\) returned term 1\. It returns the index and the term of the new entry/,
  },
  {
    mistake: 'a server applies what its start() took at that index',
    by: [
      edit(
        'state.ts',
        '  matchIndex: number[] = [];',
        '  matchIndex: number[] = [];',
        '  taken = new Map<number, string>();',
      ),
      edit(
        'replication.ts',
        '  return { index: state.log.lastIndex,',
        '  state.taken.set(state.log.lastIndex, command);',
        '  return { index: state.log.lastIndex,',
      ),
      edit(
        'commit.ts',
        'command: state.log.at(index).command',
        'command: state.taken.get(index) ?? state.log.at(index).command',
      ),
    ],
    test: '2B/earlier-term',
    rule: 'V.2',
    says: /applied "a" at index 1 instead of "t2i1"\. "a" is what its start\(\) took at index 1 in term 1, and another entry has replaced it since/,
  },
  {
    mistake: 'commands are normalized',
    by: [
      edit(
        'replication.ts',
        'state.log.append([{ term: state.currentTerm, command }]);',
        'state.log.append([{ term: state.currentTerm, command: command.normalize() }]);',
      ),
    ],
    test: '2B/start-at-once',
    rule: 'L.2',
    says: /Raft never changes a command, not even its spaces, nor its Unicode form/,
  },
  {
    mistake: 'matchIndex is kept in bytes',
    by: [edit('state.ts', 'matchIndex: number[] = [];', 'matchIndex = new Uint8Array(16);')],
    test: '2B/apply-as-leader',
    rule: 'L.5',
    says: /can an element of matchIndex be 1501,/,
  },
];

test.each(NAMED)('the report names it: $mistake', expectNamed);
