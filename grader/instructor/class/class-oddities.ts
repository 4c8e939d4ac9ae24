/** Contradictions in the instructor's lists and folders. */
import { type Entry, finalScore, type Row } from './entry';
import { twiceIn } from './doubled-lines';
import { fileOf, linesIn, lineWords, severalWords } from './list-lines';
import type { OutputOptions } from './outputs';
import { wantedBy } from './overrides';
import { idsAlike } from './people/lookup';
import { Naming } from './people/naming';
import { strayLines } from './stray-lines';
import { platformOddities, tableOddities } from './platform-oddities';
import { sharedPlaces } from './shared-places';
import { someOf } from './class-screen';
import { Refusal } from '../../command/run-command';

const LINE_CHARS_MAX = 240;

/** With a late policy but no times, every submission would count as on time. */
export function refuseTimeless(rows: readonly Row[], options: OutputOptions): void {
  const { policy, times, part, roster, zone } = options;
  const handedIn = rows.filter(({ standing }) => standing !== 'missing');
  if (!policy || handedIn.length === 0) return;
  if (handedIn.some(({ submittedAt }) => submittedAt !== undefined)) return;
  // The list may be about students in other parts.
  if (times && part !== undefined) return;
  if (times) throw new Refusal(uselessTimes(rows, options));
  if (roster?.kind === 'moodle' && zone !== undefined)
    throw new Refusal(
      "late= needs the time of each submission, and Moodle's worksheet has none that can be read. If a spreadsheet has changed its dates, download it again; or give times=FILE, a CSV of id and submitted_at.",
    );
  throw new Refusal(
    "late= needs the time of each submission: times=FILE, a CSV of id and submitted_at. Gradescope's export contains it, and so does Moodle's worksheet as roster=, with zone=.",
  );
}

/** Why no line of times= gives a time to anybody in the class. */
function uselessTimes(rows: readonly Row[], options: OutputOptions): string {
  const lines = linesIn(options, 'times');
  const several = strayLines(options, rows, []).flatMap((stray) =>
    stray.list === 'times' ? stray.several : [],
  );
  const others = lines.filter(({ id }) => !several.some(({ line }) => line.id === id));
  const why = [
    ...(lines.length === 0 ? ['Every time is empty.'] : []),
    ...(several.length === 0
      ? []
      : [`Several people are called so: ${someLines(several.map(severalWords))}.`]),
    ...(others.length === 0
      ? []
      : [
          `Nobody in the class is called so, or there is no time: ${someLines(others.map((line) => lineWords(line)))}.`,
        ]),
  ];
  return `late= needs the time of each submission, and ${fileOf(options, 'times')} gives none. ${why.join(' ')}`;
}

function someLines(lines: readonly string[]): string {
  return someOf(lines, LINE_CHARS_MAX);
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
  told.push(...listOddities(isPart, options, rows, handedIn));
  for (const [concerned, what] of platformOddities(options, rows)) tell(concerned, what);
  const naming = new Naming(roster?.people ?? []);
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
  return told;
}

/** What is odd in the lists alone, before anything is graded. The parameters are those of {@link oddities}. */
export function listOddities(
  isPart: boolean,
  options: OutputOptions,
  rows: readonly Row[],
  handedIn: readonly string[],
): readonly string[] {
  const { roster } = options;
  const told: string[] = [];
  const tell = (found: readonly string[], what: string) => {
    if (found.length > 0) told.push(`${what}: ${someOf(found)}`);
  };
  const tellLines = (found: readonly string[], what: string) => {
    if (found.length > 0) told.push(`${what}: ${someLines(found)}`);
  };
  const handed = rows.filter(({ standing }) => standing !== 'missing');
  const naming = new Naming(roster?.people ?? []);
  tell(
    roster ? idsAlike(roster) : [],
    "In the roster's column id, and different only in case, so each matches only a submission that is written exactly so",
  );
  tell(roster?.strangers ?? [], 'In the list of groups, and not in the roster');
  told.push(...sharedPlaces(rows));
  const stray = isPart ? [] : strayLines(options, rows, handedIn);
  for (const { list, several } of stray)
    tellLines(
      several.map(severalWords),
      `Lines of ${fileOf(options, list)} that change nothing, because several people are called so`,
    );
  tell(
    stray.flatMap(({ list, notCounted }) =>
      list === 'times' ? [] : notCounted.map(({ id }) => id),
    ),
    'Changed by hand or with an extended deadline, but another attempt counts',
  );
  for (const { list, nobody } of stray)
    tellLines(
      nobody.map((line) => lineWords(line, naming.nearTo(line.id))),
      `${NOBODYS[list]} (${fileOf(options, list)})`,
    );
  for (const list of ['overrides', 'extensions'] as const)
    tellLines(
      twiceIn(options, handed, list),
      `Lines of ${fileOf(options, list)} for a submission and for a person who handed it in (the line for the person counts)`,
    );
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
