/** Bundles a page's code and styles in memory, once per process, to be written to one file or served. */
import path from 'node:path';
import { build } from 'esbuild';

export interface PageBundle {
  readonly script: string;
  readonly style: string;
}

const PAGES = path.join(__dirname, '..', 'page');

const bundles = new Map<string, Promise<PageBundle>>();

/** @param entry a folder of grader/student/page with a main.tsx */
export function bundlePage(entry: string): Promise<PageBundle> {
  const known = bundles.get(entry);
  if (known) return known;
  const made = bundled(entry);
  bundles.set(entry, made);
  return made;
}

async function bundled(entry: string): Promise<PageBundle> {
  const { outputFiles } = await build({
    entryPoints: [path.join(PAGES, entry, 'main.tsx')],
    outdir: 'unused',
    write: false,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: { 'process.env.NODE_ENV': '"production"' },
    // No tsconfig.json outside the kit may change the bundle.
    tsconfigRaw: {},
  });
  const text = (ending: string) => outputFiles.find((file) => file.path.endsWith(ending))?.text;
  return { script: text('.js') ?? '', style: text('.css') ?? '' };
}
