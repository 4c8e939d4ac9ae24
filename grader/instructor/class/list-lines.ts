/** The lines of times=, overrides= and extensions=, as messages name them. Pure. */
import { plain } from '../../report/plain';
import type { Extension } from './extensions';
import type { Override } from './overrides';
import type { Person } from './people/person';
import type { SubmissionTimes } from './times';

export const LISTS = ['times', 'overrides', 'extensions'] as const;

export type ListName = (typeof LISTS)[number];

/** As typed, for messages. */
export type ListFiles = Readonly<Partial<Record<ListName, string>>>;

interface Given {
  readonly times?: SubmissionTimes;
  readonly overrides?: readonly Override[];
  readonly extensions?: readonly Extension[];
  readonly listFiles?: ListFiles;
}

export interface ListLine {
  readonly id: string;
  /** Number of the line in the file, from 1. */
  readonly line?: number;
}

/** A line that fits several people. */
export interface SeveralPeople {
  readonly line: ListLine;
  readonly people: readonly Person[];
}

const NAME_CHARS_MAX = 80;

export function linesIn(
  { times, overrides = [], extensions = [] }: Given,
  list: ListName,
): readonly ListLine[] {
  if (list === 'overrides') return overrides;
  if (list === 'extensions') return extensions;
  return [...(times ?? [])].map(([id, { line }]) => ({ id, ...(line !== undefined && { line }) }));
}

export function fileOf({ listFiles }: Given, list: ListName): string {
  return plain(listFiles?.[list] ?? `${list}=`);
}

/** @param near what the line may be meant to say */
export function lineWords({ id, line }: ListLine, near: readonly string[] = []): string {
  const meant = near.length === 0 ? '' : `; perhaps ${near.slice(0, 2).join(' or ')} is meant`;
  const name = `${plain(id, NAME_CHARS_MAX)}${plain(meant, NAME_CHARS_MAX)}`;
  return line === undefined ? name : `line ${line} (${name})`;
}

/** `line 2 (ada) and line 5 (a@x.org)` */
export function bothWords(one: ListLine, other: ListLine): string {
  const [first, second] = [one, other].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return [first, second].flatMap((line) => (line ? [lineWords(line)] : [])).join(' and ');
}

/** Which people a line may be about. */
export function severalWords({ line, people }: SeveralPeople): string {
  return `${lineWords(line)} is ${people.map(personWords).join(' or ')}`;
}

export function personWords({ name, key }: Person): string {
  const whole = name === '' || name === key ? key : `${name} (${key})`;
  return plain(whole, NAME_CHARS_MAX);
}
