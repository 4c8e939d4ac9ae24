/**
 * Reads submitters and times from Gradescope's submission_metadata.yml. Not a YAML parser: it reads the few
 * necessary lines, at the depth at which Gradescope writes them, and skips the rest.
 */
import type { Submitter } from '../claim';
import { plain } from '../../../report/plain';

export const METADATA = 'submission_metadata.yml';

export interface GradescopeNote {
  /** ISO 8601. */
  readonly submittedAt?: string;
  readonly submitters: readonly Submitter[];
}

const NAME_CHARS_MAX = 80;
const SUBMITTERS_MAX = 50;

interface Draft {
  submittedAt?: string;
  readonly people: Partial<Record<keyof Submitter, string>>[];
  /** Indentation of a submitter's keys. Deeper lines are text that students wrote. */
  depth: number;
}

/** @returns notes by folder name */
export function gradescopeNotes(text: string): ReadonlyMap<string, GradescopeNote> {
  const drafts = new Map<string, Draft>();
  let draft: Draft | undefined;
  /** The key at depth 2 to which deeper lines belong. */
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    const top = /^:?["']?(submission_\d+)["']?:\s*$/.exec(line)?.[1];
    if (top !== undefined) {
      draft = { people: [], depth: 0 };
      drafts.set(top, draft);
      section = '';
      continue;
    }
    if (!draft) continue;
    const [, key, value = ''] = /^ {2}:?(\w+):\s*(.*)$/.exec(line) ?? [];
    if (key !== undefined) section = key;
    if (key === 'created_at') noteTime(draft, value);
    if (section === 'created_at' && key === undefined)
      noteTime(draft, /^ {4}:?utc:\s*(.*)$/.exec(line)?.[1] ?? '');
    if (section === 'submitters' && key === undefined) notePerson(draft, line);
  }
  return new Map([...drafts].map(([id, found]) => [id, noteOf(found)]));
}

function noteTime(draft: Draft, value: string): void {
  const [, day, time, zone] =
    /^(?:&\d+ )?['"]?(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d{1,3})?)\d* ?(Z|[+-]\d\d:?\d\d)['"]?$/.exec(
      value.trim(),
    ) ?? [];
  if (draft.submittedAt !== undefined || day === undefined || zone === undefined) return;
  const moment = new Date(`${day}T${time ?? ''}${zone.replace(/(\d\d)(\d\d)$/, '$1:$2')}`);
  if (!Number.isNaN(moment.getTime())) draft.submittedAt = moment.toISOString();
}

function notePerson(draft: Draft, line: string): void {
  const [, before = '', key, value = ''] = /^( {2,4}- | {4,6}):?(\w+):\s*(.*)$/.exec(line) ?? [];
  if (before.endsWith('- ')) {
    draft.people.push({});
    draft.depth = before.length;
  }
  const person = before.length === draft.depth ? draft.people.at(-1) : undefined;
  if (person && (key === 'name' || key === 'sid' || key === 'email')) person[key] = textOf(value);
}

/** The text of a one-line value, quoted or not. */
function textOf(value: string): string {
  const [, single] = /^'(.*)'$/.exec(value) ?? [];
  if (single !== undefined) return single.replaceAll("''", "'");
  if (!/^".*"$/.test(value)) return value;
  try {
    // YAML's escapes are those of JSON and a few more.
    const text: unknown = JSON.parse(value.replace(/\\x([0-9a-f]{2})/gi, '\\u00$1'));
    return typeof text === 'string' ? text : value;
  } catch {
    return value.slice(1, -1);
  }
}

function noteOf({ submittedAt, people }: Draft): GradescopeNote {
  const text = (found = ''): string => plain(found.trim(), NAME_CHARS_MAX);
  const submitters = people
    .slice(0, SUBMITTERS_MAX)
    .map(({ name, sid, email }) => ({ name: text(name), sid: text(sid), email: text(email) }));
  return {
    ...(submittedAt !== undefined && { submittedAt }),
    submitters: submitters.filter(({ name, sid, email }) => name + sid + email !== ''),
  };
}
