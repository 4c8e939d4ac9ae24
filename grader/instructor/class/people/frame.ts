/**
 * The class by people: everyone in the roster with their submission, and every submission with its people
 * or with the reason why it matches nobody. Pure.
 */
import type { Entry, PersonShort, Row } from '../entry';
import { type Attempts, chosen, type Pair } from './attempts';
import { membersOf } from './lookup';
import { matchOf } from './match';
import type { Match, Matched } from './matched';
import { nameIn, prefixedName } from '../claim';
import { nameKey, type Person, type Roster, same } from './person';
import { worksheetRemarks } from './worksheet-remarks';

/** One line of people.csv. */
export interface Pairing {
  readonly person?: PersonShort;
  readonly submission?: string;
  /** How they were matched, or why there is no match. */
  readonly how: string;
  readonly kind: 'matched' | 'missing' | 'unmatched' | 'not counted';
}

/** How it stands with a missing person, if there is nothing to add. */
export const HANDED_IN_NOTHING = 'handed in nothing';

export interface Frame {
  readonly rows: readonly Row[];
  readonly pairings: readonly Pairing[];
}

/** Adds what depends on the person: lateness, manual decisions. */
export type Finish = (row: Row, person: Person | undefined, group?: readonly Person[]) => Row;

/** @param part of the class, if others are graded elsewhere */
export function framed(
  entries: readonly Entry[],
  roster: Roster | undefined,
  attempts: Attempts,
  finish: Finish,
  part?: string,
): Frame {
  const sorted = [...entries].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (!roster) {
    const rows = sorted.map((entry) => finish(entry, undefined));
    return { rows, pairings: rows.map(({ id }) => ({ submission: id, how: '', kind: 'matched' })) };
  }
  const names = sorted.map(({ id, claim }) => prefixedName(claim) ?? id);
  const matches = refuseNamesakes(
    sorted.map((entry) => ({ entry, match: matchOf(entry.id, entry.claim, roster, names) })),
  );
  const rows: Row[] = [];
  const pairings: Pairing[] = [];
  const pairs = new Map<Person, Pair[]>();
  for (const { entry, match } of matches) {
    if (match.kind === 'unmatched') {
      rows.push(finish({ ...entry, unmatched: match.why }, undefined));
      pairings.push({ submission: entry.id, how: match.why, kind: 'unmatched' });
      continue;
    }
    const isGroup = match.people.length > 1;
    for (const name of match.strangers)
      pairings.push({
        submission: entry.id,
        how: `${name} is not in the roster`,
        kind: 'unmatched',
      });
    for (const person of match.people) {
      const remarks = worksheetRemarks(person, roster);
      const row = finish(withPerson(entry, person, match, isGroup, remarks), person, match.people);
      pairs.set(person, [...(pairs.get(person) ?? []), { entry, row, person, match }]);
    }
  }
  const doubtful = new Map<Entry, string>();
  const taken = new Set(entries.map(({ id }) => id));
  for (const person of roster.people) {
    const own = pairs.get(person) ?? [];
    const twoGroups = twoGroupsOf(own);
    const counting = twoGroups ?? (own.length > 1 ? chosen(own, attempts) : own);
    if (typeof counting === 'string') {
      const undecided = own.map(({ entry }) => entry.id);
      const row = { ...missing(person, entries, taken, part), problem: counting, undecided };
      rows.push(finish(row, person));
      for (const { entry, row } of own) {
        const kind = twoGroups === undefined ? 'unmatched' : 'not counted';
        pairings.push({ ...about(person, row), how: counting, kind });
        doubtful.set(entry, counting);
      }
      continue;
    }
    if (counting.length === 0) {
      const named = namedLike(person, matches);
      const doubt = named?.words ?? doubtOf(person, entries) ?? mateOf(person, roster, pairs);
      const bare = missing(person, entries, taken, part);
      const row = named ? { ...bare, undecided: named.submissions } : bare;
      rows.push(finish(doubt === undefined ? row : { ...row, problem: doubt }, person));
      const elsewhere =
        part && `not in this part of the class (${part}): in another one, or handed in nothing`;
      const how = doubt ?? elsewhere ?? HANDED_IN_NOTHING;
      pairings.push({ person: shortOf(person), how, kind: 'missing' });
    }
    for (const { row, match } of own) {
      const counts = counting.some((one) => one.row === row);
      if (counts) rows.push(row);
      pairings.push({
        ...about(person, row),
        ...(counts
          ? { how: match.how, kind: 'matched' }
          : { how: `another attempt counts (attempts=${attempts})`, kind: 'not counted' }),
      });
    }
  }
  const counted = new Set(rows.map(({ id, submission = id }) => submission));
  for (const [entry, why] of doubtful)
    if (!counted.has(entry.id)) rows.push(finish({ ...entry, unmatched: why }, undefined));
  return { rows: rows.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)), pairings };
}

function shortOf({ key, name, email, ids }: Person): PersonShort {
  return { key, name, email, ids };
}

function about(person: Person, row: Row) {
  return { person: shortOf(person), submission: row.submission ?? row.id };
}

function withPerson(
  entry: Entry,
  person: Person,
  match: Matched,
  isGroup: boolean,
  more: readonly string[],
): Row {
  const strangers = match.strangers.map(
    (name) => `Handed in with ${name}, who is not in the roster.`,
  );
  const remarks = [...(match.remark === undefined ? [] : [match.remark]), ...strangers, ...more];
  return {
    ...entry,
    id: isGroup ? `${entry.id} · ${person.key}` : entry.id,
    submission: entry.id,
    person: shortOf(person),
    how: match.how,
    remarks: [...entry.remarks, ...remarks],
  };
}

function missing(
  person: Person,
  entries: readonly Entry[],
  taken: Set<string>,
  part: string | undefined,
): Row {
  let id = person.key;
  for (let n = 2; taken.has(id); n++) id = `${person.key} (${n})`;
  taken.add(id);
  const [some] = entries;
  return {
    id,
    key: { ...(some?.key ?? { suite: '', kit: '', stage: '2C' }), submission: '', seeds: '' },
    standing: 'missing',
    person: shortOf(person),
    problem:
      part === undefined
        ? 'Nothing was handed in.'
        : `Only a part of the class (${part}) was graded here. The submission is in another part, or nothing was handed in.`,
    ...(part !== undefined && { part }),
    ...{ files: {}, ignored: [], tests: [], typeErrors: [], remarks: [] },
    score: null,
    maxScore: Math.max(0, ...entries.map(({ maxScore }) => maxScore)),
    cost: { wallSeconds: 0, cpuSeconds: 0 },
  };
}

/** Submissions under a person's name that match nobody, because it is not certain whose they are. */
function namedLike(
  { name }: Person,
  all: readonly Paired[],
): { readonly submissions: readonly string[]; readonly words: string } | undefined {
  const wanted = nameKey(name);
  const submissions = all
    .filter(({ match }) => match.kind === 'unmatched')
    .filter(({ entry: { id, claim } }) => wanted !== '' && nameKey(nameIn(claim, id)) === wanted)
    .map(({ entry }) => entry.id);
  if (submissions.length === 0) return undefined;
  return {
    submissions,
    words: `Nothing was handed in that is certainly theirs. This has their name and matches nobody: ${submissions.join(', ')}.`,
  };
}

/** A line for a person if a group handed in that may be theirs, or may be only a part of their group's name. */
function doubtOf({ doubtful = [], groups }: Person, entries: readonly Entry[]): string | undefined {
  const isIn = new Set(groups.map(same));
  const named = new Set(entries.map(({ id, claim }) => same(nameIn(claim, id))));
  const group = doubtful.find((one) => !isIn.has(same(one)) && named.has(same(one)));
  if (group === undefined) return undefined;
  return `Nothing was handed in, unless ${groups[0] ?? group} in the roster is a list of groups: then ${group} is one of them, but it may as well be the name of one group. Give groups= with a line for each group of each person, and ${group} alone in one of them.`;
}

/** A line for a person if another member of the group handed in, and nothing says that it was for the group. */
function mateOf(
  person: Person,
  roster: Roster,
  pairs: ReadonlyMap<Person, readonly Pair[]>,
): string | undefined {
  for (const [mate, [first]] of pairs) {
    const group = mate.groups.find((one) => membersOf(roster, one, mate).includes(person));
    if (group === undefined || !first || first.match.people.length > 1) continue;
    const { id } = first.entry;
    return `Nothing was handed in by name, but ${nameOf(mate)} of the same group (${group}) handed in ${id}. If that is the group's work, give ${id} to everyone in the group, in the roster's column id, or name it after the group.`;
  }
  return undefined;
}

function nameOf({ name, key }: Person): string {
  return name === '' ? key : name;
}

interface Paired {
  readonly entry: Entry;
  readonly match: Match;
}

/** Two numbers of a platform with one name are two people, even if the roster has only one of them. */
function refuseNamesakes(all: readonly Paired[]): readonly Paired[] {
  const numbers = new Map<Person, Set<string>>();
  const ofName = ({ entry: { claim }, match }: Paired) =>
    match.kind === 'matched' && match.how === 'full name' && claim && 'number' in claim
      ? { person: match.people[0], number: claim.number, platform: PLATFORM_WORDS[claim.platform] }
      : undefined;
  for (const one of all) {
    const found = ofName(one);
    if (!found?.person) continue;
    numbers.set(found.person, (numbers.get(found.person) ?? new Set()).add(found.number));
  }
  return all.map((one) => {
    const { person, platform = '' } = ofName(one) ?? {};
    if (!person || (numbers.get(person)?.size ?? 0) < 2) return one;
    const why = `several students on ${platform} are called ${person.name}, and the roster does not tell them apart: students may change their names. Look up on ${platform} whose each is, and put its id with the person into a CSV with a column id`;
    return { ...one, match: { kind: 'unmatched', why } };
  });
}

const PLATFORM_WORDS = { moodle: 'Moodle', brightspace: 'Brightspace' } as const;

/**
 * A person belongs to one group, and the work of another is no attempt of theirs.
 *
 * @returns what is wrong, if the person is in two groups that both handed in
 */
function twoGroupsOf(all: readonly Pair[]): string | undefined {
  const [first, second] = all.flatMap((one) =>
    all.some((other) => areTwoGroups(one.match, other.match)) ? [one.entry.id] : [],
  );
  if (first === undefined || second === undefined) return undefined;
  return `in two groups that both handed in (${first}, ${second}): the roster or groups= must say which group is right`;
}

function areTwoGroups(a: Matched, b: Matched): boolean {
  const isWithin = (one: Matched, other: Matched) =>
    one.people.every((person) => other.people.includes(person));
  const [isInB, isInA] = [isWithin(a, b), isWithin(b, a)];
  // Without a name, a group with fewer members may be the same one, at another time.
  if (a.isGroup && b.isGroup) return !(isInB && isInA);
  return a.people.length > 1 && b.people.length > 1 && !isInB && !isInA;
}
