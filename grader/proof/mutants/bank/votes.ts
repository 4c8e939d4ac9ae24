/** Mistakes in giving votes (stage 2A). */
import { edit, type Mutant } from '../mutant';

export const VOTES: readonly Mutant[] = [
  {
    id: 'election/voted-for-not-checked',
    mistake:
      'Every candidate of the present term gets a vote: votedFor is recorded but never looked at.',
    stage: '2A',
    rules: ['RV.2'],
    severity: 'safety',
    source: 'E6',
    edits: [
      edit(
        'election.ts',
        '  return state.votedFor === null || state.votedFor === candidateId;',
        '  return state.votedFor !== candidateId || candidateId >= 0;',
      ),
    ],
  },
  {
    id: 'election/vote-not-recorded',
    mistake: 'A granted vote is not recorded in votedFor.',
    stage: '2A',
    rules: ['RV.2'],
    severity: 'safety',
    source: 'E6',
    edits: [edit('election.ts', '    state.votedFor = args.candidateId;\n', '')],
  },
  {
    id: 'election/vote-not-repeated',
    mistake: 'The candidate that has the vote already is refused when its request comes again.',
    stage: '2A',
    rules: ['RV.2'],
    severity: 'liveness',
    edits: [
      edit(
        'election.ts',
        '  return state.votedFor === null || state.votedFor === candidateId;',
        '  return state.votedFor === null;',
      ),
    ],
  },
  {
    id: 'election/own-vote-left-free',
    mistake:
      'A candidate counts its own vote but leaves votedFor empty, and so has another one to give.',
    stage: '2A',
    rules: ['RV.2'],
    severity: 'safety',
    source: 'E9',
    edits: [edit('roles.ts', '  state.votedFor = server.me;', '  state.votedFor = null;')],
  },
  {
    id: 'election/own-vote-not-recorded',
    mistake: 'A candidate counts its own vote and leaves in votedFor whomever it voted for before.',
    stage: '2A',
    rules: ['RV.2'],
    severity: 'safety',
    source: 'E9',
    edits: [edit('roles.ts', '  state.votedFor = server.me;\n', '')],
  },
  {
    id: 'election/own-vote-not-counted',
    mistake: 'A candidate does not count its own vote, and needs a majority of the others.',
    stage: '2A',
    rules: ['C.2', 'C.1', 'V.1'],
    severity: 'liveness',
    edits: [
      edit('roles.ts', '  state.votes = new Set([server.me]);', '  state.votes = new Set();'),
    ],
  },
  {
    id: 'election/vote-cleared-on-stepping-down',
    mistake:
      'A candidate that follows the winner of its own term forgets that it voted for itself.',
    stage: '2A',
    rules: ['RV.2'],
    severity: 'safety',
    edits: [
      edit(
        'roles.ts',
        ["  state.role = 'follower';", ''],
        "  if (state.role === 'candidate') state.votedFor = null;",
        "  state.role = 'follower';",
        '',
      ),
    ],
  },
  {
    id: 'election/vote-cleared-on-winning',
    mistake: 'A new leader clears votedFor.',
    stage: '2A',
    rules: ['RV.2'],
    severity: 'safety',
    edits: [
      edit(
        'roles.ts',
        ["  state.role = 'leader';", ''],
        "  state.role = 'leader';",
        '  state.votedFor = null;',
        '',
      ),
    ],
  },
  {
    id: 'election/newer-vote-request-refused',
    mistake: 'A candidate or leader refuses RequestVote of a newer term and stays what it is.',
    stage: '2A',
    rules: ['ALL.2'],
    severity: 'liveness',
    source: 'E15',
    edits: [
      edit(
        'election.ts',
        ['  if (args.term > state.currentTerm) {', '    becomeFollower'],
        "  if (state.role !== 'follower') return { term: state.currentTerm, voteGranted: false };",
        '  if (args.term > state.currentTerm) {',
        '    becomeFollower',
      ),
    ],
  },
  {
    id: 'election/vote-request-of-the-same-term-deposes',
    mistake: 'RequestVote of its own term makes a candidate or leader step down.',
    stage: '2A',
    rules: ['ALL.2', 'RV.1', 'AE.1', 'C.3', 'L.1', 'C.2'],
    severity: 'liveness',
    edits: [
      edit(
        'election.ts',
        ['  if (args.term > state.currentTerm) {', '    becomeFollower'],
        '  if (args.term >= state.currentTerm) {',
        '    becomeFollower',
      ),
    ],
  },
];
