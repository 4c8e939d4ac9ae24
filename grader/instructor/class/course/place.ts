/** Finds positions in a JSON file, so that error messages can name line and column. Pure. */
import ts from 'typescript';

export interface JsonFile {
  readonly value: unknown;
  /** `7:12`, the position of the value at the end of this path, or of the last step that exists. */
  placeOf(steps: readonly string[]): string;
  /** The path to a name that an object has twice, so that one would be lost. */
  readonly twice?: readonly string[];
}

/** @returns the parsed file, or where and why it is not JSON */
export function readJson(text: string): JsonFile | { readonly problem: string } {
  const source = ts.parseJsonText('course.json', text);
  const { parseDiagnostics = [] } = source as {
    readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[];
  };
  const [first] = parseDiagnostics;
  if (first) {
    const why = ts.flattenDiagnosticMessageText(first.messageText, ' ');
    return { problem: `${lineAndColumn(source, first.start)}: it is not JSON: ${why}` };
  }
  const root = source.statements[0]?.expression;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    // TypeScript accepts comments and trailing commas, but JSON does not.
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    const [, sentence = '', position] = /^(.*) in JSON at position (\d+)/.exec(why) ?? [];
    const comment = text.search(COMMENT);
    if (position === undefined && comment !== -1)
      return { problem: `${lineAndColumn(source, comment)}: it is not JSON: it has a comment.` };
    const at = lineAndColumn(source, Number(position ?? text.length));
    return { problem: `${at}: it is not JSON: ${sentence || why}.` };
  }
  const twice = root && twiceIn(root);
  return {
    value,
    placeOf: (steps) => lineAndColumn(source, root ? nodeAt(root, steps).getStart(source) : 0),
    ...(twice && { twice }),
  };
}

/** Does not match `//` inside an address. */
const COMMENT = /(?<=^|[\s,{}[\]])\/[/*]/;

function lineAndColumn(source: ts.SourceFile, position: number): string {
  const { line, character } = source.getLineAndCharacterOfPosition(position);
  return `${line + 1}:${character + 1}`;
}

/** The node at the end of the path; for a member of an object, its name. */
function nodeAt(root: ts.Expression, steps: readonly string[]): ts.Node {
  let found: ts.Node = root;
  let inside: ts.Expression = root;
  for (const step of steps) {
    if (ts.isObjectLiteralExpression(inside)) {
      const member = membersOf(inside).findLast(({ name }) => nameOf(name) === step);
      if (!member) return found;
      [found, inside] = [member.name, member.initializer];
    } else {
      const item = ts.isArrayLiteralExpression(inside) ? inside.elements[Number(step)] : undefined;
      if (!item) return found;
      [found, inside] = [item, item];
    }
  }
  return found;
}

function membersOf(object: ts.ObjectLiteralExpression): readonly ts.PropertyAssignment[] {
  return object.properties.filter(ts.isPropertyAssignment);
}

function nameOf(name: ts.PropertyName): string {
  return ts.isStringLiteral(name) ? name.text : name.getText();
}

function twiceIn(
  value: ts.Expression,
  steps: readonly string[] = [],
): readonly string[] | undefined {
  if (ts.isArrayLiteralExpression(value))
    return firstOf(value.elements.map((item, at) => twiceIn(item, [...steps, String(at)])));
  if (!ts.isObjectLiteralExpression(value)) return undefined;
  const members = membersOf(value);
  const names = members.map(({ name }) => nameOf(name));
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) return [...steps, twice];
  return firstOf(
    members.map(({ initializer }, at) => twiceIn(initializer, [...steps, names[at] ?? ''])),
  );
}

function firstOf<T>(all: readonly (T | undefined)[]): T | undefined {
  return all.find((one) => one !== undefined);
}
