/**
 * The only file that puts Markdown together. Text of a submission can neither format nor link nor call
 * anybody, on GitHub either, where mentions and addresses are found after the escapes are gone.
 */
import { plain } from '../../../report/plain';
import { clean, type Fragment, templateOf } from './template';

export type Markdown = Fragment<'markdown'>;

/** An invisible character between two parts, so that they are not read as one. */
const JOINER = '\u2060';

const { template, made } = templateOf('markdown', prose);

/** Not named after the format, or formatters would take the templates for whole documents. */
export const line = template;

function prose(text: string): string {
  return plain(clean(text))
    .trim()
    .replace(/[\\`*_[\]{}<>&|~#!$]/g, '\\$&')
    .replace(/^(?=[-+=])/, '\\')
    .replace(/^(\d+)(?=[.)](\s|$))/, '$1\\')
    .replace(/@/g, `@${JOINER}`)
    .replace(/#(?=\d)/g, `#${JOINER}`)
    .replace(/\b(GH)-(?=\d)/gi, `$1-${JOINER}`)
    .replace(/:(?=\/\/)/g, `:${JOINER}`)
    .replace(/\bwww(?=\.)/gi, `$&${JOINER}`);
}

/** In a line of text; fenced by more backticks than are in it. */
export function code(text: string): Markdown {
  const said = plain(clean(text)).trim();
  if (said === '') return made('');
  const fence = '`'.repeat(1 + longestRun(said));
  const pad = said.startsWith('`') || said.endsWith('`') ? ' ' : '';
  return made(`${fence}${pad}${said}${pad}${fence}`);
}

/** A block of lines, fenced by more backticks than are in it. */
export function block(text: string): Markdown {
  const lines = clean(text);
  const fence = '`'.repeat(Math.max(3, 1 + longestRun(lines)));
  return made(`${fence}text\n${lines}\n${fence}`);
}

/** With an empty line between them; what says nothing is left out. */
export function blocks(parts: readonly (Markdown | undefined | false)[]): Markdown {
  const said = parts.map((part) => (part ? part.toString() : '')).filter((text) => text !== '');
  return made(said.join('\n\n'));
}

export function list(items: readonly Markdown[]): Markdown {
  return made(items.map((item) => `- ${item.toString()}`).join('\n'));
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
}
