/**
 * What the student reads in the place of each region of the reference, by what the region's first line says
 * after `#region`. The stage and the rule are its first two words; a third tells apart what one rule says in two places.
 */
export interface Todo {
  /** What to do. Its first sentence alone is shown when a test reaches the TODO. */
  readonly what: string;
  /** Names that the solution uses, separated by commas, and that say with what and not how. */
  readonly use: string;
  /** Tests of the stage that stay red without this region, separated by commas. */
  readonly green: string;
  /**
   * Whether code can run without the solution: not at all (unless said otherwise), in earlier stages, or
   * even in the finished lab, only at greater cost.
   */
  readonly need?: 'later' | 'optional';
  /** Stands here while the solution does not. Empty if nothing can, or if nothing has to. */
  readonly until?: readonly string[];
}

export type Todos = Readonly<Record<string, Todo>>;

export const TODOS: Todos = {
  '2A AE.1': {
    what: "Tell the rightful leader from an old one. Refuse a request of an older term. Follow the sender of any other, also as a candidate of the same term (C.3), and put off this server's own election (F.2).",
    use: 'args.term, state.currentTerm, becomeFollower, server.electionTimer',
    green: '2A/stale-request, 2A/candidate-yields',
  },
  '2A RV.1': {
    what: "Answer a candidate. Refuse a request of an older term; follow a newer term before you decide. Grant if this server may vote for the candidate and the candidate's log is up to date. A vote given is recorded, and puts off this server's own election. Every reply carries currentTerm as it is by then.",
    use: 'state.currentTerm, becomeFollower, mayVoteFor, isUpToDate, server.electionTimer',
    green: '2A/initial-election, 2A/stale-request',
  },
  '2A RV.2': {
    what: 'Say whether the vote of this term may go to this candidate. A request can arrive twice.',
    use: 'state.votedFor',
    green: '2A/one-vote',
  },
  '2A C.1 requests': {
    what: 'Ask every other server for its vote. All requests are the same, and all leave now: do not await one before you send the next.',
    use: 'otherServers, askForVote, state.currentTerm, me, state.log.lastIndex, state.log.lastTerm',
    green: '2A/initial-election, 2A/elections-go-on',
  },
  '2A C.2 reply': {
    what: "Take in the reply to a vote request. Follow a newer term. Let go of what came too late: is this server still a candidate, in the term in which it asked? Count each server's vote once. A majority makes a leader, and a leader makes itself known at once.",
    use: 'becomeFollower, state.role, state.currentTerm, state.votes, isMajority, becomeLeader, sendTo, otherServers',
    green: '2A/majority, 2A/old-votes',
  },
  '2A L.1 round': {
    what: 'Send to every other server, if this one still leads. Do not await one before you send to the next.',
    use: 'server.state.role, others, sendAppendEntries',
    green: '2A/initial-election, 2A/first-heartbeat',
  },
  '2A ALL.2 reply': {
    what: 'Sort out the replies that are no answer any more. One of a newer term: follow that term, and that is all. One that came too late: does this server still lead, in the term in which it sent the request?',
    use: 'reply.term, args.term, state.currentTerm, state.role, becomeFollower',
    green: '2A/newer-term',
  },
  '2A ALL.2 follower': {
    what: 'Become a follower in this term. If the term is newer, adopt it, with nobody voted for. If this server was the leader, stop its heartbeats and start its election timer.',
    use: 'state.currentTerm, state.votedFor, state.role, server.heartbeatTimer, server.electionTimer',
    green: '2A/newer-term, 2A/steps-down',
  },
  '2A C.1 candidacy': {
    what: 'Become a candidate in a new term. Vote for yourself and start to count votes from there. Start the election timer over, so that a lost election is followed by another (C.4).',
    use: 'state.role, state.currentTerm, state.votedFor, state.votes, server.me, server.electionTimer',
    green: '2A/initial-election, 2A/elections-go-on',
  },
  '2A L.1 leader': {
    what: 'Become the leader of this term. A leader needs its heartbeat timer and no election timer.',
    use: 'state.role, server.electionTimer, server.heartbeatTimer',
    green: '2A/initial-election, 2A/first-heartbeat',
  },
  '2A C.2 majority': {
    what: 'Say whether count is more than half of all servers, this one included.',
    use: 'server.peers.length',
    green: '2A/majority',
  },
  '2B AE.2': {
    what: 'Say whether our entry at that index has that term. Our log may not reach that far.',
    use: 'log.termAt',
    green: '2B/log-check, 2B/heartbeat-check',
    need: 'later',
    until: ['return true;'],
  },
  '2B AE.3': {
    what: 'Delete from the first entry on that conflicts with a new one. The first new entry stands at args.prevLogIndex + 1. Our log may end before the new entries do.',
    use: 'args.entries, args.prevLogIndex, log.termAt, log.lastIndex, log.deleteFrom',
    green: '2B/true-conflict',
    need: 'later',
  },
  '2B AE.4': {
    what: 'Append the new entries that are missing. After AE.3 our log holds a first part of them: all, some or none.',
    use: 'args.entries, args.prevLogIndex, log.lastIndex, log.append',
    green: '2B/basic-agree, 2B/overlap',
    need: 'later',
  },
  '2B ALL.1': {
    what: 'Apply every committed entry that was not applied yet. One index after the other.',
    use: 'state.commitIndex, state.lastApplied, state.log.at, server.apply',
    green: '2B/basic-agree, 2B/apply-in-order',
    need: 'later',
  },
  '2B AE.5': {
    what: "Raise commitIndex as far as this request allows. That is the lesser of the leader's commitIndex and the index of the last new entry. Never lower it: requests can overtake each other.",
    use: 'state.commitIndex, args.leaderCommit, args.prevLogIndex, args.entries',
    green: '2B/basic-agree, 2B/commit-bound',
    need: 'later',
  },
  '2B L.5': {
    what: 'Commit up to the highest index that may be committed. A majority must hold the entry, and it must be of the present term. The leader itself holds its whole log.',
    use: 'state.log.lastIndex, state.log.termAt, state.currentTerm, state.matchIndex, otherServers, isMajority, state.commitIndex',
    green: '2B/basic-agree, 2B/commit-majority',
    need: 'later',
  },
  '2B RV.3': {
    what: 'Compare the last entries of both logs, by term first and by index only in the same term.',
    use: 'log.lastTerm, log.lastIndex, candidate.lastLogTerm, candidate.lastLogIndex',
    green: '2B/election-restriction',
    need: 'later',
    until: ['return true;'],
  },
  '2B L.2': {
    what: 'Take the command if this server leads. Append an entry of the present term and tell where it stands. If another leads, change nothing and say so.',
    use: 'state.role, state.currentTerm, state.log.append, state.log.lastIndex',
    green: '2B/basic-agree, 2B/start-refused',
  },
  '2B L.3 request': {
    what: 'Send what the other server lacks: the entries from nextIndex on. prevLogIndex and prevLogTerm belong to the entry just before them, also when there are none to send.',
    use: 'state.nextIndex, state.log.at, state.log.entriesFrom, state.commitIndex',
    green: '2B/basic-agree, 2B/prev-entry',
    need: 'later',
    until: [
      'const noEntries = { prevLogIndex: 0, prevLogTerm: 0, entries: [], leaderCommit: 0 };',
      'return { term: state.currentTerm, leaderId: me, ...noEntries };',
    ],
  },
  '2B L.3 success': {
    what: 'Keep account of a success. Raise matchIndex to the last entry that the request vouched for, and nextIndex with it. Replies can overtake each other, so neither may go down. Then see whether more is committed now, and apply it.',
    use: 'args.prevLogIndex, args.entries, state.matchIndex, state.nextIndex, advanceCommitIndex, applyCommitted',
    green: '2B/basic-agree, 2B/match-index',
    need: 'later',
  },
  '2B L.4': {
    what: 'Move nextIndex back and send again, if the refusal answers the present nextIndex. A reply to an older request is no news, and what is known to match is never in question.',
    use: 'state.nextIndex, state.matchIndex, args.prevLogIndex, nextIndexAfterRefusal, sendAppendEntries',
    green: '2B/figure-7, 2B/late-refusal',
    need: 'later',
  },
  '2B L.3 leader': {
    what: 'Set nextIndex and matchIndex anew for every other server. The state box of Figure 2 says to what. Whatever an earlier term of office left there is worth nothing now.',
    use: 'otherServers, state.nextIndex, state.matchIndex, state.log.lastIndex',
    green: '2B/earlier-term',
    need: 'later',
  },
  '2C FB.1': {
    what: "Give the hint of a log that ends before prevLogIndex. There is no term to name; say so with -1, and name the index where the log's next entry would stand.",
    use: 'log.lastIndex, prevLogIndex',
    green: '2C/hint',
    need: 'later',
  },
  '2C FB.2': {
    what: 'Give the hint of a log that holds another term there. Name that term, and the first index at which the log holds it.',
    use: 'log.termAt, prevLogIndex',
    green: '2C/hint',
    need: 'later',
    until: ['return {};'],
  },
  '2C FB.3': {
    what: 'Go on just behind our last entry of conflictTerm, if we have one. Up to there the logs may well be the same.',
    use: 'hint.conflictTerm, log.termAt, prevLogIndex',
    green: '2C/backup-steps',
    need: 'later',
  },
  '2C FB.4': {
    what: 'Go on at conflictIndex if we have none. Nothing that the follower holds from there on can stay. A reply without a hint leaves you where you were in 2B.',
    use: 'hint.conflictIndex, prevLogIndex',
    green: '2C/backup-steps, 2C/backup-rounds',
    need: 'later',
    until: ['return prevLogIndex;'],
  },
  '2C P.2': {
    what: 'Hand the encoded state to the Persister, and find out where this has to be called. Which messages leave your server, and what does each of them promise of currentTerm, votedFor or the log? All of that has to be on the disk before the message leaves. No TODO marks the places: 2C/persist-state names the one that is missing.',
    use: 'encode, server.persister.saveRaftState, server.state',
    green: '2C/persist-state, 2C/crash-points',
    need: 'later',
  },
  '2C P.1 read': {
    what: 'Take up what the Persister has kept. At the first boot that is nothing, and a new state is right already. Bytes that make no sense are an error, not a first boot.',
    use: 'server.persister.readRaftState, decode, server.state, Log',
    green: '2C/persist-state, 2C/crash-points',
    need: 'later',
  },
  '2C P.1 encode': {
    what: 'Turn the persistent part of the state into bytes. SavedState has room for it.',
    use: 'SavedState, state.log.entriesFrom, JSON.stringify, TextEncoder',
    green: '2C/persist-state, 2C/crash-points',
  },
  '2C P.1 decode': {
    what: 'Turn the bytes back into the SavedState that they were made of.',
    use: 'SavedState, TextDecoder, JSON.parse',
    green: '2C/persist-state, 2C/crash-points',
  },
  '2C P.4': {
    what: 'Make the mark of all that is saved: it has to be another one as soon as anything persistent has changed. Do this one last: saving more often than needed is slow, not wrong.',
    use: 'state.currentTerm, state.votedFor, state.log.revision',
    green: '2C/economy-idle',
    need: 'optional',
    until: ['return undefined;'],
  },
  '2C P.3 save': {
    what: 'Replace the saved state so that no crash can spoil it. Whichever disk operation a crash comes after, STATE_FILE holds a whole state. Return when the new one is there for good.',
    use: 'this.disk.write, this.disk.sync, this.disk.rename, TEMPORARY_FILE, STATE_FILE',
    green: '2C/persister-round-trip, 2C/persister-crash',
  },
  '2C P.3 read': {
    what: 'Return what STATE_FILE holds, or an empty array if there is no such file.',
    use: 'this.disk.read, STATE_FILE',
    green: '2C/persister-round-trip',
  },
};
