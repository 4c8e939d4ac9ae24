/**
 * Finds the loop that never ends: a copy of the student's bundle in which every loop and function
 * counts, and throws where it stands once the count is absurd. Only for a second look at a run that is
 * known not to end; what such a copy does otherwise is not judged.
 */
import { createRequire } from 'node:module';
import type ts from 'typescript';
import { ENDLESS } from './narration';

export type TypeScript = typeof ts;

const COUNT = '$raftLabCount';
/** How often code may loop while no virtual time passes. */
const CHECK_EVERY = 100_000;
const CHECKS_MAX = 5;
/** In a run that may still end, this many rounds prove nothing: checksums of long logs take some millions. */
export const CHECKS_OF_ANY_RUN = 100 * CHECKS_MAX;

/**
 * Keeps every line where it is, so that the bundle's source map still holds.
 *
 * @param checks so many times 100,000 rounds are endless
 */
export function withCountedLoops(
  bundle: string,
  checks = CHECKS_MAX,
  ts: TypeScript = typeScript(),
): string {
  const source = ts.createSourceFile('bundle.js', bundle, ts.ScriptTarget.ES2023, false);
  /** Where something begins, from the outside in; and where it ends, from the inside out. */
  const added = new Map<number, string>();
  const append = (at: number, text: string) => added.set(at, (added.get(at) ?? '') + text);
  const visit = (node: ts.Node): void => {
    const body = bodyOf(ts, node);
    if (!body || ts.isBlock(body)) {
      if (body) append(body.getStart(source) + 1, `${COUNT}();`);
      ts.forEachChild(node, visit);
      return;
    }
    const isArrow = ts.isArrowFunction(node);
    append(body.getStart(source), isArrow ? `(${COUNT}(),` : `{${COUNT}();`);
    ts.forEachChild(node, visit);
    append(body.end, isArrow ? ')' : '}');
  };
  append(/^"use strict";|/.exec(bundle)?.[0].length ?? 0, counter(checks));
  visit(source);
  let text = '';
  let from = 0;
  for (const [at, more] of [...added].sort(([a], [b]) => a - b)) {
    text += bundle.slice(from, at) + more;
    from = at;
  }
  return text + bundle.slice(from);
}

/** Loaded only when it is needed: that takes longer than a grading's first runs. */
function typeScript(): TypeScript {
  return createRequire(__filename)('typescript') as TypeScript;
}

function bodyOf(ts: TypeScript, node: ts.Node): ts.Node | undefined {
  if (ts.isIterationStatement(node, false)) return node.statement;
  return ts.isFunctionLike(node) ? (node as ts.FunctionLikeDeclaration).body : undefined;
}

const counter = (checks: number) =>
  [
    ` const ${COUNT} = ((now, Error) => {`,
    'let count = 0, checks = 0, at = -1;',
    'return () => {',
    `if (++count < ${CHECK_EVERY}) return;`,
    'if (now() !== at) { at = now(); count = checks = 0; return; }',
    // From then on each loop throws at once: code that catches all errors must not go on either.
    `if (++checks < ${checks}) { count = 0; return; }`,
    `throw new Error('${ENDLESS} ' + (at * 1000).toFixed(0));`,
    '}; })(performance.now, Error);',
  ].join(' ');
