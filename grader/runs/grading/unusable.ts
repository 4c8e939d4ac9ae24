/** The message for a folder that cannot be graded. */
import path from 'node:path';
import type { BundleProblem } from '../../world/realm/bundle';
import { codeFrame } from '../../report/place';
import { COLUMNS, fold, plain } from '../../report/plain';

const SHOWN_MAX = 3;

export function unusable(shown: string, problems: readonly BundleProblem[]): string {
  const told = problems.slice(0, SHOWN_MAX).map((problem) => tell(shown, problem));
  const more = problems.length - told.length;
  if (more > 0) told.push(`And ${more} more like ${more === 1 ? 'it' : 'these'}.`);
  return `${told.join('\n\n')}\n\nNothing was graded.`;
}

function tell(shown: string, problem: BundleProblem): string {
  const { file, line, column = 1, text } = problem;
  const message = plain(problem.message) + ofItsName(problem);
  if (file === undefined) return fold(message, COLUMNS).join('\n');
  // Uses the same separator on every system.
  const at = path.posix.join(shown.split(path.sep).join('/'), file);
  if (line === undefined) return together(at, message);
  // Without the file's text, the line number alone has to do.
  const frame = text === undefined ? '' : `\n${codeFrame(text, line, column)}`;
  return `${together(`${at}:${line}:${column}`, message)}${frame}`;
}

/** Added to any syntax error in a .js file, because the file is not parsed here. */
function ofItsName({ file = '', line, message }: BundleProblem): string {
  if (
    line === undefined ||
    !file.endsWith('.js') ||
    !/^(?:Expected|Unexpected|Type|The)/.test(message)
  )
    return '';
  return `. A .js file is read as JavaScript: if this is TypeScript, call it ${plain(file).replace(/js$/, 'ts')}`;
}

/** On one line if it fits, so that editors find the place. The place itself is never broken. */
function together(at: string, message: string): string {
  const line = `${at}: ${message}`;
  if (line.length <= COLUMNS) return line;
  return [`${at}:`, ...fold(message, COLUMNS - 2).map((part) => `  ${part}`)].join('\n');
}
