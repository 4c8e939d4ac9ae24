/**
 * Finds the TODOs left in a student's folder, in the order in which the handouts suggest writing
 * them. Reads text and runs nothing: in a restructured lab it simply finds no TODOs.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Stage } from '../../contract';
import { TODO_ORDER } from './todo-order';

export interface OpenTodo {
  readonly stage: Stage;
  readonly rule: string;
  /** The TODO's first sentence, as in the source. */
  readonly what: string;
  /** The path from the folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** How many TODOs the skeleton has. */
export const TODOS: Readonly<Record<Stage, number>> = {
  '2A': TODO_ORDER['2A'].length,
  '2B': TODO_ORDER['2B'].length,
  '2C': TODO_ORDER['2C'].length,
};

const BYTES_MAX = 1_000_000;
const WHAT_CHARS_MAX = 200;
/** Only at the beginning of a line, so that a call in a comment does not count. */
const CALL =
  /^[ \t]*(?:return )?todo(?:Later)?\(\s*['"](2[ABC])['"],\s*['"]([A-Z]{1,3}\.\d{1,2})['"],\s*(['"`])([^\n]*?)\3/gm;
/**
 * The only kind of TODO without a call, because every stage can do without it. It is open while the
 * function holds only the comment and the skeleton's return. Once there is code, it is done, even
 * if the comment is still there.
 */
const OPTIONAL =
  /(?<=\{[ \t]*\r?\n)[ \t]*\/\/ TODO (2C) (P\.4)()(?:: )([^\n.:]*)(?=[^\n]*\n(?:[ \t]*\/\/[^\n]*\n)*\s*(?:return undefined;?\s*)?\})/g;

/** Sorted by stage, then in the order of the handout; unknown TODOs come last. */
export function openTodos(folder: string): readonly OpenTodo[] {
  const found = sourcesIn(folder).flatMap(({ file, text }) =>
    [...text.matchAll(CALL), ...text.matchAll(OPTIONAL)].map((match): OpenTodo => {
      const [all, stage, rule = '', , what = ''] = match;
      const before = text.slice(0, match.index + all.search(/\S/)).split('\n');
      const first = what.slice(0, WHAT_CHARS_MAX);
      return { stage: stage as Stage, rule, what: first, file, line: before.length };
    }),
  );
  return found.sort(
    (a, b) =>
      a.stage.localeCompare(b.stage) ||
      Math.sign(placeOf(a) - placeOf(b) || 0) ||
      a.file.localeCompare(b.file) ||
      a.line - b.line,
  );
}

/** @returns Infinity if the TODO is not in the order */
export function placeOf({ stage, rule, file, what }: Omit<OpenTodo, 'line'>): number {
  const text = `${rule} ${file.replace(/\.js$/, '.ts')} ${what}`;
  const at = TODO_ORDER[stage].findIndex((beginning) => text.startsWith(`${beginning} `));
  return at === -1 ? Infinity : at;
}

/** ` (2 of 3)` in the order of the handout if a rule has several TODOs, else empty. */
export function partOf(todo: Omit<OpenTodo, 'line'>): string {
  const rows = TODO_ORDER[todo.stage];
  const alike = rows.filter((beginning) => beginning.startsWith(`${todo.rule} `));
  const at = alike.indexOf(rows[placeOf(todo)] ?? '');
  return alike.length < 2 || at === -1 ? '' : ` (${at + 1} of ${alike.length})`;
}

function sourcesIn(folder: string): readonly { readonly file: string; readonly text: string }[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder).sort();
  } catch {
    return [];
  }
  const sources = names.filter((name) => /\.[cm]?[jt]s$/.test(name) && !/\.test\.\w+$/.test(name));
  return sources.flatMap((file) => {
    try {
      const place = path.join(folder, file);
      const about = statSync(place);
      if (!about.isFile() || about.size > BYTES_MAX) return [];
      return [{ file, text: readFileSync(place, 'utf8') }];
    } catch {
      // Editors leave dangling links behind.
      return [];
    }
  });
}
