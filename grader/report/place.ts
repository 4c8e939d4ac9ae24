/** Finds the student's own file and line behind a position in the bundle. */
import path from 'node:path';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { COLUMNS, plain } from './plain';

export interface Place {
  /** Relative to the student's folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

const CALL_CHARS_MAX = 60;
/** Comments that matter to the grader are much shorter. */
const COMMENT_LINES_MAX = 100;

/** A student's sources, from the bundle's source map. */
export class Sources {
  readonly #map: TraceMap;
  readonly #script: string;
  /** Names in the order of the source map, which writes them as URLs. */
  readonly #files: readonly string[];
  /** The answers of {@link find}, which every failing test asks for. */
  readonly #found = new Map<string, Place | undefined>();
  readonly #lines = new Map<string, readonly string[]>();

  constructor(map: string, script: string) {
    this.#map = new TraceMap(map);
    this.#script = script;
    this.#files = this.#map.sources.map((source) => decoded(source ?? ''));
  }

  /** The student's files, as they were bundled. */
  get own(): readonly { readonly file: string; readonly text: string }[] {
    return this.#files.flatMap((file, i) => {
      const text = this.#map.sourcesContent?.[i];
      return isOwn(file) && typeof text === 'string' ? [{ file, text }] : [];
    });
  }

  /** The frames of a stack that are in the student's own files, innermost first. */
  frames(stack: string): readonly (Place & { readonly text: string })[] {
    const pattern = new RegExp(`^\\s*at (?:(.*) \\()?${this.#script}:(\\d+):(\\d+)\\)?$`);
    return stack.split('\n').flatMap((line) => {
      const match = pattern.exec(line);
      if (!match) return [];
      const place = this.#original(Number(match[2]), Number(match[3]));
      // "get term [as term]" would repeat the name.
      const text = plain((match[1] ?? '').replace(/ \[as .*\]$/, ''), CALL_CHARS_MAX);
      return place ? [{ ...place, text }] : [];
    });
  }

  /** The first place with this text. */
  find(what: string): Place | undefined {
    if (!this.#found.has(what)) this.#found.set(what, first(this.#places(matchesOf(what))));
    return this.#found.get(what);
  }

  /** The only place that matches in these files; undefined if there are several. */
  findOnly(what: RegExp, isIn: (file: string) => boolean = () => true): Place | undefined {
    const places = this.#places((text) => indexesOf(text.matchAll(what)), isIn);
    const one = first(places);
    return first(places) ? undefined : one;
  }

  /** One after the other, as far as the caller asks: a source may match a hundred thousand times. */
  *#places(
    indexesIn: (text: string) => Iterable<number>,
    isIn: (file: string) => boolean = () => true,
  ): Generator<Place, void> {
    for (const { file, text } of this.own)
      if (isIn(file))
        for (const index of indexesIn(text)) {
          const before = text.slice(0, index).split('\n');
          yield { file, line: before.length, column: (before.at(-1) ?? '').length + 1 };
        }
  }

  /** The line and its neighbours, with a mark below the column. */
  codeFrame({ file, line, column }: Place): string {
    const index = this.#files.indexOf(file);
    const content = this.#map.sourcesContent?.[index];
    return content ? codeFrame(content, line, column) : '';
  }

  lineAt({ file, line }: Place): string {
    return this.#linesOf(file)[line - 1] ?? '';
  }

  /** The comment lines around a place or above it. */
  commentAt({ file, line }: Place): string {
    const lines = this.#linesOf(file);
    const isComment = (n: number) => /^\s*\/\//.test(lines[n - 1] ?? '');
    let from = line;
    // Skips the call to which the comment belongs.
    while (from > 1 && !isComment(from) && from > line - 4) from--;
    while (isComment(from - 1) && from > line - COMMENT_LINES_MAX) from--;
    let to = from;
    while (isComment(to + 1) && to < line + COMMENT_LINES_MAX) to++;
    return lines.slice(from - 1, to).join('\n');
  }

  #linesOf(file: string): readonly string[] {
    const content = this.#map.sourcesContent?.[this.#files.indexOf(file)] ?? '';
    const lines = this.#lines.get(file) ?? content.split('\n');
    this.#lines.set(file, lines);
    return lines;
  }

  #original(line: number, column: number): Place | undefined {
    // A student's code may have made up the stack.
    if (line < 1 || column < 1) return undefined;
    const found = originalPositionFor(this.#map, { line, column: column - 1 });
    if (found.source === null) return undefined;
    const file = decoded(found.source);
    if (!isOwn(file)) return undefined;
    return { file, line: found.line, column: found.column + 1 };
  }
}

function first<T>(of: Generator<T, void>): T | undefined {
  const { value } = of.next();
  return value ?? undefined;
}

function* indexesOf(matches: Iterable<{ readonly index: number }>): Generator<number, void> {
  for (const { index } of matches) yield index;
}

function matchesOf(what: string): (text: string) => readonly number[] {
  return (text) => [text.indexOf(what)].filter((index) => index >= 0);
}

function decoded(source: string): string {
  try {
    return decodeURIComponent(source);
  } catch {
    return source;
  }
}

/** False for the contract and for the bundler's entry file. */
function isOwn(source: string): boolean {
  return !source.startsWith('..') && !source.startsWith('<') && !path.isAbsolute(source);
}

/** Failures indent the frame. */
const FRAME_COLUMNS = COLUMNS - 2;
const TAB = '  ';

/** How much of the beginning of a long line stays visible, because a loop begins there. */
const HEAD_COLUMNS = 24;

/** @param line and column, both counted from 1 */
export function codeFrame(content: string, line: number, column: number): string {
  const lines = content.split(/\r?\n/);
  const from = Math.max(1, line - 2);
  const to = Math.min(lines.length, line + 2);
  const width = String(to).length;
  const room = FRAME_COLUMNS - width - 5;
  const before = shown((lines[line - 1] ?? '').slice(0, column - 1)).length;
  const frame: string[] = [];
  for (let n = from; n <= to; n++) {
    const isHere = n === line;
    const { text, at } = fitted(shown(lines[n - 1] ?? ''), isHere ? before : 0, room);
    frame.push(`${isHere ? '>' : ' '} ${String(n).padStart(width)} | ${text}`.trimEnd());
    if (isHere) frame.push(`  ${' '.repeat(width)} | ${' '.repeat(at)}^`);
  }
  return frame.join('\n');
}

function shown(text: string): string {
  return plain(text.replaceAll('\t', TAB));
}

/** As much of a line as fits: its beginning, and the text around the place. */
function fitted(
  text: string,
  place: number,
  room: number,
): { readonly text: string; readonly at: number } {
  if (text.length <= room || place <= room - 10) return { text: cut(text, room), at: place };
  const head = `${text.slice(0, HEAD_COLUMNS)}…`;
  const skipped = place - Math.floor((room - head.length) / 2);
  return {
    text: head + cut(text.slice(skipped), room - head.length),
    at: head.length + place - skipped,
  };
}

function cut(text: string, room: number): string {
  return text.length > room ? `${text.slice(0, room - 1)}…` : text;
}
