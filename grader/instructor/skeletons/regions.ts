/**
 * Reads the marks in the reference that show what a student writes:
 *
 *     // #region 2B RV.3
 *     ... the solution ...
 *     // #endregion
 *     persist(server); // #2C P.2 candidacy
 *
 * A region becomes a TODO, whose text is in todos.ts. A line with a mark at its end is a place: it is left out
 * without a trace until its stage is solved, because the student has to find where it belongs. A place may be
 * inside a region of an earlier stage. problems.ts checks that the marks are correct.
 */
import { type Stage, STAGES } from '../../contract';
import { TODOS, type Todo, type Todos } from './todos';

/** The content of a mark. */
interface Mark {
  /** Number of its line, from 1. */
  readonly line: number;
  /** The mark's whole text, which is unique. */
  readonly key: string;
  readonly stage: Stage;
  /** A rule of docs/figure-2.md. */
  readonly rule: string;
}

export interface Region extends Mark {
  readonly indent: string;
  readonly todo: Todo;
  readonly solution: readonly Line[];
}

/** A line whose position the student has to find. */
export interface Place extends Mark {
  /** Name of the event at which the line belongs. */
  readonly name: string;
}

export interface Line {
  /** The line without its mark. */
  readonly text: string;
  readonly place?: Place;
}

/** A source file alternates between text and regions. */
export type Part =
  | { readonly kind: 'text'; readonly lines: readonly Line[] }
  | { readonly kind: 'region'; readonly region: Region };

/** A problem in a source file, and its line. */
export interface Problem {
  readonly line: number;
  readonly message: string;
}

interface ParsedSource {
  readonly parts: readonly Part[];
  readonly problems: readonly Problem[];
}

const OPENING = /^(\s*)\/\/ #region\b ?(.*)$/;
const CLOSING = /^\s*\/\/ #endregion\s*$/;
const PLACE = /^(.*\S) \/\/ #((2[ABC]) (\S+) (\S.*))$/;
const ANY_MARK = /\/\/\s*#\w+/;

/** @param todos the TODOs that replace the regions */
export function parseSource(source: string, todos: Todos = TODOS): ParsedSource {
  const parts: Part[] = [];
  const problems: Problem[] = [];
  let lines: Line[] = [];
  let opened: Omit<Region, 'solution'> | undefined;
  const report = (line: number, message: string): void => void problems.push({ line, message });
  source.split('\n').forEach((text, at) => {
    const line = at + 1;
    const opening = OPENING.exec(text);
    if (opening && !opened) {
      parts.push({ kind: 'text', lines });
      lines = [];
      opened = regionAt(line, opening[1] ?? '', opening[2] ?? '', todos, report);
    } else if (CLOSING.test(text) && opened) {
      if (lines.every((one) => one.text.trim() === ''))
        report(opened.line, 'this region has no solution');
      parts.push({ kind: 'region', region: { ...opened, solution: lines } });
      lines = [];
      opened = undefined;
    } else {
      lines.push(lineAt(line, text));
      if (ANY_MARK.test(text) && !PLACE.test(text))
        report(line, `"${text.trim()}" is neither a region of its own nor a place`);
    }
  });
  if (opened) report(opened.line, 'this region has no #endregion');
  parts.push({ kind: 'text', lines });
  return { parts, problems };
}

export function regionsIn(parts: readonly Part[]): readonly Region[] {
  return parts.flatMap((part) => (part.kind === 'region' ? [part.region] : []));
}

/** All places, inside and outside regions, with their code. */
export function placesIn(parts: readonly Part[]): readonly (Place & { readonly code: string })[] {
  return parts
    .flatMap((part) => (part.kind === 'text' ? part.lines : part.region.solution))
    .flatMap(({ text, place }) => (place ? [{ ...place, code: text }] : []));
}

function regionAt(
  line: number,
  indent: string,
  title: string,
  todos: Todos,
  report: (line: number, message: string) => void,
): Omit<Region, 'solution'> {
  const key = title.trim();
  const [stageName, rule, ...names] = key.split(/\s+/);
  const stage = STAGES.find((known) => known === stageName);
  const todo = todos[key];
  if (stage === undefined || rule === undefined || names.length > 1) {
    report(line, `a region begins with "// #region STAGE RULE [WORD]", not with "#region ${key}"`);
  } else if (todo === undefined) {
    report(line, `grader/instructor/skeletons/todos.ts does not say what "${key}" becomes`);
  }
  const nothing = { what: '', use: '', green: '' };
  return { line, indent, key, stage: stage ?? '2A', rule: rule ?? '', todo: todo ?? nothing };
}

function lineAt(line: number, text: string): Line {
  const [, code, key, stage, rule, name] = PLACE.exec(text) ?? [];
  if (code === undefined || key === undefined || rule === undefined || name === undefined)
    return { text };
  return { text: code, place: { line, key, stage: stage as Stage, rule, name } };
}
