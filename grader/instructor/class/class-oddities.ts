/** Contradictions in the instructor's lists and folders. */
import { type Entry, finalScore, type Row } from './entry';
import type { OutputOptions } from './outputs';
import { wantedBy } from './overrides';
import { idsAlike } from './people/lookup';
import { Naming } from './people/naming';
import { strayLines } from './stray-lines';
import { platformOddities, tableOddities } from './platform-oddities';
import { type Person, same } from './people/person';
import { sharedPlaces } from './shared-places';
import { someOf } from './class-screen';
import { Refusal } from '../../command/run-command';

/** With a late policy but no times, every submission would count as on time. */
export function refuseTimeless(rows: readonly Row[], { policy, times }: OutputOptions): void {
  const handedIn = rows.filter(({ standing }) => standing !== 'missing');
  if (!policy || handedIn.length === 0) return;
  if (handedIn.some(({ submittedAt }) => submittedAt !== undefined)) return;
  if (times && times.size > 0)
    throw new Refusal(
      `late= needs the time of each submission, and no line of times= has one: nobody in the class or several people are called so, or the line has no time. It lists: ${someOf([...times.keys()])}.`,
    );
  throw new Refusal(
    "late= needs the time of each submission: times=FILE, a CSV of id and submitted_at. Gradescope's export contains it, and so does Moodle's worksheet as roster=, with zone=.",
  );
}

/**
 * Of two lines about one person, only one could count, and which one is meant is not known.
 *
 * @param handedIn the ids of all submissions: of those, a person may have several
 */
export function refuseDoubled(
  { times, overrides = [], extensions = [], roster }: OutputOptions,
  handedIn: readonly string[],
): void {
  const naming = new Naming(roster?.people ?? []);
  const submissions = new Set(handedIn.map(same));
  const idsIn = (lines: readonly { readonly id: string }[]) => lines.map(({ id }) => id);
  const lists = [
    ['The list of times has', [...(times?.keys() ?? [])]],
    ['The changes by hand have', idsIn(overrides)],
    ['The list of extensions has', idsIn(extensions)],
  ] as const;
  for (const [start, ids] of lists) {
    const about = new Map<Person, string>();
    for (const id of ids.filter((one) => !submissions.has(same(one)))) {
      const person = naming.personOf(id);
      if (person === undefined || person === 'several') continue;
      const before = about.get(person);
      if (before !== undefined)
        throw new Refusal(
          `${start} two lines for one person, and only one can count: ${someOf([before, id])}. Keep one of them.`,
        );
      about.set(person, id);
    }
  }
}

/**
 * Of a submission's own line and one for its only person, only one time can count. Their free days may be
 * in the other line.
 */
export function refuseTwoTimes(
  rows: readonly Row[],
  { times, roster }: Pick<OutputOptions, 'times' | 'roster'>,
): void {
  const naming = new Naming(roster?.people ?? []);
  const timed = [...(times ?? [])].flatMap(([id, { submittedAt }]) =>
    submittedAt === undefined ? [] : [id],
  );
  for (const { id, submission, person } of rows) {
    if (submission !== id || !timed.some((one) => same(one) === same(id))) continue;
    const other = timed.find((one) => same(one) !== same(id) && isAbout(naming, one, person));
    if (other !== undefined)
      throw new Refusal(
        `The list of times has two times for one person, in the line of the submission and in the line of the person, and only one can count: ${someOf([id, other])}. Keep one of them.`,
      );
  }
}

/** Results of another class in the same folder would be lost. */
export function refuseOtherClass(
  out: string,
  before: readonly Entry[],
  found: readonly { readonly id: string }[],
): void {
  const ids = new Set(found.map(({ id }) => id));
  if (before.length < 2 || before.some(({ id }) => ids.has(id))) return;
  throw new Refusal(
    `${out} has the results of other submissions: ${someOf(before.map(({ id }) => id))}. None of them is among these, so this may be another class, and its results would be overwritten. Choose another out=, or delete that folder.`,
  );
}

/**
 * What the instructor should know before trusting the results.
 *
 * @param isPart whether other machines grade the rest
 * @param last the previous results
 * @param handedIn the ids of all submissions
 */
export function oddities(
  isPart: boolean,
  options: OutputOptions,
  last: readonly Row[],
  rows: readonly Row[],
  handedIn: readonly string[],
): readonly string[] {
  const { policy, overrides, extensions, roster } = options;
  const ids = new Set(handedIn);
  const told: string[] = [];
  const tell = (found: readonly string[], what: string) => {
    if (found.length > 0) told.push(`${what}: ${someOf(found)}`);
  };
  const before = last.filter(({ standing }) => standing !== 'missing');
  const graded = [...new Set(before.map(({ id, submission = id }) => submission))];
  tell(
    graded.filter((id) => !ids.has(id)),
    'Graded before, and no longer among the submissions',
  );
  const handed = rows.filter(({ standing }) => standing !== 'missing');
  const naming = new Naming(roster?.people ?? []);
  tell(
    roster ? idsAlike(roster) : [],
    "In the roster's column id, and different only in case, so each matches only a submission that is written exactly so",
  );
  tell(roster?.strangers ?? [], 'In the list of groups, and not in the roster');
  told.push(...sharedPlaces(rows));
  for (const [concerned, what] of platformOddities(options, rows)) tell(concerned, what);
  const stray = isPart ? [] : strayLines(options, rows, handedIn);
  for (const { list, several } of stray)
    tell(several, `Lines of ${list}= that change nothing, because several people are called so`);
  tell(
    stray.flatMap(({ list, notCounted }) => (list === 'times' ? [] : notCounted)),
    'Changed by hand or with an extended deadline, but another attempt counts',
  );
  for (const { list, nobody } of stray) tell(nobody, NOBODYS[list]);
  const twice = (lines: readonly { readonly id: string }[] = []) =>
    handed.flatMap(({ id, submission, person }) => {
      const own = lines.find((line) => isAbout(naming, line.id, person));
      const called = lines.find((line) => same(line.id) === same(id));
      return submission === id && own && called && own !== called ? [id] : [];
    });
  tell(
    [...twice(overrides), ...twice(extensions)],
    'With a line for the submission and one for the only person who handed it in (the line for the person counts)',
  );
  const wanted = rows.flatMap((row) => {
    const person = roster?.people.find(({ key }) => key === row.person?.key);
    const override = overrides && naming.lineFor(overrides, row, person);
    const counted = row.decision ? row.decision.was : finalScore(row);
    const isChange = override !== undefined && override.score.kind !== 'excused';
    return isChange ? [{ ...row, wanted: wantedBy(override, counted) }] : [];
  });
  tell(
    wanted.filter((row) => row.wanted === undefined).map(({ id }) => id),
    'Changed by hand by a number of points, but without a score that could change',
  );
  tell(
    wanted.filter((row) => (row.wanted ?? 0) > row.maxScore).map(({ id }) => id),
    'Changed by hand to more points than there are, and given the maximum',
  );
  if (policy) {
    tell(
      rows.filter(isTimeless).map(({ id }) => id),
      'Not in the list of times, so counted as on time',
    );
    const deadlineMs = Date.parse(policy.deadline);
    tell(
      (extensions ?? []).flatMap(({ id, deadline }) =>
        Date.parse(deadline) < deadlineMs ? [id] : [],
      ),
      "With a deadline that is before the class's own",
    );
  } else if (extensions)
    told.push('extensions= changes nothing, because there is no late policy (late=).');
  told.push(...tableOddities(options, rows));
  return told;
}

const NOBODYS = {
  times: 'In the list of times, but not among the submissions',
  overrides: 'Changed by hand, but not in the class',
  extensions: 'With an extended deadline, but not in the class',
} as const;

function isTimeless({ score, submittedAt }: Row): boolean {
  return score !== null && submittedAt === undefined;
}

function isAbout(naming: Naming, id: string, person: Row['person']): boolean {
  const known = naming.personOf(id);
  return known !== undefined && known !== 'several' && known.key === person?.key;
}
