/**
 * A page's sections, each with its blocks: the structure that a translation must have, too. Supports only
 * the Markdown that the kit's pages use, and ignores what the text says.
 */

export interface Section {
  /** 0 for text above the first heading. */
  readonly level: number;
  readonly heading: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'paragraph' | 'bullet' | 'step'; readonly text: string }
  /** The first row is the header. */
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'code'; readonly language: string; readonly lines: readonly string[] };

type Growing = { -readonly [K in keyof Section]: K extends 'blocks' ? Block[] : Section[K] };

/**
 * Comments are not text for readers. The marks of parts that only the kit has are checked separately.
 */
const COMMENT = /<!--[^]*?-->/g;

export function outline(page: string): readonly Section[] {
  const sections: Growing[] = [{ level: 0, heading: '', blocks: [] }];
  const lines = page.replaceAll('\r\n', '\n').replaceAll(COMMENT, '').split('\n');
  let isOpen = false;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const blocks = sections.at(-1)?.blocks ?? [];
    const fence = /^(\s*)```(\w*)$/.exec(line);
    const heading = /^(#{1,6}) (.*)$/.exec(line);
    if (fence) {
      const [, indent = '', language = ''] = fence;
      const end = lines.indexOf(`${indent}\`\`\``, at + 1);
      const inside = lines.slice(at + 1, end < 0 ? lines.length : end);
      blocks.push({
        kind: 'code',
        language,
        lines: inside.map((one) => withoutIndent(one, indent)),
      });
      at += inside.length + 1;
      isOpen = false;
    } else if (heading) {
      const [, signs = '', text = ''] = heading;
      sections.push({ level: signs.length, heading: text.trim(), blocks: [] });
      isOpen = false;
    } else if (/^\s*\|/.test(line)) {
      let end = at;
      while (/^\s*\|/.test(lines[end] ?? '')) end += 1;
      blocks.push({ kind: 'table', rows: rowsOf(lines.slice(at, end)) });
      at = end - 1;
      isOpen = false;
    } else if (line.trim() === '') {
      isOpen = false;
    } else {
      isOpen = addText(blocks, line, isOpen);
    }
  }
  return sections;
}

/** Continues the paragraph or item above, or begins a new one. */
function addText(blocks: Block[], line: string, isOpen: boolean): true {
  const item = /^\s*(-|\d+\.) (.*)$/.exec(line);
  const last = blocks.at(-1);
  if (item) {
    const [, sign, text = ''] = item;
    blocks.push({ kind: sign === '-' ? 'bullet' : 'step', text });
  } else if (isOpen && last && 'text' in last) {
    blocks[blocks.length - 1] = { ...last, text: `${last.text} ${line.trim()}` };
  } else {
    blocks.push({ kind: 'paragraph', text: line.trim() });
  }
  return true;
}

function withoutIndent(line: string, indent: string): string {
  return line.startsWith(indent) ? line.slice(indent.length) : line;
}

function rowsOf(lines: readonly string[]): readonly (readonly string[])[] {
  return lines
    .filter((_, i) => i !== 1)
    .map((line) =>
      line
        .trim()
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** All text of a section, without its code blocks. */
export function textOf({ heading, blocks }: Section): string {
  const said = blocks.flatMap((block) =>
    block.kind === 'code' ? [] : block.kind === 'table' ? block.rows.flat() : [block.text],
  );
  return [heading, ...said].join('\n');
}

export interface Link {
  readonly text: string;
  /** Without `#` and the anchor. */
  readonly target: string;
  readonly anchor: string | undefined;
}

export function linksIn(text: string): readonly Link[] {
  return [...text.matchAll(/\[([^\]]*)\]\(([^)#\s]*)(?:#([^)\s]*))?\)/g)].map(
    ([, words = '', target = '', anchor]) => ({ text: words, target, anchor }),
  );
}

/** The anchor that GitHub generates for a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}
