/** Persistence and fast backup: the tests of stage 2C, in the order in which a student meets them. */
import type { Scenario } from '../scenario';
import { backupRounds } from './backup-rounds';
import { backupSteps } from './backup-steps';
import { reliableChurn, unreliableChurn } from './churn';
import { duplicates } from './duplicates';
import { crashPoints } from './crash-points';
import { economyIdle, economyOnce } from './economy';
import { figure8 } from './figure-8';
import { figure8Unreliable } from './figure-8-unreliable';
import { hint } from './hint';
import { lateReplies } from './late-replies';
import { oneWay } from './one-way';
import { pausedLeader } from './paused-leader';
import { persist1 } from './persist-1';
import { persist2 } from './persist-2';
import { persist3 } from './persist-3';
import { persistState } from './persist-state';
import { staleRefusal } from './stale-refusal';
import { persisterCrash } from './persister-crash';
import { persisterGrowth } from './persister-growth';
import { persisterRoundTrip } from './persister-round-trip';
import { storm } from './storm';
import { unreliableAgree } from './unreliable-agree';

export const TESTS_2C: readonly Scenario[] = [
  persisterRoundTrip,
  persisterCrash,
  persisterGrowth,
  persistState,
  crashPoints,
  economyIdle,
  economyOnce,
  hint,
  backupSteps,
  backupRounds,
  staleRefusal,
  persist1,
  persist2,
  persist3,
  figure8,
  unreliableAgree,
  figure8Unreliable,
  reliableChurn,
  unreliableChurn,
  duplicates,
  oneWay,
  pausedLeader,
  lateReplies,
  storm,
];
