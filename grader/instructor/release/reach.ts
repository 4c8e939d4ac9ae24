/**
 * Finds the files of a program by following its imports, and the packages it needs. A file that nothing
 * imports is not found, so nothing is handed out by accident. Reads files and runs nothing.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

interface Reach {
  /** By path from the kit's root, with `/`: the file that imports it, unless it is an entry itself. */
  readonly files: ReadonlyMap<string, string | undefined>;
  /** Packages, without Node's own modules, in alphabetical order. */
  readonly packages: readonly string[];
}

/** @param entries paths from the root, with `/` */
export function reach(root: string, entries: readonly string[]): Reach {
  const files = new Map<string, string | undefined>(entries.map((entry) => [entry, undefined]));
  const packages = new Set<string>();
  // Iterating a Map includes items that are added meanwhile.
  for (const [file] of files) {
    const text = readFileSync(path.join(root, file), 'utf8');
    // In plain JavaScript, `require` is an import, too.
    const { importedFiles } = ts.preProcessFile(text, true, /\.c?js$/.test(file));
    for (const { fileName } of importedFiles) {
      if (fileName.startsWith('.')) {
        const found = resolved(root, path.posix.join(path.posix.dirname(file), fileName));
        if (found === undefined)
          throw new Error(`${file} imports ${fileName}, and there is no such file`);
        if (!files.has(found)) files.set(found, file);
      } else if (!fileName.startsWith('node:')) {
        packages.add(packageOf(fileName));
      }
    }
  }
  return { files, packages: [...packages].sort() };
}

/** @param files by path: the file that imports it */
export function refuseInstructors(
  files: ReadonlyMap<string, string | undefined>,
  forbidden: RegExp,
): void {
  for (const [file, importer] of files)
    if (forbidden.test(file))
      throw new Error(
        `${importer ?? 'The list of programs'} imports ${file}, which must not be handed out. Move the code that is needed to a folder that students have.`,
      );
}

/** An import leaves out the extension, or has the one of the compiled file. */
function resolved(root: string, file: string): string | undefined {
  const candidates = [
    file,
    `${file}.ts`,
    `${file}.tsx`,
    file.replace(/\.js$/, '.ts'),
    `${file}/index.ts`,
  ];
  return candidates.find((candidate) => isFile(path.join(root, candidate)));
}

function isFile(file: string): boolean {
  return existsSync(file) && statSync(file).isFile();
}

/** `pure-rand/distribution/uniformInt` is in `pure-rand`, `@scope/name/part` in `@scope/name`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
