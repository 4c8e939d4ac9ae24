/** What in the instructor's lists and folders does not fit together. */
import type { Row } from './entry';
import type { OutputOptions } from './outputs';
import { Naming } from './people/naming';
import { same } from './people/person';
import { someOf } from './class-screen';
import type { GradeClassCommand } from './grade-class-args';
import { Refusal } from '../../command/run-command';

/** A late policy without a single time would let everybody off. */
export function refuseTimeless(rows: readonly Row[], { policy }: OutputOptions): void {
  if (!policy || rows.some(({ submittedAt }) => submittedAt !== undefined)) return;
  throw new Refusal(
    "late= needs the time of each submission: times=FILE, a CSV of id and submitted_at. Gradescope's export contains it, and so does Moodle's worksheet as roster=, with zone=.",
  );
}

/** What a person would want to know before the results are believed. */
export function oddities(
  { shard }: GradeClassCommand,
  { times, policy, overrides, extensions, roster }: OutputOptions,
  last: readonly Row[],
  rows: readonly Row[],
): readonly string[] {
  const ids = new Set(rows.map(({ id }) => id));
  const told: string[] = [];
  const tell = (found: readonly string[], what: string) => {
    if (found.length > 0) told.push(`${what}: ${someOf(found)}`);
  };
  tell(
    last.map(({ id }) => id).filter((id) => !ids.has(id)),
    'Graded before, and no longer among the submissions',
  );
  const known = new Set(rows.flatMap(({ id, submission = id }) => [same(id), same(submission)]));
  const naming = new Naming(roster?.people ?? []);
  const toRow = (id: string) => known.has(same(id));
  const strangers = (list: Iterable<string>) =>
    [...list].filter((id) => !toRow(id) && naming.personOf(id) === undefined);
  if (!shard) {
    const line = ({ id }: { readonly id: string }) => id;
    const lists = [
      ...(times?.keys() ?? []),
      ...[...(overrides ?? []), ...(extensions ?? [])].map(line),
    ];
    tell(
      [...new Set(lists)].filter((id) => !toRow(id) && naming.personOf(id) === 'several'),
      'A list gives several people the same name, so it changes nothing for them',
    );
    tell(strangers(times?.keys() ?? []), 'In the list of times, but not among the submissions');
    tell(strangers((overrides ?? []).map(line)), 'Changed by hand, but not in the class');
    tell(
      strangers((extensions ?? []).map(line)),
      'With an extended deadline, but not in the class',
    );
  }
  if (policy)
    tell(
      rows.filter(isTimeless).map(({ id }) => id),
      'Not in the list of times, so counted as in time',
    );
  if (roster?.kind !== 'moodle' && rows.some(({ claim }) => claim?.platform === 'moodle'))
    told.push(
      "moodle.csv contains no identifiers for Moodle: for that, give its grading worksheet as roster= (a number behind a name may be a group's).",
    );
  return told;
}

function isTimeless({ score, submittedAt }: Row): boolean {
  return score !== null && submittedAt === undefined;
}
