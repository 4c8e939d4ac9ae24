/** The lines of the reference that a student is to find alone, and the search for them. Reads no more. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Stage } from '../../contract';
import { SOURCE, textOf } from '../skeletons/places';
import { parseSource, placesIn } from '../skeletons/regions';
import { isSolved, linesIn } from '../skeletons/skeleton';

/**
 * A line with at least this many letters, digits and underscores reveals something: from 7 on, no line is a
 * mere brace or `return false;`, and nearly all other lines of regions are left.
 */
const SIGNIFICANT_LEAST = 7;
/** Hands on what was worked out in other lines. */
const SAYS_NOTHING = /^return \{ \w+(, \w+)* \};$/;

interface Leak {
  readonly file: string;
  readonly line: string;
}

/** Lines that are only in regions that are still to do; each line once, with single spaces. */
export function secretLines(root: string, through: Stage | undefined): readonly string[] {
  const secret = new Set<string>();
  let open = '';
  for (const name of readdirSync(path.join(root, SOURCE)).sort()) {
    if (!name.endsWith('.ts')) continue;
    const { parts } = parseSource(textOf(path.join(root, SOURCE, name)));
    for (const place of placesIn(parts))
      if (!isSolved(place, { through })) secret.add(spaced(place.code));
    for (const part of parts) {
      if (part.kind === 'text') open += `${linesIn(part.lines, { through }).join('\n')}\n`;
      else if (isSolved(part.region, { through }))
        open += `${linesIn(part.region.solution, { through }).join('\n')}\n`;
      else {
        for (const { text } of part.region.solution) secret.add(spaced(text));
        // This code is in the skeleton in place of the solution, so it is not secret.
        open += `${(part.region.todo.until ?? []).join('\n')}\n`;
      }
    }
  }
  const known = spaced(open);
  return [...secret].filter((line) => isTelling(line) && !known.includes(line));
}

/** Where such a line can be read, also within a longer one, in a comment, or broken otherwise. */
export function leaksIn(
  files: ReadonlyMap<string, string>,
  secret: readonly string[],
): readonly Leak[] {
  return [...files].flatMap(([file, text]) => {
    const readable = spaced(text.replaceAll(/^\s*(\/\/|\*)/gm, ''));
    return secret.filter((line) => readable.includes(line)).map((line) => ({ file, line }));
  });
}

function isTelling(line: string): boolean {
  return (line.match(/\w/g) ?? []).length >= SIGNIFICANT_LEAST && !SAYS_NOTHING.test(line);
}

function spaced(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
