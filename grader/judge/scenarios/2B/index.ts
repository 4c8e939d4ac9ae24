/** Replication: the tests of stage 2B, in the order in which a student meets them. */
import type { Scenario } from '../scenario';
import { acknowledged } from './acknowledged';
import { applyAsLeader, applyInOrder } from './apply-in-order';
import { backup } from './backup';
import { basicAgree } from './basic-agree';
import { batch } from './batch';
import { candidateLog } from './candidate-log';
import { commitBound } from './commit-bound';
import { commitCount } from './commit-count';
import { commitMajority } from './commit-majority';
import { commitNews } from './commit-news';
import { commitStays } from './commit-stays';
import { concurrentStarts } from './concurrent-starts';
import { count } from './count';
import { deadPeer } from './dead-peer';
import { earlierTerm } from './earlier-term';
import { electionRestriction } from './election-restriction';
import { failAgree } from './fail-agree';
import { failNoAgree } from './fail-no-agree';
import { figure7 } from './figure-7';
import { figure8ByHand } from './figure-8-by-hand';
import { followerFailure } from './follower-failure';
import { laggingFollower } from './lagging-follower';
import { lateRefusal } from './late-refusal';
import { lateSuccess } from './late-success';
import { leaderFailure } from './leader-failure';
import { leaderKeeps } from './leader-keeps';
import { heartbeatCheck, logCheck } from './log-check';
import { lostRequest } from './lost-request';
import { matchIndex } from './match-index';
import { noRepeats } from './no-repeats';
import { overlap } from './overlap';
import { prevEntry } from './prev-entry';
import { rejoin } from './rejoin';
import { retry } from './retry';
import { rpcBytes } from './rpc-bytes';
import { steadyStream } from './steady-stream';
import { stalePrefix } from './stale-prefix';
import { startAtOnce } from './start-at-once';
import { startRefused } from './start-refused';
import { trueConflict } from './true-conflict';

export const TESTS_2B: readonly Scenario[] = [
  basicAgree,
  // The subject as a follower, alone with puppets.
  candidateLog,
  acknowledged,
  overlap,
  logCheck,
  heartbeatCheck,
  trueConflict,
  stalePrefix,
  commitBound,
  commitStays,
  applyInOrder,
  electionRestriction,
  // The subject as the leader, alone with puppets.
  prevEntry,
  startRefused,
  startAtOnce,
  retry,
  deadPeer,
  commitMajority,
  commitCount,
  applyAsLeader,
  steadyStream,
  commitNews,
  matchIndex,
  lateSuccess,
  lostRequest,
  lateRefusal,
  earlierTerm,
  leaderKeeps,
  figure7,
  figure8ByHand,
  noRepeats,
  batch,
  laggingFollower,
  // The classic tests.
  rpcBytes,
  followerFailure,
  leaderFailure,
  failAgree,
  failNoAgree,
  concurrentStarts,
  rejoin,
  backup,
  count,
];
