/** Mistakes in comparing the logs of voter and candidate (section 5.4.1, stage 2B). */
import { edit, inStage } from '../mutant';

const SAME_TERM = '  return candidate.lastLogIndex >= log.lastIndex;';
const OTHER_TERM = '    return candidate.lastLogTerm > log.lastTerm;';
const BOTH = ['  if (candidate.lastLogTerm !== log.lastTerm) {', OTHER_TERM, '  }', SAME_TERM];
const SENT = ['    lastLogIndex: state.log.lastIndex,', '    lastLogTerm: state.log.lastTerm,'];

export const ELECTION_RESTRICTION = inStage('2B', [
  {
    id: 'restriction/logs-not-compared',
    mistake: 'Votes are granted without comparing the logs.',
    rules: ['RV.3'],
    edits: [
      edit('election.ts', BOTH, '  return candidate.lastLogIndex >= 0 || log.lastIndex >= 0;'),
    ],
  },
  {
    id: 'restriction/by-length-only',
    mistake: 'The longer log counts as more up to date, whatever the last terms are.',
    rules: ['RV.3'],
    edits: [edit('election.ts', BOTH, SAME_TERM)],
  },
  {
    id: 'restriction/by-last-term-only',
    mistake:
      'Logs with the same last term count as equally up to date, whatever their lengths are.',
    rules: ['RV.3'],
    edits: [edit('election.ts', BOTH, '  return candidate.lastLogTerm >= log.lastTerm;')],
  },
  {
    id: 'restriction/term-and-index-as-one-number',
    mistake:
      'Term and index are compared as one decimal number, so index 10 of term 1 (1.10) loses to index 9 (1.9).',
    rules: ['RV.3'],
    edits: [
      edit(
        'election.ts',
        BOTH,
        '  const theirs = Number(`${candidate.lastLogTerm}.${candidate.lastLogIndex}`);',
        '  return theirs >= Number(`${log.lastTerm}.${log.lastIndex}`);',
      ),
    ],
  },
  {
    id: 'restriction/either-term-or-length',
    mistake: 'A candidate with an older last term gets the vote if its log is at least as long.',
    rules: ['RV.3'],
    edits: [
      edit(
        'election.ts',
        BOTH,
        '  if (candidate.lastLogTerm > log.lastTerm) return true;',
        '  return candidate.lastLogIndex >= log.lastIndex;',
      ),
    ],
  },
  {
    id: 'restriction/both-term-and-length',
    mistake: 'A candidate with a later last term is rejected if its log is shorter.',
    rules: ['RV.3'],
    edits: [
      edit(
        'election.ts',
        BOTH,
        '  const isLongEnough = candidate.lastLogIndex >= log.lastIndex;',
        '  return candidate.lastLogTerm >= log.lastTerm && isLongEnough;',
      ),
    ],
  },
  {
    id: 'restriction/only-longer-logs',
    mistake: "A candidate whose log ends with the same term and index as the voter's is rejected.",
    rules: ['RV.3', 'V.1'],
    edits: [edit('election.ts', SAME_TERM, '  return candidate.lastLogIndex > log.lastIndex;')],
  },
  {
    id: 'restriction/older-term-wins',
    mistake: 'The last terms are compared the wrong way round, so the older one wins.',
    rules: ['RV.3'],
    edits: [edit('election.ts', OTHER_TERM, '    return candidate.lastLogTerm < log.lastTerm;')],
  },
  {
    id: 'restriction/current-term-compared',
    mistake:
      "A voter also requires that the candidate's lastLogTerm is at least the voter's currentTerm - 1.",
    rules: ['RV.3', 'V.1'],
    edits: [
      edit(
        'election.ts',
        'mayVoteFor(state, args.candidateId) && isUpToDate(state.log, args)',
        'mayVoteFor(state, args.candidateId) && args.lastLogTerm >= state.currentTerm - 1 && isUpToDate(state.log, args)',
      ),
    ],
  },
  {
    id: 'restriction/voter-compares-its-committed-part',
    mistake:
      "A voter compares the candidate's log with its own last committed entry instead of its last entry.",
    rules: ['RV.3'],
    edits: [
      edit('election.ts', 'isUpToDate(state.log, args)', 'isUpToDate(new LogEnd(state), args)'),
      edit(
        'election.ts',
        'function isUpToDate(log: Log, candidate: RequestVoteArgs): boolean {',
        'function isUpToDate(log: LogEnd, candidate: RequestVoteArgs): boolean {',
      ),
      edit(
        'election.ts',
        '/** F.2, C.4: the election timer fired. */',
        'class LogEnd {',
        '  readonly lastIndex: number;',
        '  readonly lastTerm: number;',
        '',
        '  constructor({ log, commitIndex }: RaftState) {',
        '    this.lastIndex = commitIndex;',
        '    this.lastTerm = log.at(commitIndex).term;',
        '  }',
        '}',
        '',
        '/** F.2, C.4: the election timer fired. */',
      ),
    ],
  },
  {
    id: 'restriction/candidate-tells-its-committed-part',
    mistake:
      "RequestVote carries the index and term of the candidate's last committed entry instead of its last entry.",
    rules: ['RV.3', 'C.1', 'V.1'],
    edits: [
      edit(
        'election.ts',
        SENT,
        '    lastLogIndex: state.commitIndex,',
        '    lastLogTerm: state.log.at(state.commitIndex).term,',
      ),
    ],
  },
  {
    id: 'restriction/candidate-tells-its-length',
    mistake:
      'A candidate sends the length of its log as lastLogIndex, with the sentinel counted, which is one too high.',
    rules: ['RV.3', 'C.1'],
    edits: [
      edit(
        'election.ts',
        '    lastLogIndex: state.log.lastIndex,',
        '    lastLogIndex: state.log.lastIndex + 1,',
      ),
    ],
  },
  {
    id: 'restriction/candidate-tells-its-current-term',
    mistake: 'A candidate sends its current term as lastLogTerm, so its log beats every other.',
    rules: ['RV.3', 'C.1'],
    edits: [
      edit(
        'election.ts',
        '    lastLogTerm: state.log.lastTerm,',
        '    lastLogTerm: state.currentTerm,',
      ),
    ],
  },
  {
    id: 'restriction/deposed-by-a-refused-candidate-for-good',
    mistake:
      'A leader that steps down for a candidate with a worse log, whose request it rejects, does not start its election timer.',
    rules: ['F.2'],
    says: ['It led term', 'after it steps down'],
    edits: [
      edit(
        'roles.ts',
        '    server.heartbeatTimer.stop();\n    server.electionTimer.reset();',
        '    server.heartbeatTimer.stop();',
      ),
      edit(
        'replication.ts',
        '    becomeFollower(server, reply.term);',
        '    becomeFollower(server, reply.term);',
        '    server.electionTimer.reset();',
      ),
    ],
  },
]);
