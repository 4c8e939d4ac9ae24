/** Mistakes about elections to which a report once led only nearby: its message names them. */
import { edit } from '../../grader/proof/mutants/mutant';
import { expectNamed, type Named } from '../support/named';

const RESET = '  reset(): void {\n    this.stop();';
const NEW_TIMER = '    this.timer = setTimeout(this.onTimeout, timeoutMs);';

const NAMED: readonly Named[] = [
  {
    mistake: 'a timer that is already running is not restarted',
    by: [edit('timers.ts', RESET, '  reset(): void {', '    if (this.timer) return;')],
    test: '2A/initial-election',
    rule: 'F.2',
    says: /S\d had accepted a heartbeat of its leader only \d+ ms before it started an election at .* clear the election timer that is running and start a new one, .*, and if the timer's callback waits once more, does it look again then\?/,
  },
  {
    mistake: 'two resets in one handler leave a timer behind',
    by: [edit('timers.ts', NEW_TIMER, '    queueMicrotask(() => {', `  ${NEW_TIMER}`, '    });')],
    test: '2A/heartbeats',
    rule: 'L.1',
    says: /no longer does, .*\. It started an election in term \d+ \(at [\d.]+ s\), so one of its election timers was still running/,
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
  {
    mistake: 'a newer term stops the election timer',
    by: [
      edit(
        'roles.ts',
        '    state.votedFor = null;\n  }\n',
        '    state.votedFor = null;',
        '    server.electionTimer.stop();',
        '  }',
      ),
      edit(
        'roles.ts',
        '    server.electionTimer.reset();\n  }\n  state.role =',
        '  }',
        '  state.role =',
      ),
      edit(
        'election.ts',
        '    becomeFollower(server, reply.term);',
        '    becomeFollower(server, reply.term);',
        '    server.electionTimer.reset();',
      ),
      edit(
        'replication.ts',
        '    becomeFollower(server, reply.term);',
        '    becomeFollower(server, reply.term);',
        '    server.electionTimer.reset();',
      ),
    ],
    test: '2B/fail-agree',
    rule: 'V.2',
    says: /no server leads the newest term\. .* have started no election for \d s\. S\d (was a candidate|led|accepted .*) at [\d.]+ s, and then refused \d+ requests, first the RequestVote of S\d in term \d+ .* stop or reset its election timer/,
  },
  {
    mistake: 'a vote is counted after a wait, in whatever role and term',
    by: [
      edit(
        'election.ts',
        '    becomeLeader(server);\n    sendTo(server, otherServers(server));',
        '    setTimeout(() => {',
        "      if (state.role !== 'leader') becomeLeader(server);",
        "      state.role = 'leader';",
        '      sendTo(server, otherServers(server));',
        '    }, 1);',
      ),
    ],
    test: '2A/heartbeats',
    rule: 'ALL.2',
    says: /now in term \d+, in which it was never a candidate\. .* does code that has waited \(a timer, an await\) check role and term again/,
  },
  {
    mistake: "a late reply of the server's own term is adopted again, and saved",
    by: [
      edit('persistence.ts', '  if (server.economy.isSaved(server.state)) return;\n', ''),
      edit(
        'replication.ts',
        '  if (reply.term > state.currentTerm) {',
        '  if (reply.term > args.term && reply.term >= state.currentTerm) {',
        '    state.votedFor = null;',
      ),
    ],
    test: '2C/economy-once',
    rule: 'P.4',
    says: /It saved again when the reply of S\d arrived .*, though it was in term \d+ already\. Only a term above currentTerm is adopted \(ALL\.2\): .*vote twice/,
  },
  {
    mistake: 'votes of different servers count once',
    by: [
      edit(
        'election.ts',
        '  state.votes.add(from);',
        '  state.votes.add(from && server.peers.length);',
      ),
    ],
    test: '2A/majority',
    rule: 'C.2',
    says: /has \d of \d, its own included, which is a majority, but at .* Does each vote count for the server that sent it\?/,
  },
  {
    mistake: "another candidate's request of its own term ends a candidacy",
    by: [
      edit(
        'election.ts',
        '  const voteGranted = ',
        "  if (state.role === 'candidate') becomeFollower(server, args.term);",
        '  const voteGranted = ',
      ),
    ],
    test: '2A/one-vote',
    rule: 'C.2',
    says: /because of another candidate's request of its own term\? Only a newer term ends it, or a leader of its own term\./,
  },
];

test.each(NAMED)('the report names it: $mistake', expectNamed);
