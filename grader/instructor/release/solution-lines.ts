/**
 * The lines of the reference that students must find themselves, and the search for them in a release.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Stage } from '../../contract';
import { SOURCE, textOf } from '../skeletons/places';
import { parseSource, placesIn } from '../skeletons/regions';
import { isSolved, linesIn } from '../skeletons/skeleton';

/**
 * A line with at least this many letters, digits and underscores reveals something. From 7 on, no line is a
 * mere brace or `return false;`, and nearly all other lines of regions remain.
 */
const SIGNIFICANT_LEAST = 7;
/** Only returns what other lines have computed. */
const SAYS_NOTHING = /^return \{ \w+(, \w+)* \};$/;

interface Leak {
  readonly file: string;
  readonly line: string;
}

/** Lines that are only in open regions; each once, with single spaces. */
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
        // The skeleton has this code in place of the solution, so it is not secret.
        open += `${(part.region.todo.until ?? []).join('\n')}\n`;
      }
    }
  }
  const known = spaced(open);
  return [...secret].filter((line) => isTelling(line) && !known.includes(line));
}

/**
 * Files that contain such a line, also inside a longer line, in a comment, or with other line breaks.
 */
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
