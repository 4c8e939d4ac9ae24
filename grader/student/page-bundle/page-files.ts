/** The files of a page that is served on this computer. */
import { bundlePage } from './bundle-page';

/** The page's files by path. */
export type PageFiles = ReadonlyMap<string, PageFile>;

export interface PageFile {
  readonly type: string;
  readonly text: string;
}

interface ServedPage {
  /** The folder of the page's main.tsx, and the base name of its files. */
  readonly name: 'playground' | 'live';
  readonly title: string;
}

const PLAYGROUND: ServedPage = { name: 'playground', title: 'Raft playground' };

export async function pageFiles({ name, title }: ServedPage = PLAYGROUND): Promise<PageFiles> {
  const { script, style } = await bundlePage(name);
  return new Map([
    ['/', { type: 'text/html', text: html(name, title) }],
    [`/${name}.js`, { type: 'text/javascript', text: script }],
    [`/${name}.css`, { type: 'text/css', text: style }],
    ['/favicon.svg', { type: 'image/svg+xml', text: ICON }],
  ]);
}

const html = (name: string, title: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="/favicon.svg">
<link rel="stylesheet" href="/${name}.css">
</head>
<body>
<div id="page"><noscript>This page needs JavaScript.</noscript></div>
<script src="/${name}.js"></script>
</body>
</html>
`;

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M8 .8l2.1 4.6 5 .6-3.7 3.4 1 5L8 11.9l-4.4 2.5 1-5L.9 6l5-.6z" fill="#2f6fde"/></svg>`;
