/**
 * Which file of a submission an import means. Names are looked up among the files that were handed in,
 * and nowhere else. Of several files that could be meant, TypeScript comes first, as for people.
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
/** So different may the name of a file be from the one that was meant. */
const SLIP_MAX = 2;
/** Longer ones are no names of files. */
const NAME_CHARS_MAX = 100;

/**
 * @param names of all files of the submission
 * @param importer the file in which the import is
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

/** In the order in which they count. */
function candidates(target: string): readonly string[] {
  // What TypeScript will make of x.ts is called x.js.
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

/** Some systems would find it all the same; the grader does on none. */
function inOtherCase(target: string, names: ReadonlySet<string>): string | undefined {
  const like = candidates(target).map((name) => name.toLowerCase());
  const name = [...names].find((one) => like.includes(one.toLowerCase()));
  return name && `the file is called ${name}: small and capital letters count.`;
}

/** There is no such file. Is there one of nearly that name? */
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
