/** Persistence and fast backup: the tests of stage 2C, in the order in which a student meets them. */
import type { Scenario } from '../scenario';
import { reliableChurn, unreliableChurn } from './churn';
import { figure8 } from './figure-8';
import { figure8Unreliable } from './figure-8-unreliable';
import { persist1 } from './persist-1';
import { persist2 } from './persist-2';
import { persist3 } from './persist-3';
import { unreliableAgree } from './unreliable-agree';

export const TESTS_2C: readonly Scenario[] = [
  persist1,
  persist2,
  persist3,
  figure8,
  unreliableAgree,
  figure8Unreliable,
  reliableChurn,
  unreliableChurn,
];
