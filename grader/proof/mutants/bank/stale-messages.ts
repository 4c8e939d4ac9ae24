/** Mistakes with messages of an older term, and with the terms in replies (stage 2A). */
import { edit, type Mutant } from '../mutant';

const STALE = '  if (args.term < state.currentTerm) {';

export const STALE_MESSAGES: readonly Mutant[] = [
  {
    id: 'election/stale-vote-request-answered-in-its-term',
    mistake:
      'The refusal of a stale RequestVote repeats the term of the request, so the candidate learns nothing.',
    stage: '2A',
    rules: ['RV.1'],
    severity: 'liveness',
    source: 'E16',
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
      'The refusal of a stale AppendEntries repeats the term of the request, so the old leader stays.',
    stage: '2A',
    rules: ['AE.1'],
    severity: 'liveness',
    source: 'E16',
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
    mistake: 'A RequestVote of an older term is treated like one of the present term.',
    stage: '2A',
    rules: ['RV.1'],
    severity: 'safety',
    source: 'E16',
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
    mistake: 'AppendEntries of an older term is treated like one of the present leader.',
    stage: '2A',
    rules: ['AE.1'],
    severity: 'safety',
    source: 'E16',
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
      'The reply to RequestVote carries the term that the server had before it followed the newer one.',
    stage: '2A',
    rules: ['RV.1', 'ALL.2'],
    severity: 'liveness',
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
    mistake: 'A stale AppendEntries is refused, and yet makes a candidate a follower.',
    stage: '2A',
    rules: ['AE.1', 'C.3'],
    severity: 'liveness',
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
    mistake: 'A stale AppendEntries is refused, and yet makes a leader step down.',
    stage: '2A',
    rules: ['AE.1'],
    severity: 'liveness',
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
      'The reply to AppendEntries carries the term that the server had before it followed the newer one.',
    stage: '2A',
    rules: ['ALL.2', 'AE.1', 'F.1'],
    severity: 'liveness',
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
    mistake: 'The term of any reply is taken over, also an older one.',
    stage: '2A',
    rules: ['ALL.2', 'K.4'],
    severity: 'safety',
    source: 'E17',
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
    mistake: 'A newer term in a reply is taken over one too high.',
    stage: '2A',
    rules: ['ALL.2'],
    severity: 'liveness',
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
    mistake: 'A follower refuses a leader for whom it has not voted.',
    stage: '2A',
    rules: ['AE.1', 'AE.2', 'C.3'],
    severity: 'liveness',
    source: 'E12',
    edits: [
      edit(
        'append-entries.ts',
        '  if (args.term < state.currentTerm) {',
        "  if (args.term < state.currentTerm || (args.term === state.currentTerm && state.votedFor !== null && state.votedFor !== args.leaderId && state.role === 'follower')) {",
      ),
    ],
  },
];
