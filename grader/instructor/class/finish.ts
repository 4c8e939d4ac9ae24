/**
 * Adds to a row what the instructor's lists say: submission time, late penalty, manual decision. Pure.
 */
import { type Due, finalScore, type Row } from './entry';
import type { Extension } from './extensions';
import { instantIn } from './instant';
import { afterPolicy, type LatePolicy, policyWords } from './late';
import { type Override, pointsAfter } from './overrides';
import type { Naming } from './people/naming';
import type { Person } from './people/person';
import { exactIf, rounded } from './rounded';
import type { SubmissionTimes, Submitted } from './times';
import { type Scheme, weighed } from './course/scheme';

export interface Lists {
  readonly times?: SubmissionTimes;
  /** Times from the platform's roster. The instructor's list takes precedence. */
  readonly platformTimes?: SubmissionTimes;
  readonly policy?: LatePolicy;
  readonly extensions?: readonly Extension[];
  readonly overrides?: readonly Override[];
  readonly zone?: string;
  /** Points of the assignment; by default the tests' own points. */
  readonly scheme?: Scheme;
}

export function finished(row: Row, about: About, lists: Lists): Row {
  const { scheme } = lists;
  const worth = scheme ? weighed(row, scheme) : row;
  return withDecision(withLateness(withTime(worth, about, lists), about, lists), about, lists);
}

/** The owner of a row. */
interface About {
  readonly person: Person | undefined;
  /** Everyone who handed in the submission. */
  readonly group: readonly Person[];
  readonly naming: Naming;
}

function withTime(row: Row, about: About, { times, platformTimes, zone }: Lists): Row {
  const listed = timeOf(row, about, times) ?? platformTimeOf(about, platformTimes);
  if (listed !== undefined) return { ...row, submittedAt: listed };
  if (row.submittedAt === undefined) return row;
  const { submittedAt, ...rest } = row;
  const instant = instantIn(submittedAt, zone);
  // A time without a zone could be hours off, so it is dropped.
  return 'problem' in instant ? rest : { ...rest, submittedAt: instant.iso };
}

function timeOf(
  row: Row,
  about: About,
  times: SubmissionTimes = new Map<string, Submitted>(),
): string | undefined {
  const timed = new Map([...times].filter(([, { submittedAt }]) => submittedAt !== undefined));
  const own = ownLine(row, about, timed)?.submittedAt;
  if (own !== undefined) return own;
  // A group submits together, so the latest time of any listed member counts.
  return latest(
    [...timed]
      .filter(([id]) => about.group.some((member) => about.naming.personOf(id) === member))
      .map(([, submitted]) => submitted),
  );
}

/** @param times by the keys of people */
function platformTimeOf({ person, group }: About, times?: SubmissionTimes): string | undefined {
  const of = (one: Person | undefined) => times?.get(one?.key ?? '');
  return of(person)?.submittedAt ?? latest(group.flatMap((member) => of(member) ?? []));
}

function latest(all: readonly Submitted[]): string | undefined {
  return all
    .map(({ submittedAt = '' }) => submittedAt)
    .sort((a, b) => Date.parse(b) - Date.parse(a))[0];
}

function ownLine(
  row: Row,
  { person, naming }: About,
  times: SubmissionTimes,
): Submitted | undefined {
  const { id, submission = id } = row;
  const called = naming.isAnothers(submission, person) ? undefined : times.get(submission);
  return called ?? naming.lineFor(linesOf(times), row, person);
}

function linesOf(times: SubmissionTimes): readonly (Submitted & { readonly id: string })[] {
  return [...times].map(([id, submitted]) => ({ id, ...submitted }));
}

function withLateness(row: Row, about: About, lists: Lists): Row {
  const { policy, extensions, times } = lists;
  if (!policy) return row;
  const extension = extensions && about.naming.lineFor(extensions, row, about.person);
  const own = { ...policy, ...(extension && { deadline: extension.deadline }) };
  const due: Due = {
    deadline: own.deadline,
    isExtended: extension !== undefined,
    policy: policyWords(policy),
    ...(policy.zone !== undefined && { zone: policy.zone }),
  };
  const { score, submittedAt } = row;
  if (score === null || submittedAt === undefined) return { ...row, due };
  // Each member of a group has free days of their own, whoever's line has the time.
  const lines = linesOf(times ?? new Map<string, Submitted>());
  const counting = lines.filter(({ freeDaysUsed }) => freeDaysUsed > 0);
  const used = about.naming.lineFor(counting, row, about.person)?.freeDaysUsed ?? 0;
  const free = Math.max(0, policy.freeDays - used);
  const lateness = afterPolicy(score, submittedAt, own, free);
  const { exact: whole = score, ...rest } = row;
  const exact = (whole * (100 - lateness.percentOff)) / 100;
  return { ...rest, due, lateness: { ...lateness, score: rounded(exact) }, ...exactIf(exact) };
}

function withDecision(row: Row, { person, naming }: About, { overrides }: Lists): Row {
  const override = overrides && naming.lineFor(overrides, row, person);
  if (override?.score.kind === 'excused')
    return { ...row, excused: { by: override.by, reason: override.reason } };
  if (!override) return row;
  const was = finalScore(row);
  const { exact: counted = was, ...rest } = row;
  const points = pointsAfter(override, counted, row.maxScore);
  if (points === undefined) return row;
  const { reason, by } = override;
  return { ...rest, decision: { was, score: rounded(points), reason, by }, ...exactIf(points) };
}
