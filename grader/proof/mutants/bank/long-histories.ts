/** Mistakes that show only after a long time, in a long log, or in a second leadership. */
import { edit, inStage } from '../mutant';

const CALL = '  const reply = await server.peers[other]?.appendEntries(args);';
const ENTRIES = '    entries: state.log.entriesFrom(nextIndex),';
const MATCHED = '  const matched = args.prevLogIndex + args.entries.length;';
const APPEND = '  state.log.append([{ term: state.currentTerm, command }]);';
const SAVE = '  persist(server);';
const ANSWER = '  return { index: state.log.lastIndex, term: state.currentTerm, isLeader: true };';
const SEND_TO =
  '/** L.1, L.3: sends AppendEntries to all of these servers at once, if this one leads. */';
const LEADS = "  if (server.state.role !== 'leader') return;";
const VOTES_ITSELF = '  state.votes = new Set([server.me]);';
const SEND_ONE = '/** Sends to one server. The state may have changed when the await returns. */';

export const LONG_HISTORIES = inStage('2B', [
  {
    id: 'unforeseen/buffered-command-in-a-later-term',
    mistake:
      'A command waits in a buffer until the next round. If the leader steps down first, it enters the log in a later term.',
    rules: ['L.2'],
    says: ['an entry keeps the index and the term of its start()'],
    edits: [
      edit(
        'replication.ts',
        `${APPEND}\n${SAVE}\n${ANSWER}`,
        '  buffer.push(command);',
        '  return {',
        '    index: state.log.lastIndex + buffer.length,',
        '    term: state.currentTerm,',
        '    isLeader: true,',
        '  };',
      ),
      edit('replication.ts', SEND_TO, 'const buffer: Command[] = [];', '', SEND_TO),
      edit(
        'replication.ts',
        LEADS,
        LEADS,
        '  const term = server.state.currentTerm;',
        '  server.state.log.append(buffer.splice(0).map((command) => ({ term, command })));',
        '  persist(server);',
      ),
    ],
  },
  {
    id: 'unforeseen/match-index-kept-with-the-own-log',
    mistake:
      'A new leader keeps the matchIndex of the last time it led, as far as no request has changed its own log since.',
    rules: ['L.3'],
    says: ['matchIndex and nextIndex begin anew in each term that a server leads'],
    edits: [
      edit('roles.ts', '    state.matchIndex[other] = 0;', '    state.matchIndex[other] ??= 0;'),
      edit(
        'append-entries.ts',
        '    deleteConflicts(state.log, args);',
        '    deleteConflicts(state.log, args);',
        '    state.matchIndex = state.matchIndex.map((match) => Math.min(match, args.prevLogIndex));',
      ),
    ],
  },
  {
    id: 'unforeseen/heartbeats-put-off-by-commands',
    mistake:
      'Each round of new entries restarts the heartbeat timer, but a server with many unanswered requests is left out of these rounds.',
    rules: ['L.1'],
    says: ['must keep sending heartbeats to a server that does not reply'],
    edits: [
      edit(
        'raft.ts',
        '    this.pace = new Pace(peers, (others) => sendTo(server, others));',
        '    this.pace = new Pace(peers, (others) => {',
        '      sendTo(server, others);',
        "      if (server.state.role === 'leader') server.heartbeatTimer.start();",
        '    });',
      ),
    ],
  },
  {
    id: 'unforeseen/silent-server-given-up',
    mistake: 'A server to which 200 requests in a row were lost gets no more of them.',
    rules: ['L.1'],
    says: ['must keep sending heartbeats to a server that does not reply'],
    edits: [
      edit('replication.ts', SEND_ONE, 'const lost = new Map<number, number>();', '', SEND_ONE),
      edit(
        'replication.ts',
        CALL,
        '  if ((lost.get(other) ?? 0) >= 200) return;',
        CALL,
        '  lost.set(other, reply ? 0 : (lost.get(other) ?? 0) + 1);',
      ),
    ],
  },
  {
    id: 'unforeseen/applies-some-at-each-heartbeat',
    mistake: 'At most 64 entries are applied at each heartbeat, so a long log takes seconds.',
    rules: ['ALL.1', 'AE.5'],
    says: ['index that it has applied is'],
    edits: [
      edit(
        'commit.ts',
        '  while (state.lastApplied < state.commitIndex) {',
        '  for (let count = 0; count < 64 && state.lastApplied < state.commitIndex; count += 1) {',
      ),
      edit('replication.ts', LEADS, LEADS, '  applyCommitted(server);'),
    ],
  },
  {
    id: 'unforeseen/first-thousand-count-as-all',
    mistake:
      'A request carries at most 1,000 entries, but its success counts for all that the leader held when it sent it.',
    rules: ['V.3', 'L.3'],
    says: ['For this it needs acknowledgements up to index'],
    edits: [
      edit(
        'replication.ts',
        ENTRIES,
        '    entries: state.log.entriesFrom(nextIndex).slice(0, 1_000),',
      ),
      edit(
        'replication.ts',
        SEND_ONE,
        'const lastAtSending = new WeakMap<AppendEntriesArgs, number>();',
        '',
        SEND_ONE,
      ),
      edit('replication.ts', CALL, '  lastAtSending.set(args, server.state.log.lastIndex);', CALL),
      edit('replication.ts', MATCHED, '  const matched = lastAtSending.get(args) ?? 0;'),
    ],
  },
  {
    id: 'unforeseen/timeout-grows-without-a-limit',
    mistake: 'After each lost election the next election timeout is 100 ms longer.',
    stage: '2A',
    rules: ['C.4', 'F.2'],
    says: ['has not started another in a newer term'],
    edits: [
      edit(
        'timers.ts',
        '  reset(): void {\n    this.stop();\n    const spreadMs',
        '  reset(isLost = false): void {',
        '    this.stop();',
        '    this.lost = isLost ? this.lost + 1 : 0;',
        '    const spreadMs',
      ),
      edit(
        'timers.ts',
        '    this.timer = setTimeout(this.onTimeout, timeoutMs);',
        '    this.timer = setTimeout(this.onTimeout, timeoutMs + 100 * this.lost);',
      ),
      edit(
        'timers.ts',
        '  constructor(private readonly onTimeout: () => void) {}',
        '  private lost = 0;',
        '',
        '  constructor(private readonly onTimeout: () => void) {}',
      ),
      edit(
        'roles.ts',
        [VOTES_ITSELF, '  server.electionTimer.reset();'],
        VOTES_ITSELF,
        '  server.electionTimer.reset(true);',
      ),
    ],
  },
]);
