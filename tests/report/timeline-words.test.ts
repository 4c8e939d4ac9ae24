/** The handouts' table explains each word that a timeline or a trace can print. */
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { REASONS } from '../../grader/student/story/story-words';
import type { DiskOperation } from '../../grader/world/sim/disk';

const ROOT = path.join(__dirname, '..', '..');
/** They make the rows. Notes are missing: a test says in its own words what it does. */
const WRITERS = [
  'grader/report/tell.ts',
  'grader/report/timeline.ts',
  'grader/report/bursts.ts',
  'grader/student/trace/rows.ts',
];
const DISK = 'grader/world/sim/disk.ts';
const OPERATIONS: Readonly<Record<DiskOperation['op'], true>> = {
  write: true,
  sync: true,
  rename: true,
  remove: true,
};

function read(file: string): string {
  return fs.readFileSync(path.join(ROOT, file), 'utf8');
}

/** The pieces of text in a program that it does not only compare, import or throw. */
function pieces(file: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isThrowStatement(node)) return;
    const isText =
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node);
    if (isText && !isCompared(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true));
  return found;
}

function isCompared({ parent }: ts.Node): boolean {
  if (ts.isCaseClause(parent)) return true;
  if (!ts.isBinaryExpression(parent)) return false;
  const { kind } = parent.operatorToken;
  return (
    kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
    kind === ts.SyntaxKind.ExclamationEqualsEqualsToken ||
    kind === ts.SyntaxKind.InKeyword
  );
}

function wordsIn(texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.flatMap((text) => text.match(/[A-Za-z]{2,}/g) ?? []));
}

/** The words in backquotes in the table that explains `»`. */
function explained(page: string): ReadonlySet<string> {
  const table = read(page)
    .split('\n\n')
    .find((block) => block.startsWith('|') && block.includes('| `»`'));
  return wordsIn([...(table ?? '').matchAll(/`([^`]+)`/g)].map(([, text = '']) => text));
}

const damage = [...read(DISK).matchAll(/#damage\.push\(`([^`]*)`\)/g)].map(([, text = '']) =>
  text.replaceAll(/\$\{[^}]*\}/g, ''),
);
const PRINTED = wordsIn([
  ...WRITERS.flatMap(pieces),
  ...damage,
  ...Object.keys(REASONS),
  ...Object.keys(OPERATIONS),
  'requestVote appendEntries',
]);

test('the words are found', () => {
  const some = ['GRANTS', 'HEARS', 'votes', 'times', 'heartbeats', 'torn', 'dropped', 'restored'];
  expect(some.filter((word) => !PRINTED.has(word))).toEqual([]);
  expect(PRINTED).not.toContain('deliver');
});

test.each(['labs/2A/README.md', 'labs/2A/README.zh-CN.md'])('%s explains all of them', (page) => {
  const known = explained(page);
  expect([...PRINTED].filter((word) => !known.has(word))).toEqual([]);
});
