/** The last events of a failing run as a table: one column per server, time going down. */
import { plain } from '../../../report/plain';
import { seconds } from '../../../world/sim/time';
import type { ClassTest } from '../entry';
import { html, type Html } from './html';

type Event = NonNullable<ClassTest['witness']>[number];

/** More rows than the grader keeps. */
const ROWS_MAX = 60;
const TEXT_CHARS_MAX = 300;

export function timelineHtml({ id, witness = [] }: ClassTest): Html | undefined {
  const rows = witness.slice(-ROWS_MAX);
  if (rows.length === 0) return undefined;
  const servers = serversOf(rows);
  const heads = servers.map((server) => html`<th scope="col">S${server}</th>`);
  // A run without servers still needs a column for general events.
  const columns = Math.max(1, servers.length);
  return html`<div class="scroll" role="region" tabindex="0" aria-label="Timeline of ${id}">
    <table class="timeline">
      <caption>
        The last events, in virtual time.
        ${hasMarked(rows) && html`Those marked <b aria-hidden="true">»</b><span class="unseen">as evidence</span> together break the rule.`}
      </caption>
      <thead>
        <tr>
          <th scope="col">Time</th>
          ${servers.length === 0 ? html`<th scope="col">Event</th>` : heads}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => rowHtml(row, servers, columns))}
      </tbody>
    </table>
  </div>`;
}

function serversOf(rows: readonly Event[]): readonly number[] {
  const named = rows.flatMap(({ server }) => (typeof server === 'number' ? [server] : []));
  return [...new Set(named)].sort((a, b) => a - b);
}

function hasMarked(rows: readonly Event[]): boolean {
  return rows.some(({ witness }) => witness);
}

function rowHtml(row: Event, servers: readonly number[], columns: number): Html {
  const { atMicros, server, witness } = row;
  const mark = witness ? html`<b aria-hidden="true">»</b>` : html`<b></b>`;
  const time = html`<th scope="row">${mark}${seconds(atMicros)}</th>`;
  const text = plain(row.text, TEXT_CHARS_MAX);
  const said = html`${witness && html`<span class="unseen">Evidence: </span>`}${text}`;
  // JSON has no undefined, so in the journal it is missing or null.
  if (typeof server !== 'number')
    return html`<tr class="${witness ? 'note witness' : 'note'}">
      ${time}
      <td colspan="${columns}">${said}</td>
    </tr> `;
  const cells = servers.map((one) => (one === server ? html`<td>${said}</td>` : html`<td></td>`));
  return html`<tr${witness && html` class="witness"`}>${time}${cells}</tr>
`;
}
