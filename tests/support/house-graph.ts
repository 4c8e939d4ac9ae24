/** Finds circular imports, and exported names that no file imports. */
import path from 'node:path';
import ts from 'typescript';
import type { Source } from './house';

const EXTENSIONS = ['.ts', '.tsx', '/index.ts', '.d.ts'];

/** The file to which an import leads; undefined for a package. */
function resolved(from: string, name: string, files: ReadonlySet<string>): string | undefined {
  if (!name.startsWith('.')) return undefined;
  const target = path.posix.join(path.posix.dirname(from), name.replace(/\.js$/, ''));
  return [target, ...EXTENSIONS.map((ending) => target + ending)].find((one) => files.has(one));
}

/** Each circle of imports as a path. Files that import each other are one idea in two places. */
export function circles(sources: readonly Source[]): string[] {
  const files = new Set(sources.map(({ file }) => file));
  const imports = new Map(
    sources.map(({ file, text }) => [
      file,
      ts
        .preProcessFile(text, true, true)
        .importedFiles.flatMap(({ fileName }) => resolved(file, fileName, files) ?? []),
    ]),
  );
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    const at = way.indexOf(file);
    if (at >= 0) {
      found.push([...way.slice(at), file].join(' -> '));
      return;
    }
    if (done.has(file)) return;
    for (const next of imports.get(file) ?? []) visit(next, [...way, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return found;
}

/**
 * Exported names of `sources` that no other file imports, tests included.
 *
 * @param users all files that may import them
 */
export function unusedExports(sources: readonly Source[], users: readonly Source[]): string[] {
  const files = new Set(users.map(({ file }) => file));
  const used = new Set<string>();
  for (const { file, text } of users)
    for (const { target, name } of importedNames(file, text, files)) used.add(`${target} ${name}`);
  return sources.flatMap(({ file, text }) => {
    if (used.has(`${file} *`)) return [];
    return exportedNames(file, text)
      .filter((name) => !used.has(`${file} ${name}`))
      .map((name) => `${file} exports ${name}, which nobody imports`);
  });
}

interface Imported {
  readonly target: string;
  /** `*` stands for all names. */
  readonly name: string;
}

function importedNames(file: string, text: string, files: ReadonlySet<string>): Imported[] {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const found: Imported[] = [];
  const add = (specifier: ts.Node | undefined, names: readonly string[]) => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    const target = resolved(file, specifier.text, files);
    if (target !== undefined) for (const name of names) found.push({ target, name });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const bindings = node.importClause?.namedBindings;
      const named =
        bindings && ts.isNamedImports(bindings)
          ? bindings.elements.map((one) => (one.propertyName ?? one.name).text)
          : ['*'];
      add(node.moduleSpecifier, node.importClause ? named : ['*']);
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      const clause = node.exportClause;
      add(
        node.moduleSpecifier,
        clause && ts.isNamedExports(clause)
          ? clause.elements.map((one) => (one.propertyName ?? one.name).text)
          : ['*'],
      );
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, ['*']);
    } else if (ts.isCallExpression(node) && node.arguments[0]) {
      // import(), require(), jest.mock()
      add(node.arguments[0], ['*']);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function exportedNames(file: string, text: string): string[] {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  return tree.statements.flatMap((statement) => {
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (!isExported) return [];
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.flatMap(({ name }) =>
        ts.isIdentifier(name) ? [name.text] : [],
      );
    const named = statement as ts.Statement & { readonly name?: ts.Node };
    return named.name && ts.isIdentifier(named.name) ? [named.name.text] : [];
  });
}
