/**
 * Finds endless loops: in a copy of the student's bundle every loop and function counts, and throws
 * when the count is absurd. Used only for a second run after one that did not end; no other behaviour
 * of the copy is judged.
 */
import { createRequire } from 'node:module';
import type ts from 'typescript';
import { ENDLESS } from './narration';

export type TypeScript = typeof ts;

const COUNT = '$raftLabCount';
/** Code may make {@link CHECKS_MAX} times this many rounds while no virtual time passes. */
const CHECK_EVERY = 100_000;
const CHECKS_MAX = 5;
/**
 * For runs that may still end: fewer rounds prove nothing, because checksums of long logs take some
 * millions.
 */
export const CHECKS_OF_ANY_RUN = 100 * CHECKS_MAX;

/**
 * Keeps the lines unchanged, so that the bundle's source map still fits.
 *
 * @param checks a loop is endless after this many times 100,000 rounds
 */
export function withCountedLoops(
  bundle: string,
  checks = CHECKS_MAX,
  ts: TypeScript = typeScript(),
): string {
  const source = ts.createSourceFile('bundle.js', bundle, ts.ScriptTarget.ES2023, false);
  /** Insertions by position: openings from the outside in, and endings from the inside out. */
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

/** Loaded only when needed, because loading takes longer than a grading's first runs. */
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
    // After that each loop throws at once, so that code that catches all errors cannot continue either.
    `if (++checks < ${checks}) { count = 0; return; }`,
    `throw new Error('${ENDLESS} ' + (at * 1000).toFixed(0));`,
    '}; })(performance.now, Error);',
  ].join(' ');
