/**
 * Finds the groups that a cell of a roster names. Platforms separate groups with commas, but a student may
 * also choose a name with a comma: a group called `Red, mine` does not put its members into Red. Pure.
 */
import { same } from './person';

interface GroupsOfCell {
  readonly sure: readonly string[];
  /** Names of groups of others, in what may as well be one name. */
  readonly doubtful: readonly string[];
}

/** A name in quotes, or all up to the next separator. */
const NAME = /"([^"]*)"|[^,;|]+/g;

/**
 * A part of a cell counts if no other cell has it, because then it gives no share in others' work. It also
 * counts if the cell must be a list, as when all are in a team and in a class: it has several parts, every
 * one is in another cell, and one of them is in another cell that has several parts. If all others are in one
 * group each, `Red, Blue`, `Red, Red` and `Red,` may be names that students have chosen.
 *
 * @param cells of all people
 */
export function groupsIn(cells: readonly string[]): (cell: string) => GroupsOfCell {
  const wholes = new Map<string, Set<string>>();
  for (const cell of cells)
    for (const name of [cell.trim(), ...partsOf(cell)].map(same))
      wholes.set(name, (wholes.get(name) ?? new Set()).add(same(cell)));
  const cellsOf = (name: string) => [...(wholes.get(same(name)) ?? [])];
  const isShared = (name: string) => cellsOf(name).length > 1;
  return (cell) => {
    const parts = partsOf(cell);
    const isBesideOthers = (part: string) =>
      cellsOf(part).some((other) => other !== same(cell) && hasSeveral(other));
    const isList = hasSeveral(cell) && parts.every(isShared) && parts.some(isBesideOthers);
    const sure = [cell.trim(), ...parts.filter((part) => isList || !isShared(part))];
    const named = [...new Set(sure)].filter((name) => name !== '');
    return { sure: named, doubtful: parts.filter((part) => !named.includes(part)) };
  };
}

function hasSeveral(cell: string): boolean {
  return new Set(partsOf(cell).map(same)).size > 1;
}

function partsOf(cell: string): readonly string[] {
  return [...cell.matchAll(NAME)]
    .map(([bare, quoted]) => (quoted ?? bare).trim())
    .filter((name) => name !== '');
}
