/** Finds the owner of an attempt on Blackboard, by the login. Pure. */
import type { Claim } from '../claim';
import { knownBy } from './lookup';
import { type Match, matched, unmatched, wholeMatch } from './matched';
import { type IdKind, type Roster, words } from './person';
import { loginsIn } from './prefixes';

/** What Blackboard's own text says counts more than the name of the file. */
export function blackboardMatch(
  { login, before, told }: Extract<Claim, { platform: 'blackboard' }>,
  roster: Roster,
  all: readonly string[],
): Match {
  const byName = namedLoginMatch(login, before, roster, all);
  if (told === undefined) return byName;
  const match = loginMatch(login, told, roster);
  const letters = (text: string) => words(text).join('');
  if (match.kind === 'unmatched' || letters(before).endsWith(letters(login))) return match;
  const contradiction = `the name of the file ends in another login (${before}) than Blackboard's own text, which says ${login}`;
  // Two students are named, and a text that says a full name alone may end in any word.
  if (byName.kind === 'matched' && byName.people.some((one) => !match.people.includes(one)))
    return unmatched(`${contradiction}, and both are in the roster`);
  return { ...match, remark: `Matched by the text: ${contradiction}.` };
}

/** A login may be another student's number, so numbers count only in a roster without logins. */
function loginKinds({ columns }: Roster): readonly IdKind[] {
  return columns.has('login') ? ['login', 'own', 'email'] : ['own', 'email', 'sid'];
}

/** The login in Blackboard's own text. It is no name of a group, which students could choose. */
function loginMatch(login: string, name: string, roster: Roster): Match {
  const [one, ...more] = knownBy(roster, loginKinds(roster), login);
  if (!one) return unmatched(`nobody in the roster has the login ${login} (${name})`);
  if (more.length > 0)
    return unmatched(`${login} may be ${[one, ...more].map(({ key }) => key).join(' or ')}`);
  const known = new Set(words(one.name));
  const isOther = known.size > 0 && name !== '' && !words(name).some((word) => known.has(word));
  const doubt = `${login} is ${one.name} in the roster, and ${name} on Blackboard`;
  if (isOther && !roster.columns.has('login')) return unmatched(doubt);
  return matched([one], 'login', isOther ? `${doubt}: the same person?` : undefined);
}

/** `Lab_2_van_dijk`: only the roster can show which of its endings is the login. */
function namedLoginMatch(
  login: string,
  before: string,
  roster: Roster,
  all: readonly string[],
): Match {
  const logins = loginsIn(before, all);
  const found = logins
    .map((end) => wholeMatch(end, roster, loginKinds(roster)))
    .filter(({ kind }) => kind === 'matched');
  const [one, ...more] = found;
  if (more.length > 0) return unmatched(`the login in ${before} can be read in several ways`);
  const shortest = logins.at(-1) ?? login;
  const match = one ?? wholeMatch(shortest, roster, loginKinds(roster));
  if (match.kind === 'matched' || shortest === login) return match;
  return unmatched(`${shortest}: ${match.why}`);
}
