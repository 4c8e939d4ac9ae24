/** Reads the instructor's own lists: times, the late policy, the roster. */
import { readFileSync } from 'node:fs';
import { parsePolicy } from './late';
import type { OutputOptions } from './outputs';
import { parseRoster } from './tables';
import { parseTimes } from './times';
import { plain } from '../../report/plain';
import { Refusal, whereStood } from '../../command/run-command';

/** Files as typed. */
export interface Lists {
  readonly times?: string | undefined;
  readonly late?: string | undefined;
  readonly roster?: string | undefined;
}

/** @throws Refusal for a list that is not there or makes no sense: which, where, and why */
export function outputOptions({ times, late, roster }: Lists): OutputOptions {
  return {
    ...(times !== undefined && { times: parsed(times, parseTimes) }),
    ...(late !== undefined && { policy: parsed(late, parsePolicy) }),
    ...(roster !== undefined && { roster: parsed(roster, parseRoster) }),
  };
}

function parsed<T extends object>(
  file: string,
  parse: (text: string) => T | { readonly problem: string },
): T {
  let text: string;
  try {
    text = readFileSync(whereStood(file), 'utf8');
  } catch (thrown) {
    const { code = 'unknown error' } = thrown as NodeJS.ErrnoException;
    throw new Refusal(`${plain(file)} cannot be read (${code}).`);
  }
  const read = parse(text);
  if ('problem' in read) throw new Refusal(`${plain(file)}: ${plainLines(read.problem)}`);
  return read;
}

/** For text that quotes what a person or a submission wrote. */
export function plainLines(text: string): string {
  return text
    .split('\n')
    .map((line) => plain(line))
    .join('\n');
}
