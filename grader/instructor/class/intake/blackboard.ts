/**
 * Reads the text that Blackboard puts beside the files of an attempt: name, login and time. Only its first
 * lines are Blackboard's own; students write what follows. Pure.
 */
import { plain } from '../../../report/plain';
import { dateIn } from '../date-in-words';

export interface BlackboardNote {
  readonly name: string;
  readonly login: string;
  /** ISO 8601, with a zone if the text has one that is unambiguous. */
  readonly submittedAt?: string;
}

const NAME_CHARS_MAX = 100;

/** `Name: Ada Lovelace (ada)`, with the first word in the language of the site. */
const NAME = /^[^:]{1,40}:\s*(.*\S)?\s*\(([^()]+)\)\s*$/u;

/** Abbreviations that mean one zone only. CST is also China's, IST India's and Israel's. */
const OFFSETS: Readonly<Record<string, string>> = {
  ...{ UTC: '+00:00', GMT: '+00:00', CET: '+01:00', CEST: '+02:00', EET: '+02:00', EEST: '+03:00' },
  ...{ EST: '-05:00', EDT: '-04:00', MDT: '-06:00', PST: '-08:00', PDT: '-07:00' },
  ...{ AEST: '+10:00', AEDT: '+11:00', NZST: '+12:00', NZDT: '+13:00' },
};

/** @returns undefined if the first line names no login, as for a group */
export function blackboardNote(text: string): BlackboardNote | undefined {
  const [first = '', , third = ''] = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const [, name = '', login] = NAME.exec(first) ?? [];
  if (login === undefined || login.trim() === '') return undefined;
  const submittedAt = timeIn(third);
  return {
    name: plain(name, NAME_CHARS_MAX),
    login: plain(login.trim(), NAME_CHARS_MAX),
    ...(submittedAt !== undefined && { submittedAt }),
  };
}

function timeIn(line: string): string | undefined {
  const text = /^[^:]{1,40}:\s*(.+)$/u.exec(line)?.[1];
  const local = text === undefined ? undefined : dateIn(text);
  if (text === undefined || local === undefined) return undefined;
  const zone = OFFSETS[/\b([A-Z]{3,4})\s*$/.exec(text)?.[1] ?? ''];
  return zone === undefined ? local : `${local}${zone}`;
}

const QUARTER_MS = 15 * 60_000;
const ZONES_APART_MAX_MS = 26 * 60 * 60_000;

/**
 * Sentences for the instructor if the text has another time than the name of the file. Local times of two
 * zones differ by whole quarters of an hour.
 */
export function otherTime(
  { submittedAt }: BlackboardNote,
  inName: string | undefined,
): readonly string[] {
  if (submittedAt === undefined || inName === undefined) return [];
  const minute = (time: string) => Date.parse(`${time.slice(0, 16)}Z`);
  const apartMs = Math.abs(minute(submittedAt) - minute(inName));
  if (apartMs <= ZONES_APART_MAX_MS && apartMs % QUARTER_MS === 0) return [];
  return [
    `Handed in at ${inName} by the name of the file, and at ${submittedAt} by Blackboard's own text. The text counts.`,
  ];
}
