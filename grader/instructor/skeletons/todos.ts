/**
 * The TODO that replaces each region of the reference. The key is the text after `#region`: the stage, the
 * rule, and a third word if the rule has several regions.
 */
export interface Todo {
  /** What to do. When a test reaches the TODO, only the first sentence is shown. */
  readonly what: string;
  /** Names that the solution uses, separated by commas. They show what to use, not how. */
  readonly use: string;
  /** Tests of the stage that stay red without this region, separated by commas. */
  readonly green: string;
  /**
   * How far code runs without the solution: not at all (if left out), in earlier stages, or even in the
   * finished lab, only less efficiently.
   */
  readonly need?: 'later' | 'optional';
  /** Code of the skeleton in place of the solution, if needed to compile or run. */
  readonly until?: readonly string[];
}

export type Todos = Readonly<Record<string, Todo>>;

export const TODOS: Todos = {
  '2A AE.1': {
    what: "Check the term of the request. Refuse a request of an older term. For any other term, the sender is the leader: become its follower, even as a candidate of the same term (C.3), and reset this server's election timer (F.2).",
    use: 'args.term, state.currentTerm, becomeFollower, server.electionTimer',
    green: '2A/stale-request, 2A/candidate-yields',
  },
  '2A RV.1': {
    what: "Reply to a candidate. Refuse a request of an older term; adopt a newer term before you decide. Grant the vote if this server may vote for the candidate and the candidate's log is up to date. Record the vote, and reset this server's election timer. Every reply carries the current term.",
    use: 'state.currentTerm, becomeFollower, mayVoteFor, isUpToDate, server.electionTimer',
    green: '2A/initial-election, 2A/stale-request',
  },
  '2A RV.2': {
    what: 'Return whether this server can give its vote of this term to this candidate. A request can arrive twice.',
    use: 'state.votedFor',
    green: '2A/one-vote',
  },
  '2A C.1 requests': {
    what: 'Ask every other server for its vote. All requests are equal, and all are sent now: do not await one reply before you send the next request.',
    use: 'otherServers, askForVote, state.currentTerm, me, state.log.lastIndex, state.log.lastTerm',
    green: '2A/initial-election, 2A/elections-go-on',
  },
  '2A C.2 reply': {
    what: "Process the reply to a vote request. Adopt a newer term. Ignore a reply that came too late: is this server still a candidate, in the term in which it asked? Count each server's vote once. With a majority, become the leader and send heartbeats at once.",
    use: 'becomeFollower, state.role, state.currentTerm, state.votes, isMajority, becomeLeader, sendTo, otherServers',
    green: '2A/majority, 2A/old-votes',
  },
  '2A L.1 round': {
    what: 'Send AppendEntries to each of these servers, if this server still leads. Do not await one reply before you send to the next server.',
    use: 'server.state.role, others, sendAppendEntries',
    green: '2A/initial-election, 2A/first-heartbeat',
  },
  '2A ALL.2 reply': {
    what: 'Ignore replies that no longer count. If the reply has a newer term, adopt that term and do nothing else. If it came too late, ignore it: does this server still lead, in the term in which it sent the request?',
    use: 'reply.term, args.term, state.currentTerm, state.role, becomeFollower',
    green: '2A/newer-term',
  },
  '2A ALL.2 follower': {
    what: 'Become a follower in this term. If the term is newer, adopt it and clear the vote. If this server was the leader, stop its heartbeats and start its election timer.',
    use: 'state.currentTerm, state.votedFor, state.role, server.heartbeatTimer, server.electionTimer',
    green: '2A/newer-term, 2A/steps-down',
  },
  '2A C.1 candidacy': {
    what: 'Become a candidate in a new term. Vote for yourself, and count that vote. Restart the election timer, so that a lost election is followed by another (C.4).',
    use: 'state.role, state.currentTerm, state.votedFor, state.votes, server.me, server.electionTimer',
    green: '2A/initial-election, 2A/elections-go-on',
  },
  '2A L.1 leader': {
    what: 'Become the leader of this term. A leader runs its heartbeat timer and no election timer.',
    use: 'state.role, server.electionTimer, server.heartbeatTimer',
    green: '2A/initial-election, 2A/first-heartbeat',
  },
  '2A C.2 majority': {
    what: 'Return whether count is more than half of all servers, this one included.',
    use: 'server.peers.length',
    green: '2A/majority',
  },
  '2B AE.2': {
    what: 'Return whether our log has an entry of that term at that index. Our log may not reach that far.',
    use: 'log.termAt',
    green: '2B/log-check, 2B/heartbeat-check',
    need: 'later',
    until: ['return true;'],
  },
  '2B AE.3': {
    what: 'Delete the first entry that conflicts with a new one, and all entries after it. The first new entry belongs at args.prevLogIndex + 1. Our log may end before the new entries do.',
    use: 'args.entries, args.prevLogIndex, log.termAt, log.lastIndex, log.deleteFrom',
    green: '2B/true-conflict',
    need: 'later',
  },
  '2B AE.4': {
    what: 'Append the new entries that our log lacks. After AE.3 our log holds all of them, some of the first ones, or none.',
    use: 'args.entries, args.prevLogIndex, log.lastIndex, log.append',
    green: '2B/basic-agree, 2B/overlap',
    need: 'later',
  },
  '2B ALL.1': {
    what: 'Apply every committed entry that is not applied yet, one index after another.',
    use: 'state.commitIndex, state.lastApplied, state.log.at, server.apply',
    green: '2B/basic-agree, 2B/apply-in-order',
    need: 'later',
  },
  '2B AE.5': {
    what: "Raise commitIndex as far as this request allows: to the smaller of the leader's commitIndex and the index of the last new entry. Never lower it, because requests can overtake each other.",
    use: 'state.commitIndex, args.leaderCommit, args.prevLogIndex, args.entries',
    green: '2B/basic-agree, 2B/commit-bound',
    need: 'later',
  },
  '2B L.5': {
    what: 'Commit up to the highest index that may be committed. A majority must hold the entry, and it must be of the current term. The leader itself holds its whole log.',
    use: 'state.log.lastIndex, state.log.termAt, state.currentTerm, state.matchIndex, otherServers, isMajority, state.commitIndex',
    green: '2B/basic-agree, 2B/commit-majority',
    need: 'later',
  },
  '2B RV.3': {
    what: 'Compare the last entries of both logs: first by term, and by index only if the terms are equal.',
    use: 'log.lastTerm, log.lastIndex, candidate.lastLogTerm, candidate.lastLogIndex',
    green: '2B/election-restriction',
    need: 'later',
    until: ['return true;'],
  },
  '2B L.2': {
    what: 'Accept the command if this server leads. Append an entry of the current term and return its index. If this server does not lead, change nothing and say so in the result.',
    use: 'state.role, state.currentTerm, state.log.append, state.log.lastIndex',
    green: '2B/basic-agree, 2B/start-refused',
  },
  '2B L.3 request': {
    what: 'Send the entries that the other server lacks: those from nextIndex on. prevLogIndex and prevLogTerm belong to the entry just before them, even if there are no entries to send.',
    use: 'state.nextIndex, state.log.at, state.log.entriesFrom, state.commitIndex',
    green: '2B/basic-agree, 2B/prev-entry',
    need: 'later',
    until: [
      'const noEntries = { prevLogIndex: 0, prevLogTerm: 0, entries: [], leaderCommit: 0 };',
      'return { term: state.currentTerm, leaderId: me, ...noEntries };',
    ],
  },
  '2B L.3 success': {
    what: 'Record a success. Raise matchIndex to the last entry that the request covered, and nextIndex with it. Replies can overtake each other, so neither may go down. Then check whether more is committed now, and apply it.',
    use: 'args.prevLogIndex, args.entries, state.matchIndex, state.nextIndex, advanceCommitIndex, applyCommitted',
    green: '2B/basic-agree, 2B/match-index',
    need: 'later',
  },
  '2B L.4': {
    what: 'Move nextIndex back and send again, if the refused request started at the current nextIndex and the entry before it is not yet known to match. Replies to older requests change nothing.',
    use: 'state.nextIndex, state.matchIndex, args.prevLogIndex, nextIndexAfterRefusal, sendAppendEntries',
    green: '2B/figure-7, 2B/late-refusal',
    need: 'later',
  },
  '2B L.3 leader': {
    what: 'Set nextIndex and matchIndex for every other server to the initial values in the State box of Figure 2. Values from the last time this server was leader no longer count.',
    use: 'otherServers, state.nextIndex, state.matchIndex, state.log.lastIndex',
    green: '2B/earlier-term',
    need: 'later',
  },
  '2C FB.1': {
    what: "Return the hint for a log that ends before prevLogIndex: conflictTerm is -1, and conflictIndex is the index after the log's last entry.",
    use: 'log.lastIndex, prevLogIndex',
    green: '2C/hint',
    need: 'later',
  },
  '2C FB.2': {
    what: 'Return the hint for a log that has another term at prevLogIndex: conflictTerm is that term, and conflictIndex is the first index at which the log has it.',
    use: 'log.termAt, prevLogIndex',
    green: '2C/hint',
    need: 'later',
    until: ['return {};'],
  },
  '2C FB.3': {
    what: 'Continue just after our last entry of conflictTerm, if there is one. Up to there the logs may be equal.',
    use: 'hint.conflictTerm, log.termAt, prevLogIndex',
    green: '2C/backup-steps',
    need: 'later',
  },
  '2C FB.4': {
    what: "Continue at conflictIndex if we have no entry of that term. The follower's entries from there on cannot stay. After a reply without a hint, go back as in 2B.",
    use: 'hint.conflictIndex, prevLogIndex',
    green: '2C/backup-steps, 2C/backup-rounds',
    need: 'later',
    until: ['return prevLogIndex;'],
  },
  '2C P.2': {
    what: 'Pass the encoded state to the Persister, and find out where to call this function. Which messages does your server send, and what does each of them promise about currentTerm, votedFor or the log? All of that must be on the disk before the message is sent. No TODO marks these places. If a save is missing, 2C/persist-state names the change that was not saved.',
    use: 'encode, server.persister.saveRaftState, server.state',
    green: '2C/persist-state, 2C/crash-points',
    need: 'later',
  },
  '2C P.1 read': {
    what: 'Restore the state that the Persister saved. At the first boot there is none, and a new state is correct. Bytes that make no sense are an error, not a first boot.',
    use: 'server.persister.readRaftState, decode, server.state, Log',
    green: '2C/persist-state, 2C/crash-points',
    need: 'later',
  },
  '2C P.1 encode': {
    what: 'Turn the persistent part of the state into bytes. SavedState has a field for each part.',
    use: 'SavedState, state.log.entriesFrom, JSON.stringify, TextEncoder',
    green: '2C/persist-state, 2C/crash-points',
  },
  '2C P.1 decode': {
    what: 'Turn the bytes back into the SavedState that they were made from.',
    use: 'SavedState, TextDecoder, JSON.parse',
    green: '2C/persist-state, 2C/crash-points',
  },
  '2C P.4': {
    what: 'Return a mark that changes whenever the persistent state changes. Do this one last: saving more often than needed is slow, not wrong.',
    use: 'state.currentTerm, state.votedFor, state.log.revision',
    green: '2C/economy-idle',
    need: 'optional',
    until: ['return undefined;'],
  },
  '2C P.3 save': {
    what: 'Replace the saved state so that no crash can damage it. After every disk operation STATE_FILE must hold a complete state, in case of a crash at that moment. Return when the new state is safely on the disk.',
    use: 'this.disk.write, this.disk.sync, this.disk.rename, TEMPORARY_FILE, STATE_FILE',
    green: '2C/persister-round-trip, 2C/persister-crash',
  },
  '2C P.3 read': {
    what: 'Return the content of STATE_FILE, or an empty array if there is no such file.',
    use: 'this.disk.read, STATE_FILE',
    green: '2C/persister-round-trip',
  },
};
