/** The files of the page, bundled when the playground starts. */
import path from 'node:path';
import { build } from 'esbuild';
import type { PageFiles } from './server';

const PAGES = path.join(__dirname, '..', 'page');

interface ServedPage {
  /** The folder of its main.tsx, and how its files are called. */
  readonly name: 'playground' | 'live';
  readonly title: string;
}

const PLAYGROUND: ServedPage = { name: 'playground', title: 'Raft playground' };

export async function pageFiles({ name, title }: ServedPage = PLAYGROUND): Promise<PageFiles> {
  const folder = path.join(PAGES, name);
  const { outputFiles } = await build({
    entryPoints: [path.join(folder, 'main.tsx')],
    bundle: true,
    write: false,
    minify: true,
    outdir: folder,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  });
  const textOf = (ending: string) =>
    outputFiles.find((file) => file.path.endsWith(ending))?.text ?? '';
  return new Map([
    ['/', { type: 'text/html', text: html(name, title) }],
    [`/${name}.js`, { type: 'text/javascript', text: textOf('.js') }],
    [`/${name}.css`, { type: 'text/css', text: textOf('.css') }],
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
