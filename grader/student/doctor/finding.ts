/** The result of one check. */

export interface Finding {
  /** `bad` prevents the kit from working; `note` may be intended, or costs only comfort. */
  readonly mark: 'good' | 'note' | 'bad';
  readonly what: string;
  /** What to do, unless all is well. A line that starts with two spaces is a command to paste. */
  readonly advice?: readonly string[];
}

export function good(what: string): Finding {
  return { mark: 'good', what };
}

export function note(what: string, ...advice: readonly string[]): Finding {
  return { mark: 'note', what, advice };
}

export function bad(what: string, ...advice: readonly string[]): Finding {
  return { mark: 'bad', what, advice };
}

const NAMES_MAX = 3;

/** `a, b, c and 4 more` */
export function some(names: readonly string[]): string {
  const more = names.length - NAMES_MAX;
  const shown = names.slice(0, NAMES_MAX).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
