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
    const wrong = (what: string) => ({ problem: `line ${table.numbers[at] ?? 0}: ${what}` });
    const id = cell('id');
    if (id === '') return wrong('the id is missing.');
    if (found.some((one) => same(one.id) === same(id)))
      return wrong(`${plain(id, 80)} is in another line already.`);
    const instant = instantIn(cell('deadline'), zone);
    if ('problem' in instant) return wrong(instant.problem);
    found.push({ id, deadline: instant.iso, reason: cell('reason') });
  }
  return found;
}
