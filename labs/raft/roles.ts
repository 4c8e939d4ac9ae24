/**
 * The arrows of Figure 4: what changes in a server when its role changes. This file sends no
 * messages.
 */
import { todo, todoLater } from '../../grader/contract';
import { otherServers, type Server } from './server';

/**
 * ALL.2, C.3: becomes a follower in `term`, which is at least currentTerm. Its leader may not be known yet.
 *
 * A vote belongs to a term, so in a newer term the server may vote again. A follower or candidate
 * already has a running election timer, and a newer term alone must not restart it (F.2). A leader
 * has none.
 */
export function becomeFollower(server: Server, term: number): void {
  const { state } = server;
  // TODO 2A ALL.2: Become a follower in this term. If the term is newer, adopt it and clear the
  //   vote. If this server was the leader, stop its heartbeats and start its election timer.
  //   Use: state.currentTerm, state.votedFor, state.role, server.heartbeatTimer,
  //     server.electionTimer.
  //   Turns green: 2A/newer-term, 2A/steps-down.
  todo('2A', 'ALL.2', 'Become a follower in this term');
}

/** C.1: opens a new term with this server as a candidate that votes for itself. */
export function becomeCandidate(server: Server): void {
  const { state } = server;
  // TODO 2A C.1: Become a candidate in a new term. Vote for yourself, and count that vote. Restart
  //   the election timer, so that a lost election is followed by another (C.4).
  //   Use: state.role, state.currentTerm, state.votedFor, state.votes, server.me,
  //     server.electionTimer.
  //   Turns green: 2A/initial-election, 2A/elections-go-on.
  todo('2A', 'C.1', 'Become a candidate in a new term');
}

/** C.2, L.1: becomes leader of the current term. */
export function becomeLeader(server: Server): void {
  const { state } = server;
  // TODO 2A L.1: Become the leader of this term. A leader runs its heartbeat timer and no election
  //   timer.
  //   Use: state.role, server.electionTimer, server.heartbeatTimer.
  //   Turns green: 2A/initial-election, 2A/first-heartbeat.
  todo('2A', 'L.1', 'Become the leader of this term');
  // TODO 2B L.3: Set nextIndex and matchIndex for every other server to the initial values in the
  //   State box of Figure 2. Values from the last time this server was leader no longer count.
  //   Use: otherServers, state.nextIndex, state.matchIndex, state.log.lastIndex.
  //   Turns green: 2B/earlier-term.
  todoLater(
    '2B',
    'L.3',
    'Set nextIndex and matchIndex for every other server to the initial values in the State box of Figure 2',
  );
}
