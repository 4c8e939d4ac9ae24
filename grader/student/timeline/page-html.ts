/**
 * A page in one file: code, styles and data, and a content security policy that forbids everything
 * else.
 */
import { createHash } from 'node:crypto';
import type { PageBundle } from '../page-bundle/bundle-page';

interface PageOptions {
  readonly title: string;
  readonly bundle: PageBundle;
  /** JSON data by the id of the element that holds it. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Which addresses the page may contact; none by default. */
  readonly connect?: string;
}

export function pageHtml({ title, bundle, data = {}, connect = "'none'" }: PageOptions): string {
  const script = inScript(bundle.script);
  const style = bundle.style.replaceAll('</', '<\\/');
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    'img-src data:',
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const carried = Object.entries(data).map(
    ([id, value]) => `<script type="application/json" id="${escaped(id)}">${json(value)}</script>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<div id="app"><p>This page shows a run of Raft. It needs JavaScript, but no network.</p></div>
${carried.join('\n')}
<script>${script}</script>
</body>
</html>
`;
}

/** Escapes characters that could end the element or open a comment. */
function json(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Escapes the kit's own code. In strings and regular expressions, `\x3c` means `<`. */
function inScript(code: string): string {
  return code.replace(/<(?=\/script|!--)/gi, '\\x3c');
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
