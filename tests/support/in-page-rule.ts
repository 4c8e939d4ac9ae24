/**
 * Tests run code in a page only as functions. The code in a string would not be checked, and polling inside
 * the page needs eval, which the policy of the kit's pages forbids.
 */
import ts from 'typescript';
import type { Source } from './house';

/** By method: the position of the argument that is evaluated in the page. */
const EVALUATING: ReadonlyMap<string, number> = new Map([
  ...(['evaluate', 'evaluateAll', 'evaluateHandle'] as const).map((name) => [name, 0] as const),
  ...(['$eval', '$$eval'] as const).map((name) => [name, 1] as const),
]);
const REFUSED: ReadonlyMap<string, string> = new Map([
  ['waitForFunction', 'look from here, with eventually() or a locator'],
  ['addScriptTag', 'the policy of the page refuses it; give the browser an init script'],
]);
/** Functions of this module use only the page. */
const IN_PAGE = /(?:^|\/)in-page$/;

/** Places where a test makes a page evaluate anything but a function. */
export function inPageProblems(sources: readonly Source[]): string[] {
  return sources.flatMap(({ file, text }) => {
    const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
    const known = namesFromInPage(tree);
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      const problem = ts.isCallExpression(node) && problemOf(node, known);
      const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
      if (problem) found.push(`${file}:${line + 1} ${problem}`);
      ts.forEachChild(node, visit);
    };
    visit(tree);
    return found;
  });
}

function problemOf(call: ts.CallExpression, known: ReadonlySet<string>): string | undefined {
  if (!ts.isPropertyAccessExpression(call.expression)) return undefined;
  const name = call.expression.name.text;
  const instead = REFUSED.get(name);
  if (instead !== undefined) return `calls ${name}; ${instead}`;
  const at = EVALUATING.get(name);
  const argument = at === undefined ? undefined : call.arguments[at];
  if (!argument || ts.isArrowFunction(argument) || ts.isFunctionExpression(argument))
    return undefined;
  if (ts.isIdentifier(argument) && known.has(argument.text)) return undefined;
  return `gives ${name} no function; write one in its place or in tests/support/in-page.ts`;
}

function namesFromInPage(tree: ts.SourceFile): ReadonlySet<string> {
  return new Set(
    tree.statements.flatMap((one) => {
      if (!ts.isImportDeclaration(one) || !ts.isStringLiteral(one.moduleSpecifier)) return [];
      const names = one.importClause?.namedBindings;
      if (!IN_PAGE.test(one.moduleSpecifier.text) || !names || !ts.isNamedImports(names)) return [];
      return names.elements.map((name) => name.name.text);
    }),
  );
}
