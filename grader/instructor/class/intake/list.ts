/** Reads an instructor's list: `id address [commit]` on each line, or a CSV with these columns. Pure. */
import { type CsvLine, csvLines } from './list-csv';
import { cleanId } from './names';

export interface Listed {
  readonly id: string;
  readonly address: Address;
  /** A commit, branch or tag. */
  readonly commit?: string;
  /** The account on GitHub, if the list has it beside another id. */
  readonly account?: string;
}

type Address =
  | { readonly kind: 'url'; readonly url: string; readonly shown: string }
  | { readonly kind: 'path'; readonly path: string };

type List =
  | { readonly kind: 'list'; readonly lines: readonly Listed[] }
  | { readonly kind: 'problem'; readonly message: string };

const FORM = 'A line is: id, address of a git repository or a folder, and perhaps a commit.';

/** @param where name of the list in messages */
export function readList(text: string, where: string): List {
  const lines: Listed[] = [];
  const bare = text.replace(/^\ufeff/, '');
  for (const { number, words, account } of csvLines(bare) ?? spacedLines(bare)) {
    const listed = lineOf(words);
    if (typeof listed === 'string')
      return { kind: 'problem', message: `${where}, line ${number}: ${listed}` };
    lines.push({ ...listed, ...(account !== undefined && { account }) });
  }
  if (lines.length > 0) return { kind: 'list', lines };
  return { kind: 'problem', message: `${where} is an empty list. ${FORM}` };
}

function spacedLines(text: string): readonly CsvLine[] {
  const lines = text
    .split(/\r?\n/)
    .map((line, at) => ({ number: at + 1, words: wordsOf(line) }))
    .filter(({ words }) => words.length > 0);
  return lines.filter(({ words }, at) => at > 0 || !isHeading(words));
}

/** `id repository [commit]`, as the documentation writes it, or other names of the columns. */
function isHeading([id = '', place = '', ...more]: readonly string[]): boolean {
  const isName = /^(repository|repo|address|url|link|folder|path)$/i.test(place);
  return (
    /^(id|name|student|login|user|username|github)$/i.test(id) &&
    isName &&
    more.every((word) => /^\[?commit\]?$/i.test(word))
  );
}

/** Quoted words may contain spaces. `#` starts a comment. */
function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  for (const [, quoted, bare] of line.matchAll(/"([^"]*)"|(\S+)/g)) {
    if (bare?.startsWith('#')) break;
    words.push(quoted ?? bare ?? '');
  }
  return words;
}

function lineOf([id = '', place, commit, ...more]: readonly string[]): Listed | string {
  if (id === '' || place === undefined || place === '')
    return /[,;]/.test(id)
      ? `${cleanId(id)} is one word. Write spaces between the fields, or, if this is a CSV, begin it with the line: id,repository,commit`
      : `there is an id but no address. ${FORM}`;
  if (more.length > 0)
    return `there are more than three fields. ${FORM} Put "quotes" around what has spaces.`;
  const address = addressOf(place);
  if (typeof address === 'string') return address;
  if (commit !== undefined && !isCommitName(commit))
    return `${cleanId(commit)} cannot be the name of a commit, branch or tag.`;
  return { id, address, ...(commit !== undefined && { commit }) };
}

// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;

/** @returns the address, or what is wrong with it */
function addressOf(text: string): Address | string {
  const name = cleanId(text);
  if (text.startsWith('-')) return `${name} looks like an option and not like an address.`;
  if (CONTROL.test(text)) return `${name} contains invisible characters.`;
  if (/^[a-z0-9+.-]+::/i.test(text))
    return `${name} would start a helper program. Give an https or ssh address.`;
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined) {
    if (!['https', 'http', 'ssh', 'git'].includes(scheme))
      return `${name} begins with ${scheme}:, which is not used here. Give an https or ssh address, or a folder.`;
    if (/^[a-z]+:\/\/([^/@]*@)?-/i.test(text)) return `${name} names no server.`;
    return { kind: 'url', url: text, shown: cleanId(withoutSecret(text)) };
  }
  // user@server:path. A single letter before the colon is a drive letter of Windows.
  if (/^[\w.-]+@[\w][\w.-]*:[^:]/.test(text)) return { kind: 'url', url: text, shown: name };
  return { kind: 'path', path: text };
}

/** An address may contain a token, and is shown in reports. */
function withoutSecret(url: string): string {
  return url.replace(/^([a-z]+:\/\/)[^/@]*@/i, '$1');
}

function isCommitName(text: string): boolean {
  return /^[\p{L}\p{N}_][\p{L}\p{N}_./+@#~^-]*$/u.test(text) && !/\.\.|@\{|\/\//.test(text);
}
