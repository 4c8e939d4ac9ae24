/** Election: the tests of stage 2A, in the order in which a student meets them. */
import type { Scenario } from '../scenario';
import { candidateYields } from './candidate-yields';
import { duplicateVotes } from './duplicate-votes';
import { electionsGoOn } from './elections-go-on';
import { firstHeartbeat } from './first-heartbeat';
import { grantedVote } from './granted-vote';
import { heartbeats } from './heartbeats';
import { heartbeatsHold } from './heartbeats-hold';
import { initialElection } from './initial-election';
import { majority } from './majority';
import { manyElections } from './many-elections';
import { newerTerm } from './newer-term';
import { oldVotes } from './old-votes';
import { oneVote } from './one-vote';
import { randomTimeouts } from './random-timeouts';
import { reElection } from './re-election';
import { refusedVote } from './refused-vote';
import { staleRequest } from './stale-request';
import { stepsDown } from './steps-down';

export const TESTS_2A: readonly Scenario[] = [
  initialElection,
  electionsGoOn,
  randomTimeouts,
  majority,
  oneVote,
  oldVotes,
  duplicateVotes,
  firstHeartbeat,
  heartbeats,
  heartbeatsHold,
  candidateYields,
  newerTerm,
  staleRequest,
  stepsDown,
  refusedVote,
  grantedVote,
  reElection,
  manyElections,
];
