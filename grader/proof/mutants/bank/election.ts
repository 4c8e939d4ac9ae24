/** Mistakes in asking for votes and counting them (stage 2A). */
import { edit, inStage } from '../mutant';

export const ELECTION = inStage('2A', [
  {
    id: 'election/votes-of-an-older-election',
    mistake: 'A vote granted in an older term counts in the current one.',
    rules: ['C.2'],
    edits: [
      edit(
        'election.ts',
        "  if (state.role !== 'candidate' || state.currentTerm !== args.term) return;",
        "  if (state.role !== 'candidate') return;",
      ),
    ],
  },
  {
    id: 'election/votes-never-cleared',
    mistake: 'A new candidacy keeps the votes of the previous one, so they count again.',
    rules: ['C.2'],
    edits: [
      edit('roles.ts', '  state.votes = new Set([server.me]);', '  state.votes.add(server.me);'),
    ],
  },
  {
    id: 'election/votes-as-a-counter',
    mistake:
      'A candidate repeats its requests and counts granted replies, so one server that grants twice counts as two votes.',
    rules: ['C.2'],
    edits: [
      edit(
        'election.ts',
        '  const args: RequestVoteArgs = {',
        '  setTimeout(() => {',
        "    if (state.role === 'candidate' && state.currentTerm === args.term) askForVotes(server);",
        '  }, 50);',
        '  const args: RequestVoteArgs = {',
      ),
      edit('state.ts', '  votes = new Set<number>();', '  votes = 0;'),
      edit('roles.ts', '  state.votes = new Set([server.me]);', '  state.votes = 1;'),
      edit('election.ts', '  state.votes.add(from);', '  state.votes += 1;'),
      edit(
        'election.ts',
        'isMajority(server, state.votes.size)',
        'isMajority(server, state.votes)',
      ),
    ],
  },
  {
    id: 'election/refusals-counted',
    mistake: 'Every reply counts as a vote, even one that does not grant it.',
    rules: ['C.2'],
    edits: [edit('election.ts', '  if (!reply.voteGranted) return;\n', '')],
  },
  {
    id: 'election/silence-counted',
    mistake: 'A lost request or reply counts as a granted vote.',
    rules: ['C.2'],
    edits: [
      edit(
        'election.ts',
        [
          '  const reply = await server.peers[other]?.requestVote(args);',
          '  if (reply === undefined) return;',
        ],
        '  const noNews = { term: args.term, voteGranted: true };',
        '  const reply = (await server.peers[other]?.requestVote(args)) ?? noNews;',
      ),
    ],
  },
  {
    id: 'election/majority-too-small',
    mistake: 'One vote fewer than a majority is enough to win.',
    rules: ['C.2'],
    edits: [
      edit(
        'server.ts',
        '  return count > server.peers.length / 2;',
        '  return count > server.peers.length / 2 - 1;',
      ),
    ],
  },
  {
    id: 'election/half-is-a-majority',
    mistake:
      'Half of the servers count as a majority, so two candidates can win in a cluster of four.',
    rules: ['C.2'],
    edits: [
      edit(
        'server.ts',
        '  return count > server.peers.length / 2;',
        '  return count >= server.peers.length / 2;',
      ),
    ],
  },
  {
    id: 'election/majority-of-the-others',
    mistake: 'The majority is computed from the number of other servers, without this one.',
    rules: ['C.2'],
    edits: [
      edit(
        'server.ts',
        '  return count > server.peers.length / 2;',
        '  return count > otherServers(server).length / 2;',
      ),
    ],
  },
  {
    id: 'election/majority-of-three',
    mistake: 'Two votes are enough to win in a cluster of any size.',
    rules: ['C.2'],
    edits: [edit('server.ts', '  return count > server.peers.length / 2;', '  return count >= 2;')],
  },
  {
    id: 'election/majority-too-large',
    mistake: 'A candidate needs one vote more than a majority to win.',
    rules: ['C.2', 'V.1'],
    edits: [
      edit(
        'server.ts',
        '  return count > server.peers.length / 2;',
        '  return count > server.peers.length / 2 + 1;',
      ),
    ],
  },
  {
    id: 'election/others-asked-one-by-one',
    mistake: 'A candidate waits for each reply before it asks the next server.',
    rules: ['C.1'],
    edits: [
      edit(
        'election.ts',
        'function askForVotes(server: Server): void {',
        'async function askForVotes(server: Server): Promise<void> {',
      ),
      edit(
        'election.ts',
        '    void askForVote(server, other, args);',
        '    await askForVote(server, other, args);',
      ),
    ],
  },
  {
    id: 'election/votes-counted-when-all-have-answered',
    mistake:
      'A candidate waits for the replies of all servers, even those that are down, before it counts votes.',
    rules: ['C.2', 'V.1'],
    says: ['have not answered'],
    edits: [
      edit(
        'election.ts',
        'function askForVotes(server: Server): void {',
        'async function askForVotes(server: Server): Promise<void> {',
      ),
      edit(
        'election.ts',
        [
          '  for (const other of otherServers(server)) {',
          '    void askForVote(server, other, args);',
          '  }',
        ],
        '  const others = otherServers(server);',
        '  const replies = await Promise.all(',
        '    others.map((other) => server.peers[other]?.requestVote(args)),',
        '  );',
        '  for (const [i, reply] of replies.entries())',
        '    if (reply !== undefined) onVoteReply(server, others[i] ?? -1, args, reply);',
      ),
    ],
  },
  {
    id: 'election/term-not-raised',
    mistake: 'A candidate that lost an election starts the next one without incrementing its term.',
    rules: ['C.1', 'C.4'],
    edits: [
      edit(
        'roles.ts',
        ["  state.role = 'candidate';", '  state.currentTerm += 1;'],
        "  if (state.role !== 'candidate') state.currentTerm += 1;",
        "  state.role = 'candidate';",
      ),
    ],
  },
  {
    id: 'election/leader-without-votes',
    mistake: 'A candidate becomes leader at once, without a vote from any other server.',
    rules: ['C.2', 'S.1'],
    edits: [
      edit(
        'election.ts',
        ['  becomeCandidate(server);', ''],
        '  becomeCandidate(server);',
        '  becomeLeader(server);',
        '  sendTo(server, otherServers(server));',
        '',
      ),
    ],
  },
  {
    id: 'election/only-a-majority-asked',
    mistake: 'A candidate asks only as many servers as it needs for a majority.',
    rules: ['C.1'],
    edits: [
      edit(
        'election.ts',
        'for (const other of otherServers(server)) {',
        'for (const other of otherServers(server).slice(0, Math.floor(server.peers.length / 2))) {',
      ),
    ],
  },
  {
    id: 'election/wrong-candidate-id',
    mistake: "RequestVote carries the receiver's number as candidateId.",
    rules: ['C.1', 'K.1'],
    edits: [
      edit(
        'election.ts',
        '    void askForVote(server, other, args);',
        '    void askForVote(server, other, { ...args, candidateId: other });',
      ),
    ],
  },
  {
    id: 'election/late-reply-ends-candidacy',
    mistake: 'A late reply from an older election makes a candidate a follower.',
    rules: ['C.2'],
    edits: [
      edit(
        'election.ts',
        ["  if (state.role !== 'candidate' || state.currentTerm !== args.term) return;", ''],
        "  if (state.role === 'candidate' && args.term < state.currentTerm) becomeFollower(server, state.currentTerm);",
        "  if (state.role !== 'candidate' || state.currentTerm !== args.term) return;",
        '',
      ),
    ],
  },
]);
