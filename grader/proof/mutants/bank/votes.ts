/** Mistakes in granting votes (stage 2A). */
import { edit, inStage } from '../mutant';

export const VOTES = inStage('2A', [
  {
    id: 'election/voted-for-not-checked',
    mistake:
      'votedFor is recorded but never checked, so every candidate of the current term gets a vote.',
    rules: ['RV.2'],
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
    rules: ['RV.2'],
    edits: [edit('election.ts', '    state.votedFor = args.candidateId;\n', '')],
  },
  {
    id: 'election/vote-not-repeated',
    mistake:
      "A candidate that already has this server's vote is rejected when its request arrives again.",
    rules: ['RV.2'],
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
      'A candidate counts its own vote but leaves votedFor null, so it can vote again in that term.',
    rules: ['RV.2'],
    edits: [edit('roles.ts', '  state.votedFor = server.me;', '  state.votedFor = null;')],
  },
  {
    id: 'election/own-vote-not-recorded',
    mistake: 'A candidate counts its own vote but leaves votedFor as it was.',
    rules: ['RV.2'],
    edits: [edit('roles.ts', '  state.votedFor = server.me;\n', '')],
  },
  {
    id: 'election/own-vote-not-counted',
    mistake:
      'A candidate does not count its own vote, so it needs a whole majority of votes from others.',
    rules: ['C.2', 'C.1', 'V.1'],
    edits: [
      edit('roles.ts', '  state.votes = new Set([server.me]);', '  state.votes = new Set();'),
    ],
  },
  {
    id: 'election/vote-cleared-on-stepping-down',
    mistake:
      'A candidate that follows the winner of its own term forgets that it voted for itself.',
    rules: ['RV.2'],
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
    rules: ['RV.2'],
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
    mistake: 'A candidate or leader rejects a RequestVote of a newer term and does not step down.',
    rules: ['ALL.2'],
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
    mistake: 'A RequestVote of the same term makes a candidate or leader step down.',
    rules: ['ALL.2', 'RV.1', 'AE.1', 'C.3', 'L.1', 'C.2'],
    edits: [
      edit(
        'election.ts',
        ['  if (args.term > state.currentTerm) {', '    becomeFollower'],
        '  if (args.term >= state.currentTerm) {',
        '    becomeFollower',
      ),
    ],
  },
]);
