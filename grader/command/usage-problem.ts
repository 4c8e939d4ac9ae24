/** The answer to a command line that cannot be understood. */

/** Exit code 2 for the caller. The message is one or a few lines, without colour. */
export interface UsageProblem {
  readonly kind: 'problem';
  readonly message: string;
}

export const LIST_LINE = 'npm run grade list';

/** @param lines what to type instead, each a whole line to paste */
export function askBack(what: string, ...lines: readonly string[]): UsageProblem {
  const text = what.split('\n').map(folded);
  return { kind: 'problem', message: [...text, ...lines.map((line) => `  ${line}`)].join('\n') };
}

/** Breaks a long line at spaces; a line to paste is never broken. */
function folded(line: string): string {
  return line.replace(/(.{1,78})( (?=\S)|$)/g, '$1\n').trimEnd();
}
