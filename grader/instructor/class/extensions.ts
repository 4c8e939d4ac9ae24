/**
 * Extended deadlines of single students or groups: a CSV of id, deadline and an optional reason. Pure.
 */
import { plain } from '../../report/plain';
import { instantIn } from './instant';
import { same } from './people/person';
import { readTable } from './people/table';

export interface Extension {
  /** A submission's id, or any id of a person in the roster. */
  readonly id: string;
  /** Number of the line in the file, from 1. */
  readonly line: number;
  /** ISO 8601 with a zone. */
  readonly deadline: string;
  readonly reason: string;
}

export function parseExtensions(
  text: string,
  zone: string | undefined,
): readonly Extension[] | { readonly problem: string } {
  const table = readTable(text);
  if ('problem' in table) return table;
  const head = table.head.map(same);
  const missing = ['id', 'deadline'].find((name) => !head.includes(name));
  if (missing !== undefined)
    return { problem: `there is no column ${missing}. The first line is: id,deadline,reason` };
  const found: Extension[] = [];
  for (const [at, cells] of table.lines.entries()) {
    const cell = (name: string) => (cells[head.indexOf(name)] ?? '').trim();
    const line = table.numbers[at] ?? 0;
    const wrong = (what: string) => ({ problem: `line ${line}: ${what}` });
    const id = cell('id');
    if (id === '') return wrong('the id is missing.');
    const before = found.find((one) => same(one.id) === same(id));
    if (before) return wrong(`${plain(id, 80)} is in line ${before.line} already.`);
    const instant = instantIn(cell('deadline'), zone);
    if ('problem' in instant) return wrong(instant.problem);
    found.push({ id, line, deadline: instant.iso, reason: cell('reason') });
  }
  return found;
}
