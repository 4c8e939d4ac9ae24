/** A histogram of points as a picture, and the same as a table. */
import { html, type Html } from './html';
import { distribution, type Scored, BINS } from './statistics';
import { count } from './page-words';

const SIZE = { width: 700, height: 220, top: 24, bottom: 26, gap: 8 } as const;
const COLUMN = SIZE.width / BINS;
const FLOOR = SIZE.height - SIZE.bottom;

export function histogramHtml(rows: readonly Scored[]): Html {
  const bins = distribution(rows);
  const most = Math.max(1, ...bins);
  return html`<svg
      class="histogram"
      viewBox="0 0 ${SIZE.width} ${SIZE.height}"
      role="img"
      aria-label="${summary(bins)}"
    >
      ${bins.map((many, bin) => columnSvg(many, bin, most))}
      <line x1="0" x2="${SIZE.width}" y1="${FLOOR}" y2="${FLOOR}" />
    </svg>
    <details>
      <summary>The same as a table</summary>
      <table>
        <caption>
          Submissions by share of the points
        </caption>
        <thead>
          <tr>
            <th scope="col">Share of the points</th>
            <th scope="col" class="count">Submissions</th>
          </tr>
        </thead>
        <tbody>
          ${bins.map(
            (many, bin) =>
              html`<tr>
                <th scope="row">${range(bin)}</th>
                <td class="count">${many}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </details> `;
}

function columnSvg(many: number, bin: number, most: number): Html {
  const height = Math.round((many / most) * (FLOOR - SIZE.top));
  const middle = bin * COLUMN + COLUMN / 2;
  return html`<g
    >${many > 0 && html`<rect class="column" x="${bin * COLUMN + SIZE.gap / 2}" y="${FLOOR - height}" width="${COLUMN - SIZE.gap}" height="${height}" rx="3" /><text class="many" x="${middle}" y="${FLOOR - height - 7}">${many}</text>`}<text
      x="${middle}"
      y="${SIZE.height - 7}"
      >${range(bin)}</text
    ></g
  > `;
}

function range(bin: number): string {
  const from = (bin * 100) / BINS;
  const to = ((bin + 1) * 100) / BINS;
  return bin === BINS - 1 ? `${from}–100 %` : `${from}–${to - 1} %`;
}

function summary(bins: readonly number[]): string {
  const told = bins.flatMap((many, bin) =>
    many > 0 ? [`${count(many, 'submission')} at ${range(bin)}`] : [],
  );
  return `Histogram of scores: ${told.join(', ') || 'no submission has a score'}.`;
}
