/**
 * Slight misreadings of Figure 2 about elections: bugs that once got full marks or a misleading message.
 */
import { edit, type Mutant } from '../mutant';

export const MISREAD_ELECTIONS: readonly Mutant[] = [
  {
    id: 'misread/each-reply-starts-the-candidate-over',
    mistake:
      'A candidate asks again who has not voted for it, and each reply starts its election timer over.',
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
    mistake: 'No election begins before all replies of the last one are there.',
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
    mistake: 'A candidate waits a fifth of the time for votes that a follower waits for a leader.',
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
    mistake:
      'Requests for votes leave some milliseconds later, each made of the state as it is by then.',
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
    mistake: 'A leader steps down at a reply of any other term, an older one too.',
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
    mistake: 'The others get the numbers of their places in an array without this server.',
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
];
