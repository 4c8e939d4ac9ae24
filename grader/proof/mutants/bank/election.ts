/** Mistakes in asking for votes and in counting them (stage 2A). */
import { edit, inStage } from '../mutant';

export const ELECTION = inStage('2A', [
  {
    id: 'election/votes-of-an-older-election',
    mistake: 'A vote that was granted in an older term counts in the present one.',
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
    mistake: 'A new election goes on counting with the votes of the last one.',
    rules: ['C.2'],
    edits: [
      edit('roles.ts', '  state.votes = new Set([server.me]);', '  state.votes.add(server.me);'),
    ],
  },
  {
    id: 'election/votes-as-a-counter',
    mistake:
      'Votes are only counted, so that two answers of one server to a repeated request are two votes.',
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
    mistake: 'Every reply counts as a vote, whether it grants one or not.',
    rules: ['C.2'],
    edits: [edit('election.ts', '  if (!reply.voteGranted) return;\n', '')],
  },
  {
    id: 'election/silence-counted',
    mistake: 'A request or reply that was lost is taken as a vote.',
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
    mistake: 'One vote less than a majority is enough to win.',
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
      'Half of the servers are taken as a majority, which two candidates can have in a cluster of four.',
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
    mistake: 'The majority is reckoned from the number of the other servers, without this one.',
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
    mistake: 'Two votes win, whatever the size of the cluster.',
    rules: ['C.2'],
    edits: [edit('server.ts', '  return count > server.peers.length / 2;', '  return count >= 2;')],
  },
  {
    id: 'election/majority-too-large',
    mistake: 'One vote more than a majority is needed to win.',
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
    mistake: 'A candidate waits for each answer before it asks the next server.',
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
      'A candidate waits for the answers of all servers, those that are down included, before it counts.',
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
    mistake: 'A candidate that lost stands again in the same term.',
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
    mistake: 'A candidate leads without any vote.',
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
    mistake: 'Only as many servers are asked as make a majority.',
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
    mistake: 'RequestVote names the server that is asked as the candidate.',
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
    mistake: 'A reply that belongs to an older election makes a candidate a follower.',
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
