/** Replication: the tests of stage 2B, in the order in which a student meets them. */
import type { Scenario } from '../scenario';
import { backup } from './backup';
import { basicAgree } from './basic-agree';
import { concurrentStarts } from './concurrent-starts';
import { count } from './count';
import { failAgree } from './fail-agree';
import { failNoAgree } from './fail-no-agree';
import { followerFailure } from './follower-failure';
import { leaderFailure } from './leader-failure';
import { rejoin } from './rejoin';
import { rpcBytes } from './rpc-bytes';

export const TESTS_2B: readonly Scenario[] = [
  basicAgree,
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
