/** Mistakes to which a report once led only nearby: its message names them. */
import { CATALOGUE } from '../../grader/judge/scenarios/catalogue';
import { edit, edited, type Edit, type Files } from '../../grader/proof/mutants/mutant';
import { baseOf } from '../../grader/proof/mutants/program';
import { runTest } from '../../grader/runs/pool/run-test';
import { programOf } from '../support/programs';

interface Named {
  readonly mistake: string;
  readonly by: readonly Edit[];
  readonly test: string;
  readonly rule: string;
  readonly says: RegExp;
}

const SAVE = ['    this.disk.write(TEMPORARY_FILE, state);', '    this.disk.sync(TEMPORARY_FILE);'];
const RESET = '  reset(): void {\n    this.stop();';
const NEW_TIMER = '    this.timer = setTimeout(this.onTimeout, timeoutMs);';

const NAMED: readonly Named[] = [
  {
    mistake: 'a timer that is already running is not restarted',
    by: [edit('timers.ts', RESET, '  reset(): void {', '    if (this.timer) return;')],
    test: '2A/initial-election',
    rule: 'L.1',
    says: /S\d had accepted a heartbeat of its leader only \d+ ms before it started an election at .* clear the election timer that is running and start a new one/,
  },
  {
    mistake: 'two resets in one handler leave a timer behind',
    by: [edit('timers.ts', NEW_TIMER, '    queueMicrotask(() => {', `  ${NEW_TIMER}`, '    });')],
    test: '2A/heartbeats',
    rule: 'L.1',
    says: /no longer does, .*: it started an election in term \d+ \(at [\d.]+ s\), so one of its election timers was still running/,
  },
  {
    mistake: 'a leader steps down at the first reply',
    by: [
      edit(
        'replication.ts',
        '  if (reply.success) onSuccess',
        '  becomeFollower(server, reply.term);',
        '  if (reply.success) onSuccess',
      ),
    ],
    test: '2A/initial-election',
    rule: 'V.1',
    says: /S\d became leader of term \d+, but at [\d.]+ s, in the same term, its getState\(\) no longer says so: which message/,
  },
  {
    mistake: 'the votes are never looked at',
    by: [edit('election.ts', '  if (!reply.voteGranted) return;', '  if (reply) return;')],
    test: '2A/initial-election',
    rule: 'V.1',
    says: /S\d received the votes of S\d, S\d in term \d+, a majority with its own, but did not become leader: is each reply awaited/,
  },
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
    mistake: 'a leader steps down when a reply is lost',
    by: [
      edit(
        'replication.ts',
        '  if (reply === undefined) return;',
        '  if (reply === undefined) {',
        "    if (server.state.role === 'leader') becomeFollower(server, args.term);",
        '    return;',
        '  }',
      ),
    ],
    test: '2A/heartbeats',
    rule: 'L.1',
    says: /no longer does, .* It stopped at [\d.]+ s, when it learned that S\d does not reply to its AppendEntries/,
  },
  {
    mistake: 'the term of a vote reply is not compared',
    by: [
      edit(
        'election.ts',
        '  if (reply.term > state.currentTerm) {\n    becomeFollower',
        '  if (reply.term < 0) {\n    becomeFollower',
      ),
    ],
    test: '2A/old-votes',
    rule: 'ALL.2',
    says: /Term \d+ was in the reply of S\d to its RequestVote \(received at [\d.]+ s\)/,
  },
  {
    mistake: 'following the winner clears the vote',
    by: [edit('roles.ts', '    state.votedFor = null;\n  }', '  }\n  state.votedFor = null;')],
    test: '2A/one-vote',
    rule: 'RV.2',
    says: /In between it received an AppendEntries of S\d in that term \(at [\d.]+ s\): votedFor is cleared when the term changes/,
  },
  {
    mistake: 'heartbeats come once',
    by: [
      edit(
        'timers.ts',
        '    this.timer = setInterval(this.onBeat, HEARTBEAT_MS);',
        '    this.timer = setTimeout(this.onBeat, HEARTBEAT_MS);',
      ),
    ],
    test: '2A/initial-election',
    rule: 'L.1',
    says: /S\d accepted a heartbeat of its leader at [\d.]+ s, received no other one for \d+ ms, and then started an election/,
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
    mistake: 'a lost reply is a vote',
    by: [
      edit(
        'election.ts',
        '  if (reply === undefined) return;\n  onVoteReply(server, other, args, reply);',
        '  onVoteReply(server, other, args, (reply ?? { term: args.term }) as RequestVoteReply);',
      ),
      edit(
        'election.ts',
        '  if (!reply.voteGranted) return;',
        '  if (reply.voteGranted === false) return;',
      ),
    ],
    test: '2A/elections-go-on',
    rule: 'C.2',
    says: /It learned that \d of its requests got no reply: undefined is not a vote/,
  },
];

test.each(NAMED)('the report names it: $mistake', async ({ by, test: id, rule, says }) => {
  const scenario = CATALOGUE.find((one) => one.id === id);
  if (!scenario) throw new Error(`there is no test ${id}`);
  const { failure } = runTest(await programOf(filesOf(by)), scenario, 1);
  expect(failure?.rule).toBe(rule);
  expect(failure?.message).toMatch(says);
});

function filesOf(by: readonly Edit[]): Files {
  const files = edited(baseOf({}), by);
  if (isProblems(files)) throw new Error(files.join('\n'));
  return files;
}

function isProblems(files: Files | readonly string[]): files is readonly string[] {
  return Array.isArray(files);
}
