/** What the instructor's lists add to a row: when it came, what being late costs, what was decided. Pure. */
import { type Due, finalScore, type Row } from './entry';
import type { Extension } from './extensions';
import { instantIn } from './instant';
import { afterPolicy, type LatePolicy, policyWords } from './late';
import { decided, type Override, overrideOf } from './overrides';
import { ID_KINDS, type Person, same } from './people/person';
import type { SubmissionTimes } from './times';
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

export function finished(row: Row, person: Person | undefined, lists: Lists): Row {
  const { scheme } = lists;
  const worth = scheme ? weighed(row, scheme) : row;
  return withDecision(withLateness(withTime(worth, person, lists), person, lists), lists);
}

/** By all that names it: its own id, its submission's, its person's. */
function namesOf({ id, submission }: Row, person: Person | undefined): readonly string[] {
  const ids = ID_KINDS.flatMap((kind) => (kind === 'moodle' ? [] : (person?.ids[kind] ?? [])));
  return [id, submission ?? id, ...(person ? [person.key, person.name, ...ids] : [])]
    .map(same)
    .filter((name) => name !== '');
}

function withTime(row: Row, person: Person | undefined, { times, zone }: Lists): Row {
  const listed = timeOf(row, person, times)?.submittedAt;
  if (listed !== undefined) return { ...row, submittedAt: listed };
  if (row.submittedAt === undefined) return row;
  const { submittedAt, ...rest } = row;
  const instant = instantIn(submittedAt, zone);
  // Without a zone it could be hours early or late.
  return 'problem' in instant ? rest : { ...rest, submittedAt: instant.iso };
}

function timeOf(row: Row, person: Person | undefined, times: SubmissionTimes | undefined) {
  if (!times) return undefined;
  const exact = times.get(row.submission ?? row.id);
  if (exact) return exact;
  const names = namesOf(row, person);
  return [...times].find(([id]) => names.includes(same(id)))?.[1];
}

function withLateness(row: Row, person: Person | undefined, lists: Lists): Row {
  const { policy, extensions, times } = lists;
  if (!policy) return row;
  const names = namesOf(row, person);
  const extension = extensions?.find(({ id }) => names.includes(same(id)));
  const own = { ...policy, ...(extension && { deadline: extension.deadline }) };
  const due: Due = {
    deadline: own.deadline,
    isExtended: extension !== undefined,
    policy: policyWords(policy),
    ...(policy.zone !== undefined && { zone: policy.zone }),
  };
  const { score, submittedAt } = row;
  if (score === null || submittedAt === undefined) return { ...row, due };
  const used = timeOf(row, person, times)?.freeDaysUsed ?? 0;
  const free = Math.max(0, policy.freeDays - used);
  return { ...row, due, lateness: afterPolicy(score, submittedAt, own, free) };
}

function withDecision(row: Row, { overrides }: Lists): Row {
  const override = overrides && overrideOf(row, overrides);
  const decision = override && decided(override, finalScore(row), row.maxScore);
  return decision ? { ...row, decision } : row;
}
