/**
 * The only file that produces Markdown. Text from a submission cannot format, link or mention anyone, even
 * on GitHub, where mentions and addresses are recognized after escapes are removed.
 */
import { plain } from '../../../report/plain';
import { clean, type Fragment, templateOf } from './template';

export type Markdown = Fragment<'markdown'>;

/** An invisible character that separates two parts. */
const JOINER = '\u2060';

const { template, made } = templateOf('markdown', prose);

/** Not called `markdown`, because formatters would format such templates as whole documents. */
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

/** Inline code, fenced by more backticks than it contains. */
export function code(text: string): Markdown {
  const said = plain(clean(text)).trim();
  if (said === '') return made('');
  const fence = '`'.repeat(1 + longestRun(said));
  const pad = said.startsWith('`') || said.endsWith('`') ? ' ' : '';
  return made(`${fence}${pad}${said}${pad}${fence}`);
}

/** A code block, fenced by more backticks than it contains. */
export function block(text: string): Markdown {
  const lines = clean(text);
  const fence = '`'.repeat(Math.max(3, 1 + longestRun(lines)));
  return made(`${fence}text\n${lines}\n${fence}`);
}

/** Joins blocks with an empty line between them and drops empty ones. */
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
