/** The only file that produces HTML. Everything but fragments made here is escaped. */
import { createHash } from 'node:crypto';
import { clean, type Fragment, templateOf } from './template';

export type Html = Fragment<'html'>;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const { template, made } = templateOf('html', (text) =>
  clean(text).replace(/[&<>"']/g, (char) => ENTITIES[char] ?? ''),
);

/** Safe in the text of elements and in quoted attributes, but not for addresses. */
export const html = template;

/** A style sheet, and the source for the page's policy that allows only this one. */
interface Style {
  readonly element: Html;
  readonly source: string;
}

/** Takes only literals, so nothing can be inserted. */
export function sheet({ raw }: TemplateStringsArray): Style {
  const text = raw.join('');
  const hash = createHash('sha256').update(text).digest('base64');
  return { element: made(`<style>${text}</style>`), source: `'sha256-${hash}'` };
}

/** A script, and the source for the page's policy that allows only this one. */
interface Program {
  readonly element: Html;
  readonly source: string;
}

/** Takes only literals, so nothing can be inserted. */
export function program({ raw }: TemplateStringsArray): Program {
  const text = raw.join('');
  const hash = createHash('sha256').update(text).digest('base64');
  return { element: made(`<script>${text}</script>`), source: `'sha256-${hash}'` };
}

/** The relative address of a file, with `/`. It never leads to another site. */
export function fileHref(name: string): string {
  const whole = name.replace(/[\ud800-\udfff]/gu, '\ufffd');
  return `./${whole.split('/').map(encodeURIComponent).join('/')}`;
}

/** A whole page. It loads nothing else, and only the given style and script are allowed. */
export function page(title: string, style: Style, body: Html, script?: Program): string {
  const policy = `default-src 'none'; style-src ${style.source};${script ? ` script-src ${script.source};` : ''} base-uri 'none'; form-action 'none'`;
  const whole = html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        ${style.element}
      </head>
      <body>
        ${body}${script?.element}
      </body>
    </html> `;
  return whole.toString();
}
