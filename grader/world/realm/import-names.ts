/**
 * Finds the file of a submission that an import means. Names are looked up only among the files that
 * were handed in. If several files match, TypeScript comes first, as people expect.
 */
import path from 'node:path';
import { distance } from 'fastest-levenshtein';

type Meant =
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'refused'; readonly why: string };

export const ONLY_OWN = 'a server has only your own files and grader/contract.';
export const OUTSIDE =
  'it lies outside your folder. A server has only your own files and grader/contract.';
const JSX = 'a server takes TypeScript without JSX. Call the file .ts.';
/** Most letters in which a file's name may differ for a suggestion. */
const SLIP_MAX = 2;
/** Longer names are cut before they are compared. */
const NAME_CHARS_MAX = 100;

/**
 * @param names of all files of the submission
 * @param importer the file that contains the import
 */
export function meantBy(specifier: string, importer: string, names: ReadonlySet<string>): Meant {
  const target = path.posix.join(path.posix.dirname(importer), specifier).replace(/\/$/, '');
  const isAway = target === '..' || target.startsWith('../') || isAbsolute(specifier);
  if (isAway) return { kind: 'refused', why: OUTSIDE };
  const found = candidates(target).find((name) => names.has(name));
  if (found !== undefined) return { kind: 'file', name: found };
  const isJsx = [target, `${target}.tsx`, `${target}.jsx`].some(
    (name) => /\.[jt]sx$/.test(name) && names.has(name),
  );
  const why = isJsx ? JSX : (inOtherCase(target, names) ?? missing(target, names));
  return { kind: 'refused', why };
}

function isAbsolute(specifier: string): boolean {
  return path.posix.isAbsolute(specifier) || path.win32.isAbsolute(specifier);
}

/** Candidates in order of precedence. */
function candidates(target: string): readonly string[] {
  // TypeScript compiles x.ts to x.js, so an import of x.js may mean x.ts.
  const twin = /\.[cm]?js$/.test(target) ? [target.replace(/js$/, 'ts')] : [];
  const itself = /\.(?:[cm]?[jt]s|json)$/.test(target) ? [target] : [];
  const inside = target === '.' ? '' : `${target}/`;
  return [
    ...twin,
    ...itself,
    ...['.ts', '.js', '.json'].map((ending) => `${target}${ending}`),
    ...[`${inside}index.ts`, `${inside}index.js`],
  ];
}

/** Some systems ignore case in file names; the grader never does. */
function inOtherCase(target: string, names: ReadonlySet<string>): string | undefined {
  const like = candidates(target).map((name) => name.toLowerCase());
  const name = [...names].find((one) => like.includes(one.toLowerCase()));
  return name && `the file is called ${name}: small and capital letters count.`;
}

/** The file does not exist. Suggests one with a similar name. */
function missing(target: string, names: ReadonlySet<string>): string {
  const wanted = bare(path.posix.basename(target).slice(0, NAME_CHARS_MAX)).toLowerCase();
  const folder = path.posix.dirname(target);
  const near = [...names]
    .filter((name) => path.posix.dirname(name) === folder && /\.[jt]s$/.test(name))
    .map((name) => bare(path.posix.basename(name)))
    .find((name) => distance(name.toLowerCase(), wanted) <= SLIP_MAX);
  return `there is no such file.${near === undefined ? '' : ` Did you mean "./${near}"?`}`;
}

function bare(name: string): string {
  return name.replace(/\.[jt]s$/, '');
}
