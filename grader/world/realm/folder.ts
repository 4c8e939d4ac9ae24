/** Checks by their names that a folder has what a submission needs: two files, two exports. */
import { type Dirent, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** A problem that keeps the folder from being graded. */
export interface BundleProblem {
  readonly kind: 'problem';
  /** One clear line: what, where, what to do. */
  readonly message: string;
  /** Relative to the folder. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** The whole text of that file, for showing the place. */
  readonly text?: string;
}

/** The minimum that a submission consists of. */
export const ENTRIES = [
  { file: 'raft', name: 'Raft' },
  { file: 'persister', name: 'Persister' },
] as const;

const SOURCE = /\.[jt]s$/;

export function folderProblem(folder: string): BundleProblem | undefined {
  const files = sourcesIn(folder);
  if (typeof files === 'string') return problem(files);
  if (files.length === 0)
    return problem(
      `The folder ${folder} holds no TypeScript file. ${instead(folder) ?? 'Is it the right one?'}`,
    );
  return entryProblem(files, folder);
}

/** @param files the names in the folder itself */
export function entryProblem(files: readonly string[], folder: string): BundleProblem | undefined {
  for (const { file, name } of ENTRIES) {
    if (files.some((found) => found.replace(SOURCE, '') === file)) continue;
    const like = files.find((found) => found.replace(SOURCE, '').toLowerCase() === file);
    return problem(
      like === undefined
        ? `The folder ${folder} has no ${file}.ts, the file that must export class ${name}.`
        : `The file ${like} in ${folder} must be called ${file}.ts: small and capital letters count.`,
    );
  }
  return undefined;
}

/** People often name the kit's folder instead of labs/raft inside it. */
function instead(folder: string): string | undefined {
  const inner = path.join(folder, 'labs', 'raft');
  return statSync(inner, { throwIfNoEntry: false })?.isDirectory()
    ? `Did you mean ${inner}?`
    : undefined;
}

/** @returns the names of its source files, or why they cannot be read */
function sourcesIn(folder: string): readonly string[] | string {
  const isSource = (entry: Dirent): boolean =>
    SOURCE.test(entry.name) &&
    (statSync(path.join(folder, entry.name), { throwIfNoEntry: false })?.isFile() ?? false);
  try {
    if (!statSync(folder).isDirectory()) return `${folder} is a file; a folder is needed.`;
    return readdirSync(folder, { withFileTypes: true })
      .filter(isSource)
      .map(({ name }) => name);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    return code === 'ENOENT'
      ? `There is no folder ${folder}.`
      : `The folder ${folder} cannot be read (${code ?? 'unknown error'}).`;
  }
}

/**
 * @param textOf returns the text of a file
 * @param outputs of a build with the two files as entry points
 */
export function exportProblem(
  textOf: (file: string) => string,
  outputs: readonly { readonly entryPoint?: string; readonly exports: readonly string[] }[],
): BundleProblem | undefined {
  for (const { file, name } of ENTRIES) {
    const output = outputs.find((o) => o.entryPoint?.replace(SOURCE, '') === file);
    if (!output || output.exports.includes(name)) continue;
    const entry = output.entryPoint ?? `${file}.ts`;
    const text = textOf(entry);
    const found = unexported(text, name, output.exports);
    const wanted = `The contract wants: export class ${name}`;
    if (!found)
      return { ...problem(`nothing here is exported as ${name}. ${wanted}`), file: entry };
    const line = text.slice(0, found.at).split('\n').length;
    return { ...problem(`${found.why}. ${wanted}`), file: entry, line };
  }
  return undefined;
}

/** The place that was most likely meant to be the export. */
function unexported(
  text: string,
  name: string,
  has: readonly string[],
): { readonly at: number; readonly why: string } | undefined {
  const place = (pattern: RegExp) => text.search(pattern);
  const isDefault = place(/^export default\b/m);
  if (has.includes('default') && isDefault !== -1)
    return { at: isDefault, why: `this is a default export, and ${name} must be a named one` };
  const isClass = place(new RegExp(`^(abstract )?class ${name}\\b`, 'm'));
  if (isClass !== -1) return { at: isClass, why: `class ${name} is not exported` };
  const isType = place(new RegExp(`^export (interface|type) ${name}\\b`, 'm'));
  if (isType !== -1) return { at: isType, why: `${name} is only a type here, and not a class` };
  const other = has.find((one) => one !== 'default');
  // A name may be any text: export { x as '(a+)+' }.
  const isName = /^\w+$/.test(other ?? '');
  const isOther = isName ? place(new RegExp(`^export\\b.*\\b${other ?? ''}\\b`, 'm')) : -1;
  return isOther === -1
    ? undefined
    : { at: isOther, why: `this exports ${other ?? ''}, and nothing is exported as ${name}` };
}

function problem(message: string): BundleProblem {
  return { kind: 'problem', message };
}
