/** Platforms put an assignment's name before a login, and both may contain the sign between them. Pure. */

/** The common prefixes of all names up to a dash, and the empty one. A single name has no prefix. */
export function startsOf(names: readonly string[]): readonly string[] {
  const [first = ''] = names;
  if (names.length < 2) return [''];
  return ['', ...upTo('-', first).filter((start) => names.every((one) => one.startsWith(start)))];
}

/**
 * What may be the login in `Lab_2_van_dijk`. A start that no other name has is not the assignment's, if a
 * shorter one is: otherwise the work of van_dijk would go to a student called dijk.
 *
 * @param all the names of all attempts
 */
export function loginsIn(name: string, all: readonly string[]): readonly string[] {
  const starts = upTo('_', name);
  const others = [...new Set(all)].filter((other) => other !== name);
  const common = starts.filter((start) => others.some((other) => other.startsWith(start)));
  return (common.length > 0 ? common : starts).map((start) => name.slice(start.length));
}

function upTo(sign: string, name: string): readonly string[] {
  return [...name.matchAll(new RegExp(sign, 'g'))].map(({ index }) => name.slice(0, index + 1));
}
