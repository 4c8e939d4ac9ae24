/** Which files of a submission were used, which were not, and the type errors: folded, at the end. */
import type { Row } from '../entry';
import { html, type Html } from './html';
import { atMost, byCodeUnits } from './pieces';
import { count } from './page-words';

const LINES_MAX = 200;

export function filesHtml(row: Row): Html | undefined {
  const parts = [takenHtml(row), ignoredHtml(row), typesHtml(row)].filter(
    (part) => part !== undefined,
  );
  if (parts.length === 0) return undefined;
  return html`<section aria-labelledby="files">
    <h2 id="files">Your files</h2>
    ${parts}
  </section> `;
}

/** Only names: hashes are for the instructor. */
function takenHtml({ files }: Row): Html | undefined {
  const names = Object.keys(files).sort(byCodeUnits);
  if (names.length === 0) return undefined;
  const { kept, more } = atMost(names, LINES_MAX);
  return html`<details>
    <summary>${count(names.length, 'file')} taken from your submission</summary>
    <ul>
      ${kept.map((name) => html`<li><code>${name}</code></li> `)}${moreHtml(more)}
    </ul>
  </details> `;
}

function ignoredHtml({ ignored }: Row): Html | undefined {
  if (ignored.length === 0) return undefined;
  const { kept, more } = atMost(ignored, LINES_MAX);
  return html`<details>
    <summary>${count(ignored.length, 'file')} of your submission not used</summary>
    <p class="dim">
      Only the files that you are asked to write are taken; all others are the grader's own.
    </p>
    <ul>
      ${kept.map(
        ({ path, why }) => html`<li><code>${path}</code> <span class="dim">${why}</span></li> `,
      )}${moreHtml(more)}
    </ul>
  </details> `;
}

function typesHtml({ typeErrors }: Row): Html | undefined {
  if (typeErrors.length === 0) return undefined;
  const { kept, more } = atMost(typeErrors, LINES_MAX);
  return html`<details>
    <summary>${count(typeErrors.length, 'error')} found by the type checker</summary>
    <p class="dim">They cost no points, but often show what went wrong.</p>
    <ul>
      ${kept.map(
        ({ file, line, message }) => html`<li><code>${file}:${line}</code> ${message}</li> `,
      )}${moreHtml(more)}
    </ul>
  </details> `;
}

function moreHtml(more: number): Html | undefined {
  return more === 0 ? undefined : html`<li class="dim">and ${more} more</li>`;
}
