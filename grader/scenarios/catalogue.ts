/** All tests, in the order in which a student meets them. */
import type { Stage } from '../contract';
import { initialElection } from './2A/initial-election';
import { manyElections } from './2A/many-elections';
import { reElection } from './2A/re-election';
import { backup } from './2B/backup';
import { basicAgree } from './2B/basic-agree';
import { concurrentStarts } from './2B/concurrent-starts';
import { count } from './2B/count';
import { failAgree } from './2B/fail-agree';
import { failNoAgree } from './2B/fail-no-agree';
import { followerFailure } from './2B/follower-failure';
import { leaderFailure } from './2B/leader-failure';
import { rejoin } from './2B/rejoin';
import { rpcBytes } from './2B/rpc-bytes';
import { reliableChurn, unreliableChurn } from './2C/churn';
import { figure8 } from './2C/figure-8';
import { figure8Unreliable } from './2C/figure-8-unreliable';
import { persist1 } from './2C/persist-1';
import { persist2 } from './2C/persist-2';
import { persist3 } from './2C/persist-3';
import { unreliableAgree } from './2C/unreliable-agree';
import { type Scenario, stageOf } from './scenario';

export const CATALOGUE: readonly Scenario[] = [
  initialElection,
  reElection,
  manyElections,
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
  persist1,
  persist2,
  persist3,
  figure8,
  unreliableAgree,
  figure8Unreliable,
  reliableChurn,
  unreliableChurn,
];

export function ofStage(stage: Stage): readonly Scenario[] {
  return CATALOGUE.filter((test) => stageOf(test) === stage);
}
