/** Checks the length of files, and that simulated code does not use the real clock. */
import ts from 'typescript';
import type { Source } from './house';

export function lengthProblems(sources: readonly Source[], linesMax: number): string[] {
  return sources
    .map(({ file, text }) => ({ file, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > linesMax)
    .map(({ file, lines }) => `${file} has ${lines} lines; a file has at most ${linesMax}`);
}

const WALL_CLOCK = new Set(['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate']);

/** Places where code, not comments or texts, uses a clock or timer of the machine. */
export function wallClockProblems(sources: readonly Source[]): string[] {
  return sources.flatMap(({ file, text }) => {
    const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node) && WALL_CLOCK.has(node.text) && !isMember(node)) {
        const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
        found.push(`${file}:${line + 1} uses ${node.text}; time is virtual here: ask the Clock`);
      }
      ts.forEachChild(node, visit);
    };
    visit(tree);
    return found;
  });
}

/** After a dot, the name is a member of another object, unless that is globalThis. */
function isMember(node: ts.Identifier): boolean {
  const { parent } = node;
  if (!ts.isPropertyAccessExpression(parent) || parent.name !== node) return false;
  return !ts.isIdentifier(parent.expression) || parent.expression.text !== 'globalThis';
}
