/** What the instructor's lists add to a row: when it came, what being late costs, what was decided. Pure. */
import { type Due, finalScore, type Row } from './entry';
import type { Extension } from './extensions';
import { instantIn } from './instant';
import { afterPolicy, type LatePolicy, policyWords } from './late';
import { decided, type Override } from './overrides';
import type { Naming } from './people/naming';
import type { Person } from './people/person';
import type { SubmissionTimes, Submitted } from './times';
import { type Scheme, weighed } from './course/scheme';

export interface Lists {
  readonly times?: SubmissionTimes;
  readonly policy?: LatePolicy;
  readonly extensions?: readonly Extension[];
  readonly overrides?: readonly Override[];
  readonly zone?: string;
  /** What the tests are worth; their own points if left out. */
  readonly scheme?: Scheme;
}

export function finished(row: Row, about: About, lists: Lists): Row {
  const { scheme } = lists;
  const worth = scheme ? weighed(row, scheme) : row;
  return withDecision(withLateness(withTime(worth, about, lists), about, lists), about, lists);
}

/** Whose row it is. */
interface About {
  readonly person: Person | undefined;
  /** All who handed it in. */
  readonly group: readonly Person[];
  readonly naming: Naming;
}

function withTime(row: Row, about: About, { times, zone }: Lists): Row {
  const listed = timeOf(row, about, times)?.submittedAt;
  if (listed !== undefined) return { ...row, submittedAt: listed };
  if (row.submittedAt === undefined) return row;
  const { submittedAt, ...rest } = row;
  const instant = instantIn(submittedAt, zone);
  // A time without a zone could be hours early or late.
  return 'problem' in instant ? rest : { ...rest, submittedAt: instant.iso };
}

function timeOf(
  row: Row,
  { person, group, naming }: About,
  times: SubmissionTimes | undefined,
): Submitted | undefined {
  const exact = times?.get(row.submission ?? row.id);
  if (!times || exact) return exact;
  const lines = [...times].map(([id, submitted]) => ({ id, ...submitted }));
  const own = naming.lineFor(lines, row, person);
  if (own) return own;
  // What a group hands in, it hands in at one time, whoever of them is listed.
  const [last] = lines
    .filter(({ id }) => group.some((member) => naming.personOf(id) === member))
    .sort((a, b) => Date.parse(b.submittedAt) - Date.parse(a.submittedAt));
  return last && { submittedAt: last.submittedAt, freeDaysUsed: 0 };
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
  const used = timeOf(row, about, times)?.freeDaysUsed ?? 0;
  const free = Math.max(0, policy.freeDays - used);
  return { ...row, due, lateness: afterPolicy(score, submittedAt, own, free) };
}

function withDecision(row: Row, { person, naming }: About, { overrides }: Lists): Row {
  const override = overrides && naming.lineFor(overrides, row, person);
  const decision = override && decided(override, finalScore(row), row.maxScore);
  return decision ? { ...row, decision } : row;
}
