/** Redis' patterns for keys: `*`, `?`, `[a-z]`, `[^a]`, and `\` before a literal character. */

/** @returns a function that matches keys, in time bounded by key length times pattern length */
export function globPattern(pattern: string): (key: string) => boolean {
  const parts = partsOf(pattern);
  return (key) => {
    let [at, part, star, from] = [0, 0, -1, 0];
    while (at < key.length) {
      const wanted = parts[part];
      if (wanted === '*') {
        [star, from] = [part++, at];
      } else if (wanted?.(key[at] ?? '')) {
        at++;
        part++;
      } else if (star >= 0) {
        // Lets the last star match one more character.
        part = star + 1;
        at = ++from;
      } else {
        return false;
      }
    }
    while (parts[part] === '*') part++;
    return part === parts.length;
  };
}

type Part = '*' | ((character: string) => boolean);

function partsOf(pattern: string): Part[] {
  const parts: Part[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i] ?? '';
    if (character === '*') {
      if (parts.at(-1) !== '*') parts.push('*');
    } else if (character === '?') {
      parts.push(() => true);
    } else if (character === '[' && pattern.indexOf(']', i + 1) > i) {
      const end = pattern.indexOf(']', i + 1);
      parts.push(oneOf(pattern.slice(i + 1, end)));
      i = end;
    } else {
      const wanted = character === '\\' && i + 1 < pattern.length ? pattern[++i] : character;
      parts.push((found) => found === wanted);
    }
  }
  return parts;
}

function oneOf(set: string): (character: string) => boolean {
  const isNot = set.startsWith('^');
  const ranges = [...set.slice(isNot ? 1 : 0).matchAll(/\\?([^])(?:-([^]))?/g)].map(
    ([, low = '', high = low]) => (low <= high ? ([low, high] as const) : ([high, low] as const)),
  );
  return (character) =>
    ranges.some(([low, high]) => low <= character && character <= high) !== isNot;
}
