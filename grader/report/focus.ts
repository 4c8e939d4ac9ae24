/**
 * Decides which failures of a grading to look at, and which mean nothing before another one is fixed.
 * It changes neither verdicts nor points. In doubt a failure is shown separately.
 */
import { CATALOGUE } from '../judge/scenarios/catalogue';
import { ABOUT_STAGES } from '../judge/scenarios/stages';
import type { TestResult } from './result';
import { todoOf } from './terminal';

/** Why a failure is not shown in full. */
type Wait =
  /** It means nothing before this is done: a TODO with its place, or a test. */
  | { readonly kind: 'blocked'; readonly by: string }
  /** The same rule broke, at the same place in the code. */
  | { readonly kind: 'same cause'; readonly as: string }
  /** The same rule broke, and no place is known. */
  | { readonly kind: 'same rule'; readonly as: string };

const UNWELL: ReadonlySet<TestResult['status']> = new Set(['failed', 'todo', 'inconclusive']);

/** No leader, or no agreement: the rules that break when nothing worked before. */
const NO_LEADER = 'V.1';
const NO_AGREEMENT = 'V.2';

/** A Persister that loses a state explains why a server that uses it has lost something (rule P.1). */
const PERSISTER_TESTS: ReadonlySet<string> = new Set([
  '2C/persister-round-trip',
  '2C/persister-crash',
]);

const ALONE = new Set(CATALOGUE.filter(({ alone }) => alone).map(({ id }) => id));

export function isUnwell({ status }: TestResult): boolean {
  return UNWELL.has(status);
}

/** @param before the results before this one, in the catalogue's order */
export function waitOf(test: TestResult, before: readonly TestResult[]): Wait | undefined {
  if (test.status === 'todo') {
    const same = before.some((one) => one.status === 'todo' && todoOf(one) === todoOf(test));
    return same && test.place ? { kind: 'blocked', by: todoOf(test) } : undefined;
  }
  if (test.status !== 'failed') return undefined;
  const blocker = before.find((one) => isNeededBy(one, test));
  if (blocker) return { kind: 'blocked', by: blocker.id };
  const twins = before.filter(({ status, rule }) => status === 'failed' && rule === test.rule);
  const { place } = test;
  const twin = twins.find(
    (one) =>
      one.place?.file === place?.file &&
      one.place?.line === place?.line &&
      (!place || oddityOf(one) === oddityOf(test)),
  );
  if (!twin) return undefined;
  return { kind: place ? 'same cause' : 'same rule', as: twin.id };
}

/** The problem at its place: `threw` if the code threw there, or else the message without numbers. */
function oddityOf({ thrown = '', message = '' }: TestResult): string {
  return /\n {4}at /.test(thrown) ? 'threw' : message.replace(/\d+/g, '0');
}

/**
 * Whether the first test of a stage, which failed on every seed, explains this failure. A cluster that
 * never elects a leader reports "no leader" everywhere, and one that never agrees "no agreement". Tests
 * with one server among puppets are not explained by it, because their failure may be the cause.
 */
function isNeededBy(first: TestResult, { id, rule }: TestResult): boolean {
  if (PERSISTER_TESTS.has(first.id)) return first.status === 'failed' && rule === 'P.1';
  if (!isUnwell(first) || first.seedsFailed < first.seedsRun || ALONE.has(id)) return false;
  // A server that throws or breaks another rule may otherwise work well.
  const hasTodo = first.status === 'todo';
  const neverLeads = first.rule === NO_LEADER;
  const neverAgrees = first.rule === NO_AGREEMENT;
  switch (first.id) {
    case ABOUT_STAGES['2A'].firstTest:
      return (hasTodo || neverLeads) && (rule === NO_LEADER || rule === NO_AGREEMENT);
    case ABOUT_STAGES['2B'].firstTest:
      if (rule === NO_LEADER) return neverLeads;
      return (hasTodo || neverLeads || neverAgrees) && rule === NO_AGREEMENT;
    default:
      return false;
  }
}

/** The text after the name of the test. */
export function waitText(wait: Wait): string {
  switch (wait.kind) {
    case 'blocked':
      return `blocked by ${wait.by}`;
    case 'same cause':
      return `same cause as ${wait.as}`;
    case 'same rule':
      return `same rule as ${wait.as}`;
  }
}
