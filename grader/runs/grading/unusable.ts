/** How it reads when a folder cannot be graded. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { BundleProblem } from '../../world/realm/bundle';
import { codeFrame } from '../../report/place';
import { COLUMNS, fold, plain } from '../../report/plain';

const SHOWN_MAX = 3;

export function unusable(
  folder: string,
  shown: string,
  problems: readonly BundleProblem[],
): string {
  const told = problems.slice(0, SHOWN_MAX).map((problem) => tell(folder, shown, problem));
  const more = problems.length - told.length;
  if (more > 0) told.push(`And ${more} more like ${more === 1 ? 'it' : 'these'}.`);
  return `${told.join('\n\n')}\n\nNothing was graded.`;
}

function tell(folder: string, shown: string, problem: BundleProblem): string {
  const { file, line, column = 1 } = problem;
  const message = plain(problem.message);
  if (file === undefined) return fold(message, COLUMNS).join('\n');
  const at = path.join(shown, file);
  if (line === undefined) return together(at, message);
  return `${together(`${at}:${line}:${column}`, message)}${frameOf(path.join(folder, file), line, column)}`;
}

/** On one line if there is room, so that editors find the place; and the place is never broken. */
function together(at: string, message: string): string {
  const line = `${at}: ${message}`;
  if (line.length <= COLUMNS) return line;
  return [`${at}:`, ...fold(message, COLUMNS - 2).map((part) => `  ${part}`)].join('\n');
}

/** The line says enough without its neighbours, if they cannot be had. */
function frameOf(file: string, line: number, column: number): string {
  try {
    return `\n${codeFrame(readFileSync(file, 'utf8'), line, column)}`;
  } catch {
    return '';
  }
}
