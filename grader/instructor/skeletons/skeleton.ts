/** Turns a source file with regions into a student's file: some regions solved, the others as TODOs. */
import type { Stage } from '../../contract';
import { type Line, type Part, type Place, type Region, regionsIn } from './regions';

const COLUMNS = 100;
/** The contract's path in the reference's imports. */
const CONTRACT = '../../grader/contract';
const IMPORT = /^import (?:type )?\{([^}]*)\} from '[^']*';\n/gm;

interface SkeletonOptions {
  /** Regions of this stage and earlier ones are solved; without it, none. */
  readonly through?: Stage | undefined;
  /** Only the region or place with this key is open, and all others are solved. */
  readonly only?: string | undefined;
  /** The contract's path in the result's imports. */
  readonly contract?: string | undefined;
}

/** The result must still be formatted, because a solution may be wrapped differently than a TODO. */
export function skeletonOf(parts: readonly Part[], options: SkeletonOptions = {}): string {
  const body = parts
    .flatMap((part) => {
      if (part.kind === 'text') return linesIn(part.lines, options);
      if (isSolved(part.region, options)) return linesIn(part.region.solution, options);
      return todoLines(part.region);
    })
    .join('\n');
  const calls = regionsIn(parts).flatMap((region) =>
    isSolved(region, options) ? [] : callsOf(region),
  );
  const text = withTodoImport(withoutIdleImports(body), [...new Set(calls)].sort());
  return text.replaceAll(`'${CONTRACT}'`, `'${options.contract ?? CONTRACT}'`);
}

export function isSolved(
  { key, stage }: Pick<Region | Place, 'key' | 'stage'>,
  { through, only }: SkeletonOptions,
): boolean {
  if (only !== undefined) return key !== only;
  return through !== undefined && stage <= through;
}

/** All lines except open places. */
export function linesIn(lines: readonly Line[], options: SkeletonOptions): readonly string[] {
  return lines.flatMap(({ text, place }) => (!place || isSolved(place, options) ? [text] : []));
}

/** The text that replaces an open region. */
function todoLines(region: Region): readonly string[] {
  const { indent, stage, rule, todo } = region;
  const { what, use, green, until = [] } = todo;
  return [
    ...comment(indent, '', `TODO ${stage} ${rule}: ${what}`),
    ...comment(indent, '  ', `Use: ${use}.`),
    ...comment(indent, '  ', `Turns green: ${green}.`),
    ...callsOf(region).map(
      (name) => `${indent}${name}('${stage}', '${rule}', ${quoted(firstSentence(what))});`,
    ),
    ...until.map((line) => indent + line),
  ];
}

/** The TODO's call. An optional TODO has none, so that it cannot cause a failure. */
function callsOf({ todo }: Region): readonly string[] {
  if (todo.need === 'optional') return [];
  return [todo.need === 'later' ? 'todoLater' : 'todo'];
}

/** Removes imports that only missing solutions need. */
function withoutIdleImports(text: string): string {
  const rest = new Set(text.replaceAll(IMPORT, '').match(/[\w$]+/g) ?? []);
  return text.replaceAll(IMPORT, (statement, list: string) => {
    const names = list.split(',').flatMap((name) => name.trim() || []);
    const used = names.filter((name) => rest.has(name.replace(/^type /, '')));
    if (used.length === 0) return '';
    return used.length === names.length
      ? statement
      : statement.replace(list, ` ${used.join(', ')} `);
  });
}

/** Inserts the import before the file's other imports. */
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

/** Wraps a text into line comments. Later lines are indented, and with a `lead` the first one, too. */
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
