/**
 * The arrows of Figure 4: what a server changes in itself when its role changes. No message is sent
 * from here.
 */
import { otherServers, type Server } from './server';

/**
 * ALL.2, C.3: follows whoever leads or will lead in `term`, which is at least currentTerm.
 *
 * A vote belongs to a term, so a newer term comes with a free vote. A follower or candidate has an
 * election timer running already, and a newer term alone is no reason to put it off (F.2). A leader
 * has none.
 */
export function becomeFollower(server: Server, term: number): void {
  const { state } = server;
  // #region 2A ALL.2 follower
  if (term > state.currentTerm) {
    state.currentTerm = term;
    state.votedFor = null;
  }
  if (state.role === 'leader') {
    server.heartbeatTimer.stop();
    server.electionTimer.reset();
  }
  state.role = 'follower';
  // #endregion
}

/** C.1: opens a new term with this server as a candidate that votes for itself. */
export function becomeCandidate(server: Server): void {
  const { state } = server;
  // #region 2A C.1 candidacy
  state.role = 'candidate';
  state.currentTerm += 1;
  state.votedFor = server.me;
  state.votes = new Set([server.me]);
  server.electionTimer.reset();
  // #endregion
}

/** C.2, L.1: leads the present term. */
export function becomeLeader(server: Server): void {
  const { state } = server;
  // #region 2A L.1 leader
  state.role = 'leader';
  server.electionTimer.stop();
  server.heartbeatTimer.start();
  // #endregion
  // #region 2B L.3 leader
  for (const other of otherServers(server)) {
    state.nextIndex[other] = state.log.lastIndex + 1;
    state.matchIndex[other] = 0;
  }
  // #endregion
}
