/** Election: the tests of stage 2A, in the order in which a student meets them. */
import type { Scenario } from '../scenario';
import { initialElection } from './initial-election';
import { majority } from './majority';
import { manyElections } from './many-elections';
import { reElection } from './re-election';

export const TESTS_2A: readonly Scenario[] = [initialElection, majority, reElection, manyElections];
