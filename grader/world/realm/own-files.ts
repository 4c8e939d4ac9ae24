/**
 * The bundler's plugin that lets a submission import only its own files and the contract. All of them
 * are in memory, under names in a separate namespace, so the bundler has nothing that it could look up
 * by itself.
 */
import { isUtf8 } from 'node:buffer';
import path from 'node:path';
import type { OnLoadResult, OnResolveArgs, OnResolveResult, Plugin } from 'esbuild';
import { FILE_BYTES_MAX, type SourceFile, type SourceFiles } from './read-folder';
import { meantBy, ONLY_OWN, OUTSIDE } from './import-names';

/** The namespace of all file names. */
export const NAMESPACE = 'submission';
/** The contract's path, seen from a folder like labs/raft. */
const CONTRACT = '../../contract.ts';
/** The bundler's first file, which is the kit's. */
export const ENTRY = '<entry>';
/** Marks errors about a file that is not text. */
export const NO_TEXT = 'no text';

const CONTRACT_SPECIFIER = /(^|\/)grader\/contract(\.[jt]s)?$/;
/**
 * Bundlers take source positions from such a comment, which could make code look like that of another
 * file.
 */
const MAP_COMMENT = /([#@]\s*)sourceMappingURL=/g;
/** The only ways in which code imports other code. */
const KINDS: readonly OnResolveArgs['kind'][] = [
  ...(['entry-point', 'import-statement', 'require-call', 'dynamic-import'] as const),
];

/** What a server uses instead of a Node module. */
const INSTEAD: readonly (readonly [RegExp, string])[] = [
  [/^(node:)?fs(\/promises)?$/, 'Use the Disk that your Persister is given'],
  [/^(node:)?timers(\/promises)?$/, 'setTimeout, setInterval and setImmediate are globals'],
  [/^(node:)?perf_hooks$/, 'performance.now() is a global'],
  [/^(node:)?crypto$/, 'Math.random() is there and seeded'],
  [/^(node:)?util$/, 'TextEncoder, TextDecoder and structuredClone are globals'],
  [/^(node:)?(events|assert)$/, 'Write the few lines that you need of it yourself'],
  [
    /^(node:)?(net|http|https|dgram|worker_threads|child_process|cluster)$/,
    'Use the peers you are given',
  ],
];

interface Texts {
  readonly files: SourceFiles;
  readonly contract: string;
  readonly entry?: string;
}

export function onlyOwnFiles(texts: Texts): Plugin {
  const names = new Set(texts.files.keys());
  return {
    name: 'only-own-files',
    setup(plan) {
      plan.onResolve({ filter: /.*/ }, (found) => resolve(found, names, texts.files));
      plan.onLoad({ filter: /.*/ }, ({ path: name, namespace }) =>
        namespace === NAMESPACE ? load(name, texts) : refuse(`${name} is no file of yours.`),
      );
    },
  };
}

function resolve(
  found: OnResolveArgs,
  names: ReadonlySet<string>,
  files: SourceFiles,
): OnResolveResult {
  const { path: specifier, kind, importer } = found;
  const here = (name: string) => ({ path: name, namespace: NAMESPACE });
  if (kind === 'entry-point' && specifier === ENTRY) return here(ENTRY);
  if (CONTRACT_SPECIFIER.test(specifier)) return here(CONTRACT);
  if (!KINDS.includes(kind)) return refusal(specifier, 'a server can only import code.');
  if (!/^\.{1,2}(\/|$)|^\/|^[a-z]:[\\/]/i.test(specifier)) {
    const hint = INSTEAD.find(([pattern]) => pattern.test(specifier))?.[1];
    return refusal(specifier, `${ONLY_OWN}${hint ? ` ${hint}.` : ''}`);
  }
  const meant = meantBy(specifier, importer, names);
  if (meant.kind === 'refused') return refusal(specifier, meant.why);
  const file = files.get(meant.name);
  if (file && 'kind' in file && file.kind === 'outside') return refusal(specifier, OUTSIDE);
  const isJson = meant.name.endsWith('.json');
  const asked = Object.entries(found.with);
  const isPlain = asked.every(([key, value]) => key === 'type' && value === 'json' && isJson);
  if (!isPlain)
    return refusal(specifier, 'a file can be imported as code or JSON, and not otherwise.');
  return here(meant.name);
}

function refusal(specifier: string, why: string): OnResolveResult {
  return { errors: [{ text: `import of "${specifier}": ${why}` }] };
}

function load(name: string, { files, contract, entry = '' }: Texts): OnLoadResult {
  if (name === ENTRY) return { contents: entry, loader: 'js' };
  if (name === CONTRACT) return { contents: contract, loader: 'ts' };
  const file = files.get(name);
  if (!file) return refuse(`${name} is no file of yours.`);
  const flaw = flawOf(file);
  if (flaw !== undefined) return refuse(`${path.posix.basename(name)} ${flaw}`);
  const text = new TextDecoder().decode(file as Uint8Array);
  return { contents: text.replace(MAP_COMMENT, '$1sourceMappingURL:'), loader: loaderOf(name) };
}

function loaderOf(name: string): 'ts' | 'js' | 'json' {
  if (name.endsWith('.json')) return 'json';
  return name.endsWith('ts') ? 'ts' : 'js';
}

function refuse(text: string): OnLoadResult {
  return { errors: [{ text, detail: NO_TEXT }] };
}

/** @returns why the file cannot be read as text */
function flawOf(file: SourceFile): string | undefined {
  if (!(file instanceof Uint8Array))
    return file.kind === 'unread' ? file.why : 'lies outside your folder.';
  const [first = 0, second = 0] = file;
  const isWide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isWide || (file.includes(0) && file.length % 2 === 0 && second === 0 && file.length > 1))
    return 'is saved as UTF-16. Save it as UTF-8.';
  if (file.length > FILE_BYTES_MAX)
    return `is larger than ${FILE_BYTES_MAX / 1_000} KB. Split it into smaller files.`;
  const line = firstBadLine(Buffer.from(file));
  if (line === undefined) return undefined;
  return `is no text in UTF-8, as line ${line} shows. Save it as UTF-8, or get it back from where it was whole.`;
}

/** @returns the line, counted from 1; undefined if all of it is UTF-8 text */
function firstBadLine(bytes: Buffer): number | undefined {
  if (!bytes.includes(0) && isUtf8(bytes)) return undefined;
  let line = 1;
  for (let from = 0; from <= bytes.length; line++) {
    const end = bytes.indexOf('\n', from);
    const part = bytes.subarray(from, end === -1 ? bytes.length : end);
    if (part.includes(0) || !isUtf8(part)) return line;
    if (end === -1) break;
    from = end + 1;
  }
  return line;
}
