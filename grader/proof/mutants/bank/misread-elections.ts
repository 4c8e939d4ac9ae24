/** Slight misreadings of Figure 2 about elections. Each once got full marks or a misleading message. */
import { edit, type Mutant } from '../mutant';

const ADOPTS = [
  '  if (args.term > state.currentTerm) {',
  '    becomeFollower(server, args.term);',
  '  }',
];
const VOTES = '  const voteGranted = ';

/** A line before the newer term is adopted; the vote begins with `uses` instead of `vote`. */
function comparedFirst(line: string, vote: string, uses: string) {
  return edit('election.ts', [...ADOPTS, VOTES + vote], `  ${line}`, ...ADOPTS, VOTES + uses);
}

/** A leader's election timer runs out without effect, and stepping down does not start it. */
const RUNS_OUT = [
  edit(
    'election.ts',
    '  becomeCandidate(server);',
    "  if (server.state.role === 'leader') return;",
    '  becomeCandidate(server);',
  ),
  edit(
    'roles.ts',
    ['    server.heartbeatTimer.stop();', '    server.electionTimer.reset();'],
    '    server.heartbeatTimer.stop();',
  ),
  edit('roles.ts', '  server.electionTimer.stop();\n', ''),
];

/** Where a file adopts the newer term of an `args` or a `reply`, it starts the election timer. */
function startedAgain(file: string, source: 'args' | 'reply') {
  const adopts = `    becomeFollower(server, ${source}.term);`;
  return edit(file, adopts, adopts, '    server.electionTimer.reset();');
}

export const MISREAD_ELECTIONS: readonly Mutant[] = [
  {
    id: 'misread/each-reply-starts-the-candidate-over',
    mistake:
      'A candidate repeats its requests to servers that have not granted their vote, and each reply resets its election timer.',
    stage: '2A',
    rules: ['C.4'],
    says: ['must not be reset by replies'],
    edits: [
      edit(
        'election.ts',
        ['  if (reply === undefined) return;', '  onVoteReply(server, other, args, reply);'],
        '  if (reply !== undefined) onVoteReply(server, other, args, reply);',
        '  const { state } = server;',
        "  if (state.role !== 'candidate' || state.currentTerm !== args.term) return;",
        '  if (reply !== undefined) server.electionTimer.reset();',
        '  if (!state.votes.has(other)) setTimeout(() => void askForVote(server, other, args), 50);',
      ),
    ],
  },
  {
    id: 'misread/next-election-waits-for-the-last',
    mistake:
      'A server starts no election before all requests of its last one are answered or lost.',
    stage: '2A',
    rules: ['C.4', 'F.2'],
    says: ['must not wait for them'],
    edits: [
      edit(
        'election.ts',
        'export function startElection(server: Server): void {',
        'let isElecting = false;',
        '',
        'export function startElection(server: Server): void {',
        '  if (isElecting) {',
        '    server.electionTimer.reset();',
        '    return;',
        '  }',
      ),
      edit(
        'election.ts',
        [
          '  for (const other of otherServers(server)) {',
          '    void askForVote(server, other, args);',
          '  }',
        ],
        '  isElecting = true;',
        '  void Promise.all(otherServers(server).map((other) => askForVote(server, other, args))).then(',
        '    () => {',
        '      isElecting = false;',
        '    },',
        '  );',
      ),
    ],
  },
  {
    id: 'misread/candidate-waits-a-fifth',
    mistake: 'A candidate waits only a fifth of an election timeout for votes.',
    stage: '2A',
    rules: ['F.2', 'C.4'],
    says: ['a candidate waits a whole election timeout'],
    edits: [
      edit(
        'timers.ts',
        '    this.timer = setTimeout(this.onTimeout, timeoutMs);',
        '    this.timer = setTimeout(this.onTimeout, timeoutMs * factor);',
      ),
      edit('timers.ts', '  reset(): void {', '  reset(factor = 1): void {'),
      edit(
        'roles.ts',
        ['  state.votes = new Set([server.me]);', '  server.electionTimer.reset();'],
        '  state.votes = new Set([server.me]);',
        '  server.electionTimer.reset(0.2);',
      ),
    ],
  },
  {
    id: 'misread/requests-for-votes-made-late',
    mistake: 'Each RequestVote leaves up to 40 ms later, built from the state at that time.',
    stage: '2A',
    rules: ['RV.2', 'C.1'],
    says: ['a request that leaves later must carry the term of the candidacy'],
    edits: [
      edit(
        'election.ts',
        [
          '  const args: RequestVoteArgs = {',
          '    term: state.currentTerm,',
          '    candidateId: me,',
          '    lastLogIndex: state.log.lastIndex,',
          '    lastLogTerm: state.log.lastTerm,',
          '  };',
          '  for (const other of otherServers(server)) {',
          '    void askForVote(server, other, args);',
          '  }',
        ],
        '  for (const other of otherServers(server)) {',
        '    const ask = () => {',
        '      const args: RequestVoteArgs = {',
        '        term: state.currentTerm,',
        '        candidateId: me,',
        '        lastLogIndex: state.log.lastIndex,',
        '        lastLogTerm: state.log.lastTerm,',
        '      };',
        '      void askForVote(server, other, args);',
        '    };',
        '    setTimeout(ask, 1 + Math.floor(Math.random() * 40));',
        '  }',
      ),
    ],
  },
  {
    id: 'misread/another-term-in-a-reply-ends-the-leadership',
    mistake: 'A leader steps down for a reply of any other term, even an older one.',
    stage: '2A',
    rules: ['ALL.2'],
    says: ['only a newer term makes a leader step down'],
    edits: [
      edit(
        'replication.ts',
        '  if (reply.term > state.currentTerm) {',
        '  if (reply.term !== state.currentTerm) {',
      ),
    ],
  },
  {
    id: 'misread/others-by-their-place-in-a-filtered-array',
    mistake: 'The other servers are numbered by their positions in an array without this server.',
    stage: '2A',
    rules: ['L.1', 'C.1'],
    says: ['heartbeats go to every other server, by its number'],
    edits: [
      edit(
        'server.ts',
        '  return [...server.peers.keys()].filter((number) => number !== server.me);',
        '  return [...server.peers.filter((peer) => peer !== undefined).keys()];',
      ),
    ],
  },
  {
    id: 'misread/vote-compared-before-the-newer-term',
    mistake:
      'votedFor is compared first, and only then a newer term is adopted, so the first candidate of each new term gets no vote.',
    stage: '2A',
    rules: ['ALL.2'],
    says: ['compared before the newer term is adopted'],
    edits: [
      comparedFirst(
        'const mayVote = mayVoteFor(state, args.candidateId);',
        'mayVoteFor(state, args.candidateId)',
        'mayVote',
      ),
    ],
  },
  {
    id: 'misread/role-compared-before-the-newer-term',
    mistake:
      'Whether the server is a follower is compared first, and only then a newer term is adopted, so a candidate does not vote for the first that asks in a newer term.',
    stage: '2A',
    rules: ['ALL.2'],
    says: ['compared before the newer term is adopted'],
    edits: [
      comparedFirst('const { role } = state;', 'mayVoteFor(', "role === 'follower' && mayVoteFor("),
    ],
  },
  {
    id: 'misread/timer-runs-out-while-leading',
    mistake:
      "A leader's election timer runs out without effect, and when the leader steps down, nothing starts it again.",
    stage: '2A',
    rules: ['F.2'],
    says: ['a leader must start it again'],
    edits: RUNS_OUT,
  },
  {
    id: 'misread/deposed-by-a-very-late-vote-reply',
    mistake:
      "A leader's election timer runs out without effect, and when a late reply to its RequestVote deposes it, nothing starts it again.",
    stage: '2A',
    rules: ['F.2'],
    says: ['a leader must start it again'],
    edits: [
      ...RUNS_OUT,
      startedAgain('replication.ts', 'reply'),
      startedAgain('election.ts', 'args'),
    ],
  },
  {
    id: 'misread/deposed-by-a-refused-candidate-after-a-while',
    mistake:
      "A leader's election timer runs out without effect, and when a candidate deposes it that gets no vote, nothing starts it again.",
    stage: '2B',
    rules: ['F.2'],
    says: ['Does its election timer run after it steps down'],
    edits: [
      ...RUNS_OUT,
      startedAgain('replication.ts', 'reply'),
      startedAgain('election.ts', 'reply'),
    ],
  },
];
