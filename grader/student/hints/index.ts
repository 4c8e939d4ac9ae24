/** Finds the ladder of a rule or a test. The texts are in `rules` and `tests`, as data. */
import { entryOf, namedIds } from '../../judge/rules/explanations';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import type { Scenario } from '../../judge/scenarios/scenario';
import type { Ladder, RuleLadders, Step, TestLadders } from './ladder';
import { ELECTIONS } from './rules/elections';
import { LOGS } from './rules/logs';
import { PROMISES } from './rules/promises';
import { SAVING } from './rules/saving';
import { TESTS_2B_CLUSTER } from './tests/clusters';
import { TESTS_2A } from './tests/elections';
import { TESTS_2B_FOLLOWER, TESTS_2B_LEADER } from './tests/replication';
import { TESTS_2C_DIRECTED } from './tests/saving';
import { TESTS_2C_STORMS } from './tests/storms';

export const RULE_LADDERS: RuleLadders = { ...ELECTIONS, ...LOGS, ...SAVING, ...PROMISES };

export const TEST_LADDERS: TestLadders = {
  ...TESTS_2A,
  ...TESTS_2B_FOLLOWER,
  ...TESTS_2B_LEADER,
  ...TESTS_2B_CLUSTER,
  ...TESTS_2C_DIRECTED,
  ...TESTS_2C_STORMS,
};

/** A rule or a test that has hints. */
export interface Subject {
  readonly kind: 'rule' | 'test';
  /** `P.2` or `2C/figure-8`. */
  readonly id: string;
  readonly title: string;
}

/** Rules in their order, then tests in the catalogue's order. */
export const SUBJECTS: readonly Subject[] = [
  ...namedIds().map((id) => ({ kind: 'rule', id, title: entryOf(id)?.title ?? '' }) as const),
  ...CATALOGUE.map(({ id, title }) => ({ kind: 'test', id, title }) as const),
];

const BY_ID = new Map(SUBJECTS.map((subject) => [subject.id, subject]));

export function subjectOf(id: string): Subject | undefined {
  return BY_ID.get(id);
}

/** @throws Error if there is none; the check of the hints makes that impossible */
export function ladderOf({ kind, id }: Subject): Ladder {
  if (kind === 'rule') return found(RULE_LADDERS[id], id);
  const { about, nudge, reread, sketch } = found(TEST_LADDERS[id], id);
  const rule = found(RULE_LADDERS[about], about);
  return { nudge, reread: reread ?? rule.reread, sketch: sketch ?? rule.sketch };
}

/** The rule from whose ladder this step of a test is taken; undefined if the test has its own step. */
export function sharedWith({ kind, id }: Subject, step: Step): string | undefined {
  const test = kind === 'test' ? TEST_LADDERS[id] : undefined;
  if (test === undefined || step === 1) return undefined;
  return (step === 2 ? test.reread : test.sketch) === undefined ? test.about : undefined;
}

/** The rule that a test is mainly about; for a rule, the rule itself. */
export function ruleOf({ kind, id }: Subject): string {
  return kind === 'rule' ? id : found(TEST_LADDERS[id], id).about;
}

/** The smallest test about this rule: one with a single server of the student's, if there is one. */
export function testOf(rule: string): Scenario | undefined {
  const tests = CATALOGUE.filter(({ rules }) => rules.includes(rule));
  return tests.find(({ alone }) => alone === true) ?? tests[0];
}

function found<T>(value: T | undefined, id: string): T {
  if (value === undefined) throw new Error(`there is no hint on ${id}`);
  return value;
}
