/**
 * Finds the owner of a submission: certain, or unmatched with a reason. Nothing is guessed: what the
 * platform wrote must identify a person of the roster completely, without any contradiction. Pure.
 */
import { type Claim, nameIn, type Submitter, submitterWords } from '../claim';
import { alikeIn, called, isOfOthers, knownBy, membersOf } from './lookup';
import { blackboardMatch } from './match-blackboard';
import {
  groupMatched,
  type Match,
  matched,
  personAndGroup,
  unmatched,
  wholeMatch,
} from './matched';
import {
  ID_WORDS,
  isBehind,
  isSlugOf,
  letters,
  nameKey,
  type Person,
  type Roster,
  same,
  words,
} from './person';
import { startsOf } from './prefixes';

/** How a group's work is matched with the single member whose id Canvas wrote. */
export const CANVAS_OTHER_NAME = "Canvas's ID, but another name";

/** @param all the names of all repositories or attempts, to find the assignment's prefix */
export function matchOf(
  id: string,
  claim: Claim | undefined,
  roster: Roster,
  all: readonly string[] = [],
): Match {
  const match = byName(id, claim, roster, all);
  const account = claim && 'account' in claim ? claim.account : undefined;
  return account === undefined ? match : withAccount(match, account, roster);
}

/** On GitHub Classroom, students choose which line of the roster they are, and may choose a wrong one. */
function withAccount(match: Match, account: string, roster: Roster): Match {
  const [holder, ...more] = knownBy(roster, ['github'], account);
  if (!holder || more.length > 0) {
    const other =
      match.kind === 'matched' && !match.isGroup ? match.people.find(hasAccount) : undefined;
    return other === undefined
      ? match
      : unmatched(
          `GitHub Classroom says account ${account}, and ${other.key} has another one in the roster`,
        );
  }
  if (match.kind === 'unmatched') return matched([holder], ID_WORDS.github);
  if (match.people.includes(holder)) return match;
  const names = match.people.map(({ key }) => key).join(', ');
  return unmatched(
    `GitHub Classroom says ${names}, and its account ${account} is ${holder.key} in the roster`,
  );
}

function hasAccount({ ids }: Person): boolean {
  return (ids.github ?? []).length > 0;
}

function byName(
  id: string,
  claim: Claim | undefined,
  roster: Roster,
  all: readonly string[],
): Match {
  const named = ownersOf(id, roster);
  if (typeof named === 'string') return unmatched(named);
  const name = nameIn(claim, id);
  const members = membersOf(roster, name);
  if (named.some((person) => isOfOthers(members, person))) return personAndGroup(id);
  const exact = exactElsewhere(id, named, all);
  if (exact !== undefined) return unmatched(exactWords(exact));
  if (named.length > 0) return matched(named, ID_WORDS.own);
  switch (claim?.platform) {
    case 'moodle':
      return moodleMatch(claim, roster);
    case 'canvas':
      return canvasMatch(claim, roster);
    case 'gradescope':
      return gradescopeMatch(claim.submitters, roster);
    case 'blackboard':
      return blackboardMatch(claim, roster, all);
    case 'brightspace':
      return namesMatch(claim.name, roster);
    case 'github':
      return githubMatch(claim.repository, roster, all);
    case 'folders':
    case undefined: {
      const match = roster.columns.has('github')
        ? githubMatch(name, roster, all)
        : wholeMatch(name, roster);
      if (match.kind === 'matched') {
        const other = match.isGroup ? undefined : exactElsewhere(name, match.people, all);
        return other === undefined ? match : unmatched(exactWords(other));
      }
      if (claim?.looksLike === undefined) return match;
      const { looksLike } = claim;
      return unmatched(
        `the name looks like one from ${looksLike}, but other names in the folder do not, so a student may have chosen it: if everything comes from ${looksLike}, add from=${looksLike}`,
      );
    }
  }
}

/** By the roster's column id. Ids that differ only in case are two: each is then matched exactly. */
function ownersOf(id: string, roster: Roster): readonly Person[] | string {
  const all = knownBy(roster, ['own'], id);
  const alike = alikeIn(all, id);
  if (alike.length < 2) return all;
  const exact = all.filter(({ ids }) => ids.own?.some((one) => one.normalize() === id.normalize()));
  if (exact.length > 0) return exact;
  return `the roster's column id has ${alike.join(' and ')}, which differ only in case, and not exactly this`;
}

/**
 * Two submissions whose names differ only in case are not two attempts of one person, if one is written
 * exactly as the roster writes the person.
 *
 * @returns what the other submission is called; undefined if there is none, or this one is written so
 */
function exactElsewhere(
  name: string,
  people: readonly Person[],
  all: readonly string[],
): string | undefined {
  const own = name.normalize();
  const known = people
    .flatMap(({ ids, name: whole }) => [...Object.values(ids).flat(), whole])
    .map((one) => one.normalize())
    .filter((one) => same(one) === same(own));
  if (known.includes(own)) return undefined;
  return known.find((one) => all.some((other) => other.normalize() === one));
}

function exactWords(other: string): string {
  return `differs only in case from ${other}, which is another submission and written exactly as in the roster`;
}

function moodleMatch(
  { name, number }: Extract<Claim, { platform: 'moodle' }>,
  roster: Roster,
): Match {
  const [byNumber, ...twins] = roster.people.filter(({ ids }) => ids.moodle?.includes(number));
  if (twins.length > 0) return unmatched(`several people in the roster are participant ${number}`);
  const byName = called(roster, name);
  const members = membersOf(roster, name);
  if (byNumber) {
    const isAnonymous = byNumber.name === '' && letters(name) === letters(roster.identifierWord);
    // In a team assignment the number belongs to a group, which may be named Participant.
    if (isAnonymous && !roster.columns.has('group'))
      return matched([byNumber], "Moodle's number, marked anonymously");
    // A group may have a person's name, and the same number by chance.
    if (byName.includes(byNumber) && isOfOthers(members, byNumber)) return personAndGroup(name);
    if (byName.includes(byNumber)) return matched([byNumber], "Moodle's number and name");
    // Older versions of Moodle put the group's name before each member's name.
    if (byNumber.name !== '' && isBehind(byNumber.name, name))
      return matched([byNumber], "Moodle's number and name, behind the group's");
    if (members.length > 0 && byName.length === 0) return groupMatched(members, "Moodle's group");
    return unmatched(
      `participant ${number} is ${byNumber.name === '' ? 'without a name' : byNumber.name} in the roster, and here it is ${name}: if that is a group, the roster or groups= must say who is in it`,
    );
  }
  if (members.length > 0 && byName.length === 0) return groupMatched(members, "Moodle's group");
  const isNumbered = roster.columns.has('identifier');
  const [only, ...more] = byName;
  if (only && more.length === 0 && !isNumbered)
    return isOfOthers(members, only) ? personAndGroup(name) : matched([only], 'full name');
  if (only && more.length > 0) return unmatched(`${byName.length} people are called ${name}`);
  return unmatched(
    isNumbered && only
      ? `${name} is in the roster, but as participant ${only.ids.moodle?.join() ?? ''}, not ${number}`
      : `no person or group in the roster is called ${name}`,
  );
}

/** Canvas lists this student in the gradebook, but nobody is behind it. */
const TEST_STUDENT = 'studenttest';

function canvasMatch(
  { slug, user }: Extract<Claim, { platform: 'canvas' }>,
  roster: Roster,
): Match {
  if (user === '')
    return unmatched(
      "the file name does not show clearly which number is the student's on Canvas: the assignment is anonymous, or the name of the group or of the file contains numbers",
    );
  const [person, ...others] = knownBy(roster, ['canvas'], user);
  if (!person)
    return unmatched(
      roster.columns.has('canvas')
        ? `nobody in the roster has Canvas's ID ${user}${slug === TEST_STUDENT ? ': it is the test student of the Student View, so the file can be deleted' : ''}`
        : `the roster has no IDs of Canvas; export the gradebook from there (this one has ${user})`,
    );
  if (others.length > 0) return unmatched(`several people in the roster have Canvas's ID ${user}`);
  const [group, ...groups] = person.groups.filter((one) => isSlugOf(slug, one));
  if (group !== undefined && groups.length === 0)
    return groupMatched(membersOf(roster, group, person), "Canvas's group");
  if ([person.name, nameKey(person.name)].some((name) => isSlugOf(slug, name)))
    return matched([person], "Canvas's ID");
  const isLeft = isOfOthers(membersOf(roster, slug), person);
  return matched(
    [person],
    CANVAS_OTHER_NAME,
    isLeft
      ? `Canvas calls the file ${slug}, as a group of the roster, and ${person.name} is not in it. Only ${person.name} has a row for it: who was in the group when it handed in?`
      : `Canvas calls the file ${slug}, which is not the name of ${person.name}: a group's work? Only ${person.name} has a row for it, unless groups= or a column group of the roster says who is in it.`,
  );
}

function gradescopeMatch(submitters: readonly Submitter[], roster: Roster): Match {
  if (submitters.length === 0) return unmatched('Gradescope names nobody who submitted it');
  const found: Person[] = [];
  const strangers: string[] = [];
  const clashes: string[] = [];
  for (const one of submitters) {
    const person = submitterIn(one, roster);
    if (typeof person === 'string') clashes.push(person);
    else if (person) found.push(person);
    else strangers.push(submitterWords(one));
  }
  if (found.length === 0) {
    const unknown = strangers.length > 0 ? [`not in the roster: ${strangers.join(', ')}`] : [];
    return unmatched([...clashes, ...unknown].join('; '));
  }
  const how = 'e-mail address or number on Gradescope';
  return {
    kind: 'matched',
    ...{ people: [...new Set(found)], how },
    strangers: [...strangers, ...clashes],
  };
}

/** @returns the person, or why there is none: Gradescope's data may name two people */
function submitterIn(who: Submitter, roster: Roster): Person | string | undefined {
  const byEmail = knownBy(roster, ['email', 'login', 'own'], who.email);
  const bySid = knownBy(roster, ['sid', 'login', 'own'], who.sid);
  const all = [...new Set([...byEmail, ...bySid])];
  const [one, ...more] = all;
  if (more.length > 0)
    return `${submitterWords(who)} is ${all.map(({ key }) => key).join(' or ')} in the roster`;
  if (!one) return undefined;
  if (byEmail.length > 0 || one.name === '' || who.name === '') return one;
  const known = new Set(words(one.name));
  if (words(who.name).some((word) => known.has(word))) return one;
  return `${who.sid} is ${one.name} in the roster, and ${who.name} on Gradescope`;
}

function namesMatch(name: string, roster: Roster): Match {
  const found = called(roster, name);
  const [one, ...more] = found;
  if (one && isOfOthers(membersOf(roster, name), one)) return personAndGroup(name);
  if (one && more.length === 0) return matched(found, 'full name');
  return unmatched(
    found.length === 0
      ? `nobody in the roster is called ${name}`
      : `${found.length} people are called ${name}`,
  );
}

/** `lab2-ada`: the assignment's prefix, which all repositories have, and a GitHub login. */
function githubMatch(repository: string, roster: Roster, all: readonly string[]): Match {
  const fits = startsOf(all).flatMap((start) =>
    knownBy(roster, ['github'], repository.slice(start.length)),
  );
  const [one, ...more] = [...new Set(fits)];
  const groups = startsOf(all)
    .map((start) => membersOf(roster, repository.slice(start.length)))
    .filter((members) => members.length > 0);
  if (!one) {
    const [members, ...others] = groups;
    if (members && others.length === 0)
      return groupMatched(members, 'group, in the name of the repository');
    return wholeMatch(repository, roster);
  }
  if (groups.some((members) => isOfOthers(members, one))) return personAndGroup(repository);
  if (more.length === 0) return matched([one], ID_WORDS.github);
  return unmatched(`${repository} may be ${fits.map(({ key }) => key).join(' or ')}`);
}
