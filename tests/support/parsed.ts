/** Parses pages with the formatter's parsers of HTML and Markdown. */
import { parsers as htmlParsers } from 'prettier/plugins/html';
import { parsers as markdownParsers } from 'prettier/plugins/markdown';

export interface Element {
  /** element, text, comment, docType, ... */
  readonly kind: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

interface ParsedHtml {
  readonly kind: string;
  readonly name?: string;
  readonly value?: string | null;
  readonly attrs?: readonly { readonly name: string; readonly value: string | null }[];
  readonly children?: readonly ParsedHtml[];
}

export async function parseHtml(text: string): Promise<Element> {
  const options = { filepath: 'page.html' } as Parameters<typeof htmlParsers.html.parse>[1];
  return elementOf((await htmlParsers.html.parse(text, options)) as ParsedHtml);
}

function elementOf({ kind, name, value, attrs = [], children = [] }: ParsedHtml): Element {
  return {
    kind,
    name: name ?? '',
    attributes: Object.fromEntries(attrs.map((one) => [one.name, decoded(one.value ?? '')])),
    children: children.map(elementOf),
    text: decoded(value ?? ''),
  };
}

function decoded(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

export function all(root: Element, name?: string): readonly Element[] {
  const own = root.kind === 'element' && (name === undefined || root.name === name) ? [root] : [];
  return [...own, ...root.children.flatMap((child) => all(child, name))];
}

/** The text for readers, with single spaces. */
export function textOf(root: Element): string {
  const raw = ({ kind, text, children, name }: Element): string => {
    if (name === 'style') return '';
    if (kind === 'text') return text;
    return children.map(raw).join(' ');
  };
  return raw(root).replace(/\s+/g, ' ').trim();
}

/** Elements and attribute names, without text. */
export function shapeOf({ kind, name, attributes, children }: Element): string {
  if (kind !== 'element' && kind !== 'root') return kind === 'text' ? '' : kind;
  const names = Object.keys(attributes).join(' ');
  return `<${name} ${names}>${children.map(shapeOf).join('')}</>`;
}

export interface MarkdownNode {
  readonly type: string;
  readonly value?: string;
  readonly depth?: number;
  readonly children?: readonly MarkdownNode[];
}

export async function parseMarkdown(text: string): Promise<MarkdownNode> {
  const options = {} as Parameters<typeof markdownParsers.markdown.parse>[1];
  return (await markdownParsers.markdown.parse(text, options)) as MarkdownNode;
}

export function nodes(root: MarkdownNode): readonly MarkdownNode[] {
  return [root, ...(root.children ?? []).flatMap(nodes)];
}

/** Kinds of nodes, without text. */
export function markdownShape({ type, depth, children = [] }: MarkdownNode): string {
  if (type === 'text') return '';
  return `${type}${depth ?? ''}(${children.map(markdownShape).join('')})`;
}
