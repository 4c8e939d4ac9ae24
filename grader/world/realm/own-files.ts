/** The bundler's plugin that lets a submission import its own files and the contract, and nothing else. */
import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { OnLoadResult, OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild';
import { distance } from 'fastest-levenshtein';

const KIT_CONTRACT = path.join(__dirname, '..', '..', 'contract.ts');
const CONTRACT_SPECIFIER = /(^|\/)grader\/contract(\.[jt]s)?$/;
const RESOLVED = 'resolved by this plugin';
/** Marks errors of a file that is no text. */
export const NO_TEXT = 'no text';
/** A file of a Raft has some ten thousand. Beyond this the bundler's stack could overflow. */
const FILE_BYTES_MAX = 100_000;
/** Bundlers follow this comment to other files, which could pass for the submission's. */
const MAP_COMMENT = /^(\s*\/\/[#@]\s*)sourceMappingURL=/gm;
/** So different may the name of a file be from the one that was meant. */
const SLIP_MAX = 2;
/** Longer ones are no names of files. */
const NAME_CHARS_MAX = 100;

/** What a server uses in place of a module of Node's. */
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

/** @param root the submission's folder, without links */
export function onlyOwnFiles(root: string): Plugin {
  return {
    name: 'only-own-files',
    setup(plan) {
      plan.onResolve({ filter: /.*/ }, (found) => resolve(plan, root, found));
      plan.onLoad({ filter: /\.[cm]?[jt]sx?$|\.json$/, namespace: 'file' }, load);
    },
  };
}

async function resolve(
  plan: PluginBuild,
  root: string,
  found: OnResolveArgs,
): Promise<OnResolveResult | undefined> {
  const { path: specifier, kind, importer, resolveDir } = found;
  if (found.pluginData === RESOLVED) return undefined;
  if (CONTRACT_SPECIFIER.test(specifier)) return { path: KIT_CONTRACT };
  const isFile = /^\.{1,2}(\/|$)/.test(specifier) || path.isAbsolute(specifier);
  const target = path.resolve(resolveDir, specifier);
  if (!isFile) {
    const hint = INSTEAD.find(([pattern]) => pattern.test(specifier))?.[1];
    return refusal(specifier, `${ONLY_OWN}${hint ? ` ${hint}.` : ''}`);
  }
  if (!isInside(root, target)) return refusal(specifier, OUTSIDE);
  const options = { kind, importer, resolveDir, pluginData: RESOLVED };
  const resolved = await plan.resolve(specifier, options);
  if (resolved.errors.length > 0) return refusal(specifier, missing(target));
  const real = realpathSync(resolved.path);
  return real === KIT_CONTRACT || isInside(root, real) ? resolved : refusal(specifier, OUTSIDE);
}

const ONLY_OWN = 'a server has only your own files and grader/contract.';
const OUTSIDE =
  'it lies outside your folder. A server has only your own files and grader/contract.';

function refusal(specifier: string, why: string): OnResolveResult {
  return { errors: [{ text: `import of "${specifier}": ${why}` }] };
}

/** There is no such file. Is there one of nearly that name? */
function missing(target: string): string {
  const wanted = path
    .basename(target)
    .slice(0, NAME_CHARS_MAX)
    .replace(/\.[jt]s$/, '');
  const near = filesIn(path.dirname(target))
    .map((file) => file.replace(/\.[jt]s$/, ''))
    .find((file) => distance(file.toLowerCase(), wanted.toLowerCase()) <= SLIP_MAX);
  return `there is no such file.${near === undefined ? '' : ` Did you mean "./${near}"?`}`;
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((file) => /\.[jt]s$/.test(file));
  } catch {
    return [];
  }
}

/** Reads nothing itself, but sees to it that the bundler will read text. */
function load({ path: file }: { readonly path: string }): OnLoadResult | undefined {
  const name = path.basename(file);
  const refuse = (text: string): OnLoadResult => ({ errors: [{ text, detail: NO_TEXT }] });
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    return refuse(`${name} cannot be read (${code ?? 'unknown error'}). May you read it?`);
  }
  const isWide =
    bytes.length > 1 && (bytes.readUInt16BE() === 0xfffe || bytes.readUInt16BE() === 0xfeff);
  if (isWide || (bytes.includes(0) && bytes.length % 2 === 0 && bytes[1] === 0))
    return refuse(`${name} is saved as UTF-16. Save it as UTF-8.`);
  if (bytes.length > FILE_BYTES_MAX)
    return refuse(
      `${name} is larger than ${FILE_BYTES_MAX / 1_000} KB. Split it into smaller files.`,
    );
  const line = firstBadLine(bytes);
  if (line === undefined) return withoutMap(file, bytes);
  return refuse(
    `${name} is no text in UTF-8, as line ${line} shows. Save it as UTF-8, or get it back from where it was whole.`,
  );
}

/** @returns undefined where there is no such comment: then the bundler reads the file itself */
function withoutMap(file: string, bytes: Buffer): OnLoadResult | undefined {
  if (!bytes.includes('sourceMappingURL=')) return undefined;
  const contents = bytes.toString().replace(MAP_COMMENT, '$1(no map)');
  const loader = path.extname(file).slice(1).replace(/^[cm]/, '');
  return isLoader(loader) ? { contents, loader } : undefined;
}

function isLoader(name: string): name is 'js' | 'jsx' | 'ts' | 'tsx' | 'json' {
  return /^(?:[jt]sx?|json)$/.test(name);
}

/** @returns from 1; undefined if all of it is UTF-8 text */
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

function isInside(root: string, file: string): boolean {
  const relative = path.relative(root, file);
  return !relative.startsWith('..') && !path.isAbsolute(relative);
}
