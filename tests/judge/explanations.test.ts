/** What a student reads about a mistake: the rule names it, and the sentence says what happened. */
import { CATALOGUE } from '../../grader/judge/scenarios/catalogue';
import { entryOf } from '../../grader/judge/rules/explanations';
import { BANK } from '../../grader/proof/mutants/bank';
import { edit, edited, type Edit, type Files } from '../../grader/proof/mutants/mutant';
import { baseOf } from '../../grader/proof/mutants/program';
import { runTest } from '../../grader/runs/pool/run-test';
import { programOf } from '../support/programs';

interface Explanation {
  readonly mistake: string;
  /** Of the bank, or made here. */
  readonly by: string | readonly Edit[];
  readonly test: string;
  readonly rule: string;
  readonly says: RegExp;
  readonly lookAt: RegExp;
  /** A row of the timeline that is marked as what broke the rule. */
  readonly shows?: RegExp;
}

const SAVED = '    server.state.log = new Log(saved.entries);';

const EXPLANATIONS: readonly Explanation[] = [
  {
    mistake: 'the whole saved log is applied at boot',
    by: [
      edit(
        'persistence.ts',
        SAVED,
        SAVED,
        '    server.state.commitIndex = server.state.log.lastIndex;',
      ),
      edit(
        'raft.ts',
        '    readPersist(server);',
        '    readPersist(server);',
        '    applyCommitted(server);',
      ),
    ],
    test: '2C/persist-state',
    rule: 'P.1',
    says: /S0 restarted after a crash .* applied index 1 .* no message .* commitIndex and lastApplied are volatile/,
    lookAt: /commitIndex and lastApplied start at 0/,
  },
  {
    mistake: 'lastApplied is at the end of the saved log',
    by: [
      edit(
        'persistence.ts',
        SAVED,
        SAVED,
        '    server.state.lastApplied = server.state.log.lastIndex;',
      ),
    ],
    test: '2C/persist-state',
    rule: 'P.1',
    says: /it accepts a heartbeat with leaderCommit \d+, but does not apply index 1\. Are commitIndex and lastApplied 0 at each boot/,
    lookAt: /commitIndex and lastApplied start at 0/,
  },
  {
    mistake: 'lastApplied is restored from the disk',
    by: 'saved-state/last-applied-saved',
    test: '2C/crash-points',
    rule: 'P.1',
    says: /restarted .* and first applied index \d+ .*volatile/,
    lookAt: /commitIndex and lastApplied start at 0/,
  },
  {
    mistake: 'whether the log is saved is decided by its length',
    by: 'saved-state/log-compared-by-length',
    test: '2C/crash-points',
    rule: 'P.1',
    says: /the entry of term 4 at index 3\. .*an entry that is replaced noticed, though the log is as long as before/,
    lookAt: /an entry that replaces another at the same index/,
  },
  {
    mistake: 'the log is saved rightly and comes back without its first entry',
    by: [edit('persistence.ts', 'new Log(saved.entries)', 'new Log(saved.entries.slice(1))')],
    test: '2C/persist-state',
    rule: 'P.1',
    says: /S0 saved .* but a boot from that save does not bring them back/,
    lookAt: /is it read back unchanged/,
  },
  {
    mistake: 'all servers draw the same timeouts',
    by: 'election/timeout-fixed',
    test: '2A/initial-election',
    rule: 'F.2',
    says: /In \d+ terms, servers \(S0, S1 and S2\) started elections within [\d.]+ ms of each other/,
    lookAt: /a new random value each time/,
  },
  {
    mistake: 'AppendEntries is never answered again after an early return',
    by: [
      edit(
        'raft.ts',
        '    const reply = answerAppendEntries(this.server, args);',
        '    if (this.isBusy) return new Promise<never>(() => {}) as never;',
        '    this.isBusy = true;',
        '    const reply = answerAppendEntries(this.server, args);',
        '    if (args.entries.length === 0) return reply;',
        '    this.isBusy = false;',
      ),
      edit(
        'raft.ts',
        '  private readonly pace: Pace;',
        '  private readonly pace: Pace;',
        '  private isBusy = false;',
      ),
    ],
    test: '2A/initial-election',
    rule: 'F.1',
    says: /S\d answered 1 of the \d+ AppendEntries it received, none since \d/,
    lookAt: /does it end in a reply/,
  },
  {
    mistake: 'a leader keeps its own election timer',
    by: 'election/leader-keeps-its-election-timer',
    test: '2A/initial-election',
    rule: 'F.2',
    says: /S\d, leader of term \d and connected to S\d and S\d, started an election itself at \d/,
    lookAt: /a leader stops it/,
  },
  {
    mistake: 'heartbeats go on after stepping down',
    by: 'election/deposed-leader-goes-on-sending',
    test: '2A/first-heartbeat',
    rule: 'ALL.2',
    says: /S0 led term \d+, learned of term \d+ at .*, and still sends AppendEntries at/,
    lookAt: /compared with currentTerm/,
  },
  {
    mistake: 'args.term <= currentTerm is refused',
    by: [
      edit(
        'append-entries.ts',
        'if (args.term < state.currentTerm)',
        'if (args.term <= state.currentTerm)',
      ),
    ],
    test: '2A/initial-election',
    rule: 'AE.1',
    says: /in that same term .* only args\.term < currentTerm is refused/,
    lookAt: /^the first comparison in the receiver of AppendEntries/,
  },
  {
    mistake: 'the vote is kept in a newer term',
    by: 'election/vote-kept-in-a-newer-term',
    test: '2A/one-vote',
    rule: 'ALL.2',
    says: /in a newer term it must be free to vote/,
    lookAt: /when a newer term is adopted, is votedFor cleared/,
    shows: /^refuses S\d its vote, term \d+$/,
  },
  {
    mistake: 'the votes are counted when all have come',
    by: 'election/votes-counted-when-all-have-answered',
    test: '2A/one-vote',
    rule: 'C.2',
    says: /S0 and S1 have not answered: does the count wait for them\?/,
    lookAt: /when a vote arrives/,
  },
  {
    mistake: 'a leader begins its term with a no-op',
    by: [
      edit(
        'election.ts',
        '    becomeLeader(server);',
        '    becomeLeader(server);',
        "    state.log.append([{ term: state.currentTerm, command: 'no-op' }]);",
      ),
    ],
    test: '2B/basic-agree',
    rule: 'L.2',
    says: /"no-op" .* In this lab the log holds only commands that were passed to start\(\)/,
    lookAt: /^start\(\)/,
  },
  {
    mistake: 'the leader never applies',
    by: 'commit/leader-never-applies',
    test: '2B/basic-agree',
    rule: 'ALL.1',
    says: /2 servers applied it, but S\d itself, which announced it as committed, did not/,
    lookAt: /lastApplied/,
  },
  {
    mistake: 'entries that are there already are refused',
    by: [
      edit(
        'append-entries.ts',
        'const success = hasEntry(state.log, args.prevLogIndex, args.prevLogTerm);',
        'const last = args.prevLogIndex + args.entries.length;',
        'const isKnown = args.entries.length > 0 && last <= state.log.lastIndex;',
        'const success = hasEntry(state.log, args.prevLogIndex, args.prevLogTerm) && !isKnown;',
      ),
    ],
    test: '2B/overlap',
    rule: 'AE.4',
    says: /because all its entries are there already \(AE\.4\), or because it compares prevLogTerm 0 with the term of its last entry/,
    lookAt: /new entries that overlap/,
  },
  {
    mistake: 'the timeout is doubled after each lost election',
    by: [
      edit('timers.ts', 'const timeoutMs = ELECTION', 'const timeoutMs = this.lost * (ELECTION'),
      edit('timers.ts', 'Math.random() * spreadMs);', 'Math.random() * spreadMs));'),
      edit(
        'timers.ts',
        '  /** Starts or restarts the timer',
        '  lost = 1;\n\n  /** Starts or restarts the timer',
      ),
      edit(
        'roles.ts',
        '  state.votedFor = server.me;',
        '  state.votedFor = server.me;\n  server.electionTimer.lost *= 2;',
      ),
      edit(
        'roles.ts',
        "  state.role = 'leader';",
        "  state.role = 'leader';\n  server.electionTimer.lost = 1;",
      ),
    ],
    test: '2A/elections-go-on',
    rule: 'C.4',
    says: /The times from one election to the next were [\d., ]+ s: an election timeout must not grow/,
    lookAt: /election timer runs/,
  },
  {
    mistake: "a candidate's timer is not started over",
    by: [
      edit(
        'roles.ts',
        '  state.votes = new Set([server.me]);\n  server.electionTimer.reset();',
        '  state.votes = new Set([server.me]);',
      ),
      edit(
        'timers.ts',
        '    this.timer = setTimeout(this.onTimeout, timeoutMs);',
        '    this.timer = setTimeout(() => {\n      this.onTimeout();\n      this.timer = setInterval(this.onTimeout, 29);\n    }, timeoutMs);',
      ),
    ],
    test: '2A/random-timeouts',
    rule: 'F.2',
    says: /\d+ ms is less than a vote may take to arrive: does a candidacy reset the timer/,
    lookAt: /a new random value each time/,
  },
  {
    mistake: 'matchIndex is raised by a refusal',
    by: [
      edit(
        'replication.ts',
        '  if (args.prevLogIndex !== nextIndex - 1) return;',
        '  state.matchIndex[from] = args.prevLogIndex + args.entries.length;\n  advanceCommitIndex(server);\n  applyCommitted(server);\n  if (args.prevLogIndex !== nextIndex - 1) return;',
      ),
    ],
    test: '2B/prev-entry',
    rule: 'V.3',
    says: /S\d refused the request that reached that far .* a refusal does not raise matchIndex/,
    lookAt: /how matchIndex is set/,
  },
  {
    mistake: 'a new leader takes all logs for matched',
    by: 'leader/match-index-begins-at-next-index',
    test: '2B/prev-entry',
    rule: 'L.4',
    says: /nextIndex must go back, unless it would go below what this follower has acknowledged/,
    lookAt: /what moves nextIndex back/,
  },
  {
    mistake: 'leaderCommit of a refused request counts',
    by: [
      edit(
        'append-entries.ts',
        '    followLeaderCommit(state, args);\n  }',
        '  }\n  followLeaderCommit(state, args);',
      ),
    ],
    test: '2B/commit-bound',
    rule: 'AE.2',
    says: /must refuse the request and ignore its leaderCommit/,
    lookAt: /a refused request leaves everything as it was, including commitIndex/,
  },
  {
    mistake: 'the log comes back with one sentinel more',
    by: 'saved-state/sentinel-saved-too',
    test: '2C/persist-state',
    rule: 'P.1',
    says: /is the empty log read back as an empty one/,
    lookAt: /is it read back unchanged/,
  },
  {
    mistake: 'a request of its own term ends a candidacy',
    by: 'election/vote-request-of-the-same-term-deposes',
    test: '2A/one-vote',
    rule: 'C.2',
    says: /Does it give up its candidacy because of another candidate's request of its own term/,
    lookAt: /whether each candidacy starts a new count/,
  },
  {
    mistake: 'bytes are made by Buffer',
    by: [
      edit(
        'persistence.ts',
        '  return new TextEncoder().encode(JSON.stringify(saved));',
        '  return Buffer.from(JSON.stringify(saved));',
      ),
    ],
    test: '2C/persist-state',
    rule: 'K.2',
    says: /Buffer is not defined\. Use a Uint8Array for bytes; TextEncoder and TextDecoder/,
    lookAt: /the line/,
  },
  {
    mistake: 'getState() says of a candidate that it leads',
    by: [edit('raft.ts', "isLeader: role === 'leader'", "isLeader: role !== 'follower'")],
    test: '2A/initial-election',
    rule: 'C.2',
    says: /The getState\(\) of S\d says that it leads term 1 at .* but it has only its own vote/,
    lookAt: /what getState\(\) returns/,
  },
  {
    mistake: 'the receiver waits between the check of votedFor and the vote',
    by: [
      edit(
        'raft.ts',
        ['  requestVote(args: RequestVoteArgs): RequestVoteReply {', '    return'].join('\n'),
        '  async requestVote(args: RequestVoteArgs): Promise<RequestVoteReply> {',
        '    return await',
      ),
      edit(
        'election.ts',
        'export function answerRequestVote(server: Server, args: RequestVoteArgs): RequestVoteReply {',
        'export async function answerRequestVote(',
        '  server: Server,',
        '  args: RequestVoteArgs,',
        '): Promise<RequestVoteReply> {',
      ),
      edit(
        'election.ts',
        '  if (voteGranted) {',
        '  await new Promise((done) => setTimeout(done, 1));',
        '  if (voteGranted) {',
      ),
    ],
    test: '2A/one-vote',
    rule: 'RV.2',
    says: /had arrived at .* before the first vote left: is there an await between the check of votedFor/,
    lookAt: /where votedFor is checked, set/,
  },
  {
    mistake: 'a late vote makes the leader leader again',
    by: 'reported/late-vote-makes-leader-again',
    test: '2A/heartbeats',
    rule: 'C.2',
    says: /a late vote must not make it become leader again/,
    lookAt: /are you still a candidate/,
  },
  {
    mistake: 'prevLogIndex is nextIndex',
    by: [edit('replication.ts', 'prevLogIndex: nextIndex - 1,', 'prevLogIndex: nextIndex,')],
    test: '2B/basic-agree',
    rule: 'L.3',
    says: /prevLogIndex 1 and prevLogTerm 0 .* no entry at index 1\. prevLogIndex is nextIndex - 1/,
    lookAt: /prevLogIndex and prevLogTerm belong to the entry before/,
  },
  {
    mistake: 'lastApplied is read again when the entry is applied a moment later',
    by: 'commit/last-applied-moved-before-delivery',
    test: '2B/candidate-log',
    rule: 'ALL.1',
    says: /It skipped index 1, which holds a command .* in a setTimeout or after an await, must not read lastApplied/,
    lookAt: /one entry at a time/,
  },
  {
    mistake: 'the leader does not count its own copy',
    by: [
      edit(
        'commit.ts',
        'isMajority(server, 1 + holders.length)',
        'isMajority(server, holders.length)',
      ),
    ],
    test: '2B/retry',
    rule: 'V.2',
    says: /has not applied "a" at index 1\. The highest leaderCommit that it has sent is 0: does it count its own copy/,
    lookAt: /commitIndex/,
  },
  {
    mistake: 'matchIndex is sorted as text',
    by: 'typescript/default-sort',
    test: '2B/commit-count',
    rule: 'V.3',
    says: /Sorted as text, .* the indexes [\d, ]+ have 12 in the middle: sort a copy of matchIndex, as numbers/,
    lookAt: /how matchIndex is set/,
  },
  {
    mistake: 'the log is cut behind every request',
    by: [
      edit(
        'append-entries.ts',
        '    deleteConflicts(state.log, args);\n    appendMissing(state.log, args);',
        '    state.log.deleteFrom(args.prevLogIndex + 1);',
        '    state.log.append(args.entries);',
      ),
    ],
    test: '2B/stale-prefix',
    rule: 'AE.3',
    says: /In between it accepted an AppendEntries that ends at index 3 .* though none of them conflicts/,
    lookAt: /only at a real conflict/,
  },
  {
    mistake: 'only the length of the log is checked',
    by: [
      edit(
        'append-entries.ts',
        'return log.termAt(index) === term;',
        'return index <= log.lastIndex;',
      ),
    ],
    test: '2B/log-check',
    rule: 'AE.2',
    says: /never received such an entry: what it has there is of term 2/,
    lookAt: /comparison of prevLogTerm/,
  },
  {
    mistake: 'behind the end of the log, the last term is compared',
    by: [
      edit(
        'append-entries.ts',
        'return log.termAt(index) === term;',
        'return (log.termAt(index) ?? log.lastTerm) === term;',
      ),
    ],
    test: '2B/heartbeat-check',
    rule: 'AE.2',
    says: /without entries with prevLogIndex 3 and prevLogTerm 2 .* no entry for that index has ever reached it/,
    lookAt: /when the log is too short/,
  },
  {
    mistake: 'start() is async',
    by: 'leader/start-answers-with-a-promise',
    test: '2B/basic-agree',
    rule: 'K.1',
    says: /start\(\) answered with a Promise; it must answer at once, so it cannot be async/,
    lookAt: /the message named above/,
  },
  {
    mistake: 'nextIndex jumps past an entry that was never sent',
    by: [
      edit(
        'replication.ts',
        'args.prevLogIndex + args.entries.length;',
        'args.prevLogIndex + args.entries.length + 1;',
      ),
    ],
    test: '2B/basic-agree',
    rule: 'V.2',
    says: /never sent it to any server, and now sends S\d, S\d AppendEntries with prevLogIndex 1: does nextIndex move past/,
    lookAt: /the path of a command/,
  },
  {
    mistake: 'followers never apply',
    by: [
      edit('raft.ts', '    applyCommitted(this.server);\n    return reply;', '    return reply;'),
    ],
    test: '2B/basic-agree',
    rule: 'V.2',
    says: /only 1 server applied it: S\d accepted the entry and received leaderCommit 1 in a heartbeat without entries, but did not apply it/,
    lookAt: /commitIndex, apply/,
  },
  {
    mistake: 'every refusal moves nextIndex back, without a bound',
    by: [
      edit('replication.ts', '  if (args.prevLogIndex !== nextIndex - 1) return;\n', ''),
      edit(
        'replication.ts',
        'state.nextIndex[from] = Math.max(wanted, lowest);',
        'state.nextIndex[from] = nextIndex - 1 + 0 * (wanted + lowest);',
      ),
      edit(
        'replication.ts',
        'state.log.at(nextIndex - 1).term,',
        'state.log.termAt(nextIndex - 1) ?? 0,',
      ),
    ],
    test: '2B/late-refusal',
    rule: 'L.4',
    says: /in the same term.* went back and sent it an AppendEntries with prevLogIndex/,
    lookAt: /only a refusal of the current request may/,
  },
  {
    mistake: 'a refusal that a success has overtaken moves nextIndex back',
    by: [
      edit('replication.ts', '  if (args.prevLogIndex !== nextIndex - 1) return;\n', ''),
      edit('replication.ts', 'Math.max(wanted, lowest);', 'Math.max(wanted, 0 * lowest);'),
    ],
    test: '2C/stale-refusal',
    rule: 'FB.5',
    says: /the refusal of an earlier request reached S\d\. Afterwards S\d sent AppendEntries .* went back below/,
    lookAt: /which request does the reply belong to/,
    shows: /HEARS from S\d: refuses/,
  },
  {
    mistake: 'heartbeats carry no entries, so that what was lost is never sent again',
    by: [
      edit(
        'raft.ts',
        'new HeartbeatTimer(() => sendTo(server, otherServers(server)))',
        'new HeartbeatTimer(() => {',
        '        const { state } = server;',
        "        if (state.role !== 'leader') return;",
        '        for (const other of otherServers(server)) {',
        '          const prevLogIndex = (state.nextIndex[other] ?? 1) - 1;',
        '          void server.peers[other]?.appendEntries({',
        '            ...{ term: state.currentTerm, leaderId: me, prevLogIndex, entries: [] },',
        '            prevLogTerm: state.log.at(prevLogIndex).term,',
        '            leaderCommit: state.commitIndex,',
        '          });',
        '        }',
        '      })',
      ),
    ],
    test: '2B/retry',
    rule: 'V.2',
    says: /has received none of them, .* All \d+ AppendEntries that it received in that time were empty: entries that are not acknowledged must be sent again, in the next heartbeat/,
    lookAt: /the path of a command/,
  },
];

describe('the student reads what he did:', () => {
  test.each(EXPLANATIONS)('$mistake', async ({ by, test: id, rule, says, lookAt, shows }) => {
    const scenario = CATALOGUE.find((one) => one.id === id);
    if (!scenario) throw new Error(`there is no test ${id}`);
    const { failure } = runTest(await programOf(filesOf(by)), scenario, 1);
    expect(failure?.rule).toBe(rule);
    expect(failure?.message).toMatch(says);
    expect(entryOf(rule)?.lookAt).toMatch(lookAt);
    const marked = failure?.timeline.filter(({ witness }) => witness).map(({ text }) => text);
    if (shows) expect(marked?.join('\n')).toMatch(shows);
    expect(failure?.message).not.toMatch(/\b(by|to|at|until) at\b/);
  });
});

function filesOf(by: Explanation['by']): Files {
  const found = BANK.find(({ id }) => id === by);
  const edits = typeof by === 'string' ? (found?.edits ?? []) : by;
  const files = edited(baseOf(found ?? {}), edits);
  if (isProblems(files)) throw new Error(files.join('\n'));
  return files;
}

function isProblems(files: Files | readonly string[]): files is readonly string[] {
  return Array.isArray(files);
}
