/** What must be graded and why; and whose results change, before anything is overwritten. Pure. */
import { type Entry, finalScore, type Key, type Row } from './entry';

export interface Due {
  readonly id: string;
  /** The reason in words, printed after the name. */
  readonly why: string;
}

/** @param last the journal's entry of the submission */
export function dueFor(
  id: string,
  key: Key,
  last: Entry | undefined,
  cpuSeconds: number,
): Due | undefined {
  if (!last) return { id, why: 'new' };
  if (last.standing === 'error') return { id, why: 'could not be graded the last time' };
  const reasons = [
    ...(last.key.submission === key.submission ? [] : ['its files changed']),
    ...(last.key.stage === key.stage ? [] : [`it was graded for ${last.key.stage}`]),
    ...(last.key.kit === key.kit ? [] : [`the kit changed (${last.key.kit} to ${key.kit})`]),
    ...(last.key.suite === key.suite ? [] : ['the tests or the rules changed']),
    ...(last.key.seeds === key.seeds ? [] : ['its seeds changed']),
  ];
  const { cutAtSeconds = Infinity } = last;
  if (cutAtSeconds < cpuSeconds)
    reasons.push(`it was stopped after ${cutAtSeconds} s and may take ${cpuSeconds} s now`);
  return reasons.length === 0 ? undefined : { id, why: reasons.join(', ') };
}

export interface Change {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** The tests that cause the difference. */
  readonly because: readonly string[];
}

/** People, or submissions without one, whose score or standing has changed. New rows are not changes. */
export function changes(before: readonly Row[], after: readonly Row[]): readonly Change[] {
  const old = new Map(before.map((entry) => [entry.id, entry]));
  return after.flatMap((now) => {
    const then = earlierOf(now, old, before);
    if (!then || scoreOf(then) === scoreOf(now)) return [];
    // The row of a person may have the id of a submission that was another person's.
    const who = then.id === now.id ? now.id : nameOf(now);
    return [{ id: who, from: scoreOf(then), to: scoreOf(now), because: because(then, now) }];
  });
}

/** People who had a row and have none any more, because the roster no longer says that it is theirs. */
export function gone(before: readonly Row[], after: readonly Row[]): readonly Change[] {
  // Without a roster, nobody is named.
  const isNameless = ({ person, unmatched }: Row) => !person && unmatched === undefined;
  const ids = new Set(
    after.filter(isNameless).flatMap(({ id, submission = id }) => [id, submission]),
  );
  const names = new Set(after.flatMap(namesOf));
  return before
    .filter((row) => row.person && !ids.has(row.id) && !namesOf(row).some((one) => names.has(one)))
    .map((row) => ({
      ...{ id: row.id, from: scoreOf(row), to: 'no row' },
      because: ['no longer in the roster'],
    }));
}

/** Another roster may name the same people by other ids. */
function namesOf({ person }: Row): readonly string[] {
  return [person?.key, person?.name, person?.email].filter(
    (name): name is string => name !== undefined && name !== '',
  );
}

function nameOf({ id, person }: Row): string {
  return person === undefined ? id : person.name || person.key;
}

/** The earlier row of the same person, or of the submission if one of the two names no person. */
function earlierOf(
  now: Row,
  old: ReadonlyMap<string, Row>,
  before: readonly Row[],
): Row | undefined {
  const same = old.get(now.id);
  const names = namesOf(now);
  const isOwn = (row: Row) => namesOf(row).some((name) => names.includes(name));
  if (same && (isOwn(same) || (!same.person && now.unmatched === undefined))) return same;
  if (!now.person) return now.unmatched === undefined ? same : undefined;
  const byKey = before.filter(({ person }) => person?.key === now.person?.key);
  const own = byKey.length > 0 ? byKey : before.filter(isOwn);
  if (own.length > 0) return own.length > 1 ? undefined : own[0];
  const submission = old.get(now.submission ?? now.id);
  return submission?.person ? undefined : submission;
}

function scoreOf(row: Row): string {
  const { standing, maxScore } = row;
  const score = finalScore(row);
  if (row.excused) return 'excused';
  if (score === null) return standing;
  return `${score} of ${maxScore}${standing === 'unusable' ? ' (cannot run)' : ''}`;
}

function because(then: Row, now: Row): readonly string[] {
  const reasons: string[] = [];
  const hand = ({ decision }: Row) =>
    decision ? `${decision.score} by ${decision.by} (${decision.reason})` : 'no change by hand';
  if (hand(then) !== hand(now)) reasons.push(`${hand(now)}, was ${hand(then)}`);
  const off = ({ lateness }: Row) => lateness?.percentOff ?? 0;
  if (off(then) !== off(now)) reasons.push(`${off(now)} % off for lateness, were ${off(then)} %`);
  if (then.standing !== now.standing) reasons.push(`was ${then.standing}, is ${now.standing}`);
  const before = new Map(then.tests.map((test) => [test.id, test]));
  for (const { id, points, rule } of now.tests) {
    const was = before.get(id);
    if (!was || was.points === points) continue;
    if (points > was.points) reasons.push(`${id} passes now`);
    else reasons.push(`${id} fails now${rule === undefined ? '' : ` (${rule})`}`);
  }
  const [was, is] = [submissionOf(then), submissionOf(now)];
  if (was !== undefined && is !== undefined && was !== is)
    reasons.push(`the submission that counts is ${is}, was ${was}`);
  else if (was === is && then.key.submission !== now.key.submission)
    reasons.push('its files changed');
  return reasons;
}

/** @returns undefined for a person without one that counts */
function submissionOf({ standing, submission, id }: Row): string | undefined {
  return standing === 'missing' ? undefined : (submission ?? id);
}
