/**
 * The arrows of Figure 4: what changes in a server when its role changes. This file sends no
 * messages.
 */
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

/** C.2, L.1: becomes leader of the current term. */
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
