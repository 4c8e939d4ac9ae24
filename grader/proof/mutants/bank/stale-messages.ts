/** Mistakes with messages of an older term and with the terms in replies (stage 2A). */
import { edit, inStage } from '../mutant';

const STALE = '  if (args.term < state.currentTerm) {';

export const STALE_MESSAGES = inStage('2A', [
  {
    id: 'election/stale-vote-request-answered-in-its-term',
    mistake:
      'A stale RequestVote is rejected with the term of the request, so the candidate does not learn the newer term.',
    rules: ['RV.1'],
    edits: [
      edit(
        'election.ts',
        [STALE, '    return { term: state.currentTerm, voteGranted: false };'],
        STALE,
        '    return { term: args.term, voteGranted: false };',
      ),
    ],
  },
  {
    id: 'election/stale-heartbeat-answered-in-its-term',
    mistake:
      'A stale AppendEntries is rejected with the term of the request, so the old leader does not step down.',
    rules: ['AE.1'],
    edits: [
      edit(
        'append-entries.ts',
        [STALE, '    return { term: state.currentTerm, success: false };'],
        STALE,
        '    return { term: args.term, success: false };',
      ),
    ],
  },
  {
    id: 'election/stale-vote-request-granted',
    mistake: 'A RequestVote of an older term is handled like one of the current term.',
    rules: ['RV.1'],
    edits: [
      edit(
        'election.ts',
        [STALE, '    return { term: state.currentTerm, voteGranted: false };', '  }', ''],
        '',
      ),
    ],
  },
  {
    id: 'election/stale-heartbeat-obeyed',
    mistake: 'AppendEntries of an older term is handled like one from the current leader.',
    rules: ['AE.1'],
    edits: [
      edit(
        'append-entries.ts',
        [STALE, '    return { term: state.currentTerm, success: false };', '  }', ''],
        '',
      ),
    ],
  },
  {
    id: 'election/reply-of-the-term-before',
    mistake:
      'The reply to RequestVote carries the term from before the server adopted the newer one.',
    rules: ['RV.1', 'ALL.2'],
    edits: [
      edit('election.ts', STALE, '  const { currentTerm } = state;', STALE),
      edit(
        'election.ts',
        '  return { term: state.currentTerm, voteGranted };',
        '  return { term: currentTerm, voteGranted };',
      ),
    ],
  },
  {
    id: 'election/stale-heartbeat-ends-candidacy',
    mistake: 'A stale AppendEntries is rejected but still makes a candidate a follower.',
    rules: ['AE.1', 'C.3'],
    edits: [
      edit(
        'append-entries.ts',
        ['  if (args.term < state.currentTerm) {', '    return'],
        '  if (args.term < state.currentTerm) {',
        "    if (state.role === 'candidate') becomeFollower(server, state.currentTerm);",
        '    return',
      ),
    ],
  },
  {
    id: 'election/stale-heartbeat-deposes',
    mistake: 'A stale AppendEntries is rejected but still makes a leader step down.',
    rules: ['ALL.2', 'AE.1'],
    edits: [
      edit(
        'append-entries.ts',
        ['  if (args.term < state.currentTerm) {', '    return'],
        '  if (args.term < state.currentTerm) {',
        '    becomeFollower(server, state.currentTerm);',
        '    return',
      ),
    ],
  },
  {
    id: 'election/append-reply-of-the-term-before',
    mistake:
      'The reply to AppendEntries carries the term from before the server adopted the newer one.',
    rules: ['ALL.2', 'AE.1', 'F.1'],
    edits: [
      edit(
        'raft.ts',
        '    const reply = answerAppendEntries(this.server, args);',
        '    const term = this.server.state.currentTerm;',
        '    const reply = { ...answerAppendEntries(this.server, args), term };',
      ),
    ],
  },
  {
    id: 'election/term-of-any-reply',
    mistake: 'The term of every RequestVote reply is adopted, even an older one.',
    rules: ['ALL.2', 'K.4'],
    edits: [
      edit(
        'election.ts',
        '  if (reply.term > state.currentTerm) {',
        '  if (reply.term !== state.currentTerm) {',
        '    state.currentTerm = reply.term;',
      ),
    ],
  },
  {
    id: 'election/term-of-reply-plus-one',
    mistake: 'A newer term in a RequestVote reply is adopted one too high.',
    rules: ['ALL.2'],
    edits: [
      edit(
        'election.ts',
        ['    becomeFollower(server, reply.term);', ''],
        '    becomeFollower(server, reply.term + 1);',
        '',
      ),
    ],
  },
  {
    id: 'election/voter-of-another-refuses',
    mistake: 'A follower that voted for another candidate rejects AppendEntries from the winner.',
    rules: ['AE.1', 'AE.2', 'C.3'],
    edits: [
      edit(
        'append-entries.ts',
        '  if (args.term < state.currentTerm) {',
        "  if (args.term < state.currentTerm || (args.term === state.currentTerm && state.votedFor !== null && state.votedFor !== args.leaderId && state.role === 'follower')) {",
      ),
    ],
  },
  {
    id: 'election/late-refusal-of-a-vote-clears-the-vote',
    mistake:
      'The term of a RequestVote reply is compared with that of the request: a late rejection in the current term clears votedFor.',
    rules: ['RV.2'],
    says: ['In between it received the reply of', 'to its RequestVote of term'],
    edits: [
      edit(
        'election.ts',
        '  if (reply.term > state.currentTerm) {',
        '  if (reply.term > args.term && reply.term >= state.currentTerm) {',
        '    state.votedFor = null;',
      ),
    ],
  },
  {
    id: 'election/late-refusal-of-a-heartbeat-clears-the-vote',
    mistake:
      'The term of an AppendEntries reply is compared with that of the request: a late rejection in the current term clears votedFor.',
    rules: ['RV.2'],
    says: ['In between it received the reply of', 'to its AppendEntries of term'],
    edits: [
      edit(
        'replication.ts',
        '  if (reply.term > state.currentTerm) {',
        '  if (reply.term > args.term && reply.term >= state.currentTerm) {',
        '    state.votedFor = null;',
      ),
    ],
  },
]);
