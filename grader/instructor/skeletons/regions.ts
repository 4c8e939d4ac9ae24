/**
 * Reads the regions by which the reference says what a student writes:
 *
 *     // #region 2B RV.3
 *     // what: Compare the last entries of both logs.
 *     //   A line with two more spaces goes on with the one above.
 *     // use: log.lastTerm, log.lastIndex
 *     // green: 2B/rejoin, 2B/backup
 *     ... the solution ...
 *     // #until
 *     // return true;
 *     // #endregion
 *
 * `#until` says that the stages before can do without the solution, and what stands there until
 * then: nothing, or the lines that follow, which are commented out. `#optional` in its place says
 * that even the finished lab works without, only at greater cost. Whether what a region says is true
 * is for problems.ts.
 */
import type { Stage } from '../../contract';

export const STAGES: readonly Stage[] = ['2A', '2B', '2C'];

/** Whether code can run without the solution: not at all, in earlier stages, or in all of them. */
export type Need = 'always' | 'later' | 'optional';

export interface Region {
  /** Number of the `#region` line, from 1. */
  readonly line: number;
  readonly indent: string;
  readonly stage: Stage;
  /** An id of docs/figure-2.md. */
  readonly rule: string;
  readonly what: string;
  readonly use: readonly string[];
  /** Tests that stay red without this region. */
  readonly green: readonly string[];
  readonly solution: readonly string[];
  readonly need: Need;
  /** Stands here while the solution does not. Empty if nothing can, or if nothing has to. */
  readonly until: readonly string[];
}

/** A source file is text and regions in turn. */
export type Part =
  | { readonly kind: 'text'; readonly lines: readonly string[] }
  | { readonly kind: 'region'; readonly region: Region };

/** What is wrong in a source file, and in which line. */
export interface Problem {
  readonly line: number;
  readonly message: string;
}

export interface ParsedSource {
  readonly parts: readonly Part[];
  readonly problems: readonly Problem[];
}

/** The keys of a region's head; each must be there. */
const KEYS = ['what', 'use', 'green'] as const;

const OPENING = /^(\s*)\/\/ #region\b ?(.*)$/;
const UNTIL = /^\s*\/\/ #(until|optional)\s*$/;
const CLOSING = /^\s*\/\/ #endregion\s*$/;
const ANY_MARKER = /^\s*\/\/\s*#\w+/;
const KEY_LINE = /^\s*\/\/ (\w+): ?(.*)$/;
const GOES_ON = /^\s*\/\/ {3}(\S.*)$/;

export function parseSource(source: string): ParsedSource {
  const lines = source.split('\n');
  const parts: Part[] = [];
  const problems: Problem[] = [];
  let text: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (!OPENING.test(line)) {
      if (ANY_MARKER.test(line)) {
        problems.push({ line: at + 1, message: `"${line.trim()}" stands outside of any region` });
      }
      text.push(line);
      continue;
    }
    const length = lines.slice(at).findIndex((later) => CLOSING.test(later));
    if (length < 0) {
      problems.push({ line: at + 1, message: 'this region has no #endregion' });
      break;
    }
    parts.push({ kind: 'text', lines: text });
    text = [];
    const region = readRegion(lines.slice(at, at + length), at + 1, problems);
    if (region !== undefined) parts.push({ kind: 'region', region });
    at += length;
  }
  parts.push({ kind: 'text', lines: text });
  return { parts, problems };
}

export function regionsIn(parts: readonly Part[]): readonly Region[] {
  return parts.flatMap((part) => (part.kind === 'region' ? [part.region] : []));
}

/** @param lines from `#region` to the line before `#endregion` */
function readRegion(
  lines: readonly string[],
  line: number,
  problems: Problem[],
): Region | undefined {
  const before = problems.length;
  const report = (message: string): void => void problems.push({ line, message });
  const [indent = '', title = ''] = (OPENING.exec(lines[0] ?? '') ?? []).slice(1);
  const [stageName, rule, ...more] = title.trim().split(/\s+/);
  const stage = STAGES.find((known) => known === stageName);
  if (stage === undefined || rule === undefined || more.length > 0) {
    report(`a region begins with "// #region STAGE RULE", not with "${lines[0]?.trim() ?? ''}"`);
  }
  const { head, length } = readHead(lines.slice(1));
  for (const key of KEYS) {
    if (!head.get(key)?.trim()) report(`this region does not say "// ${key}: ..."`);
  }
  for (const key of head.keys()) {
    if (!KEYS.some((known) => known === key)) report(`a region has no key "${key}"`);
  }
  const body = lines.slice(1 + length);
  const markers = body.filter((bodyLine) => ANY_MARKER.test(bodyLine));
  if (markers.some((marker) => !UNTIL.test(marker)) || markers.length > 1) {
    report('a region holds one "// #until" or "// #optional" at most, and no other region');
  }
  const split = body.findIndex((bodyLine) => UNTIL.test(bodyLine));
  const solution = split < 0 ? body : body.slice(0, split);
  if (solution.every((bodyLine) => bodyLine.trim() === '')) report('this region has no solution');
  const until = split < 0 ? [] : uncommented(body.slice(split + 1), indent, report);
  if (problems.length > before || stage === undefined || rule === undefined) return undefined;
  return {
    line,
    indent,
    stage,
    rule,
    what: head.get('what') ?? '',
    use: listOf(head.get('use')),
    green: listOf(head.get('green')),
    solution,
    need: needOf(body[split]),
    until,
  };
}

/** Reads `key: value` comments up to the first line that is none. */
function readHead(lines: readonly string[]): {
  readonly head: ReadonlyMap<string, string>;
  readonly length: number;
} {
  const head = new Map<string, string>();
  let key: string | undefined;
  let length = 0;
  for (const line of lines) {
    const opened = KEY_LINE.exec(line);
    const goesOn = GOES_ON.exec(line);
    if (goesOn !== null && key !== undefined) {
      head.set(key, `${head.get(key) ?? ''} ${goesOn[1] ?? ''}`);
    } else if (opened !== null) {
      key = opened[1] ?? '';
      head.set(key, opened[2] ?? '');
    } else {
      break;
    }
    length += 1;
  }
  return { head, length };
}

function needOf(marker: string | undefined): Need {
  if (marker === undefined) return 'always';
  return UNTIL.exec(marker)?.[1] === 'optional' ? 'optional' : 'later';
}

function uncommented(
  lines: readonly string[],
  indent: string,
  report: (message: string) => void,
): readonly string[] {
  return lines.map((line) => {
    const comment = /^\s*\/\/ ?(.*)$/.exec(line);
    if (comment === null) report('what stands behind the solution is commented out, line by line');
    return indent + (comment?.[1] ?? '');
  });
}

function listOf(text = ''): readonly string[] {
  return text.split(',').map((item) => item.trim());
}
