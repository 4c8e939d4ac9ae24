/** Makes of a source file with regions what a student sees: some regions solved, the others to do. */
import type { Stage } from '../../contract';
import type { Need, Part, Region } from './regions';

const COLUMNS = 100;
/** How the files of the reference call the contract. */
const CONTRACT = '../../grader/contract';
/** What the TODO calls. An optional one is not to be taken for the cause of a failure. */
const CALLS: Readonly<Record<Need, readonly string[]>> = {
  always: ['todo'],
  later: ['todoLater'],
  optional: [],
};

export interface SkeletonOptions {
  /** Regions of this stage and of those before are solved; without it, none is. */
  readonly through?: Stage | undefined;
  /** This one is to do, and all others are solved. */
  readonly only?: Region | undefined;
  /** The contract as an import from the folder where the result will stand. */
  readonly contract?: string | undefined;
}

/** The text still has to go through prettier: a solution may be wrapped otherwise than a TODO. */
export function skeletonOf(parts: readonly Part[], options: SkeletonOptions = {}): string {
  const body = parts
    .flatMap((part) => {
      if (part.kind === 'text') return part.lines;
      return isSolved(part.region, options) ? part.region.solution : todoLines(part.region);
    })
    .join('\n');
  const text = withTodoImport(body, todosIn(parts, options));
  return text.replaceAll(`'${CONTRACT}'`, `'${options.contract ?? CONTRACT}'`);
}

export function isSolved(region: Region, { through, only }: SkeletonOptions): boolean {
  if (only) return region !== only;
  return through !== undefined && region.stage <= through;
}

/** What stands in the place of a region that is still to do. */
export function todoLines(region: Region): readonly string[] {
  const { indent, stage, rule, what, use, green, until } = region;
  const call = CALLS[region.need];
  return [
    ...comment(indent, '', `TODO ${stage} ${rule}: ${what}`),
    ...comment(indent, '  ', `Use: ${use.join(', ')}.`),
    ...comment(indent, '  ', `Turns green: ${green.join(', ')}.`),
    ...call.map(
      (name) => `${indent}${name}('${stage}', '${rule}', ${quoted(firstSentence(what))});`,
    ),
    ...until,
  ];
}

/** The contract's functions that the TODOs call. */
function todosIn(parts: readonly Part[], options: SkeletonOptions): readonly string[] {
  const names = parts.flatMap((part) => {
    if (part.kind === 'text' || isSolved(part.region, options)) return [];
    return CALLS[part.region.need];
  });
  return [...new Set(names)].sort();
}

/** Puts the import where the file's other imports begin. */
function withTodoImport(text: string, names: readonly string[]): string {
  if (names.length === 0) return text;
  const line = `import { ${names.join(', ')} } from '${CONTRACT}';\n`;
  const first = /^import /m.exec(text);
  const afterHead = /^\/\*\*[\s\S]*?\*\/\n/.exec(text)?.[0].length ?? 0;
  const at = first?.index ?? afterHead;
  return text.slice(0, at) + line + text.slice(at);
}

function firstSentence(text: string): string {
  return (/^.*?[.?](?=\s|$)/.exec(text)?.[0] ?? text).replace(/\.$/, '');
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** Wraps a text as line comments. Lines after the first are set in, as is every line of a `lead`. */
function comment(indent: string, lead: string, text: string): readonly string[] {
  const lines: string[] = [];
  let line = `${indent}// ${lead}`;
  let empty = true;
  for (const word of text.split(/\s+/)) {
    const longer = empty ? line + word : `${line} ${word}`;
    if (!empty && longer.length > COLUMNS) {
      lines.push(line);
      line = `${indent}// ${lead === '' ? '  ' : '    '}${word}`;
    } else {
      line = longer;
    }
    empty = false;
  }
  return [...lines, line];
}
