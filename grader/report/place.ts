/** Finds the student's own file and line behind a position in the bundle. */
import path from 'node:path';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';

export interface Place {
  /** Relative to the student's folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** A student's sources, as the bundle's source map holds them. */
export class Sources {
  readonly #map: TraceMap;
  readonly #script: string;

  constructor(map: string, script: string) {
    this.#map = new TraceMap(map);
    this.#script = script;
  }

  /** The frames of a stack that are in the student's own files, innermost first. */
  frames(stack: string): readonly (Place & { readonly text: string })[] {
    const pattern = new RegExp(`^\\s*at (?:(.*) \\()?${this.#script}:(\\d+):(\\d+)\\)?$`);
    return stack.split('\n').flatMap((line) => {
      const match = pattern.exec(line);
      if (!match) return [];
      const place = this.#original(Number(match[2]), Number(match[3]));
      return place ? [{ ...place, text: match[1] ?? '' }] : [];
    });
  }

  /** The first line of a file that contains the text. */
  find(text: string): Place | undefined {
    for (const [i, content] of (this.#map.sourcesContent ?? []).entries()) {
      const file = this.#map.sources[i];
      if (!content || !file || !isOwn(file)) continue;
      const at = content.indexOf(text);
      if (at === -1) continue;
      return { file, line: content.slice(0, at).split('\n').length, column: 1 };
    }
    return undefined;
  }

  /** The line and its neighbours, with a mark under the column. */
  codeFrame({ file, line, column }: Place): string {
    const index = this.#map.sources.indexOf(file);
    const content = this.#map.sourcesContent?.[index];
    return content ? codeFrame(content, line, column) : '';
  }

  #original(line: number, column: number): Place | undefined {
    const found = originalPositionFor(this.#map, { line, column: column - 1 });
    if (found.source === null || !isOwn(found.source)) return undefined;
    return { file: found.source, line: found.line, column: found.column + 1 };
  }
}

/** Neither the contract nor the entry that the bundler was given. */
function isOwn(source: string): boolean {
  return !source.startsWith('..') && !source.startsWith('<') && !path.isAbsolute(source);
}

/** @param line and column, both from 1 */
export function codeFrame(content: string, line: number, column: number): string {
  const lines = content.split('\n');
  const from = Math.max(1, line - 2);
  const to = Math.min(lines.length, line + 2);
  const width = String(to).length;
  const frame: string[] = [];
  for (let n = from; n <= to; n++) {
    frame.push(
      `${n === line ? '>' : ' '} ${String(n).padStart(width)} | ${lines[n - 1] ?? ''}`.trimEnd(),
    );
    if (n === line) frame.push(`  ${' '.repeat(width)} | ${' '.repeat(column - 1)}^`);
  }
  return frame.join('\n');
}
