/** The overview's table of all submissions, and the controls to search, filter and sort it. */
import { finalScore, type Row } from '../entry';
import { fileHref, html, type Html } from './html';
import { isLate, moment, nameOf, number, STANDING } from './page-words';
import { standingHtml } from './pieces';
import { byStanding } from './statistics';

export type FileOf = (id: string) => string;

interface Column {
  readonly head: string;
  readonly isNumber: boolean;
  readonly shown: (row: Row) => Html | string;
  /** The sort key; empty values come last. */
  readonly value: (row: Row) => string;
}

export function submissionsHtml(rows: readonly Row[], fileOf: FileOf): Html | undefined {
  if (rows.length === 0) return undefined;
  const columns = columnsOf(rows);
  return html`<section aria-labelledby="all">
    <h2 id="all">All submissions</h2>
    <div class="card">
      ${toolsHtml(rows)}
      <table id="submissions" class="stack">
        <caption>
          Each name links to the page that this student gets.
        </caption>
        <thead>
          <tr>
            <th scope="col"><button type="button" disabled>Submission</button></th>
            ${columns.map(
              ({ head, isNumber }) =>
                html`<th scope="col" class="${isNumber && 'count'}">
                  <button type="button" disabled>${head}</button>
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr data-kind="${kindsOf(row).join(' ')}">
                ${nameHtml(row, fileOf)}
                ${columns.map(
                  ({ head, isNumber, shown, value }) =>
                    html`<td
                      class="${isNumber && 'count'}"
                      data-label="${head}"
                      data-value="${value(row)}"
                    >
                      ${shown(row)}
                    </td> `,
                )}
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
  </section> `;
}

function toolsHtml(rows: readonly Row[]): Html {
  const kinds = new Set(rows.flatMap(kindsOf));
  const standings = byStanding(rows).filter(({ standing }) => kinds.has(standing));
  const others = OTHER_KINDS.filter(([kind]) => kinds.has(kind));
  return html`<div id="tools" class="tools" hidden>
    <label>Search <input type="search" autocomplete="off" /></label>
    <label
      >Show
      <select>
        <option value="">all</option>
        ${standings.map(
          ({ standing }) => html`<option value="${standing}">${STANDING[standing].word}</option> `,
        )}${others.map(([kind, word]) => html`<option value="${kind}">${word}</option> `)}
      </select></label
    >
    <span role="status"></span>
  </div> `;
}

const OTHER_KINDS = [
  ['late', 'late'],
  ['unmatched', 'matches nobody'],
  ['changed', 'changed by hand'],
  ['excused', 'excused'],
  ['look', 'to look at'],
] as const;

function kindsOf(row: Row): readonly string[] {
  return [
    row.standing,
    ...(isLate(row) ? ['late'] : []),
    ...(row.unmatched === undefined ? [] : ['unmatched']),
    ...(row.decision ? ['changed'] : []),
    ...(row.excused ? ['excused'] : []),
    ...(row.remarks.length > 0 ? ['look'] : []),
  ];
}

function columnsOf(rows: readonly Row[]): readonly Column[] {
  const counts: Column = {
    head: 'Counts',
    isNumber: true,
    shown: (row) => {
      if (row.excused) return 'excused';
      return row.lateness || row.decision ? numberOr(finalScore(row), '–') : '–';
    },
    value: (row) => String(finalScore(row) ?? ''),
  };
  const times: Column = {
    head: 'Handed in',
    isNumber: true,
    shown: ({ submittedAt }) => (submittedAt === undefined ? '–' : moment(submittedAt)),
    value: ({ submittedAt }) => String(submittedAt === undefined ? '' : Date.parse(submittedAt)),
  };
  return [
    {
      head: 'Standing',
      isNumber: false,
      shown: ({ standing }) => standingHtml(standing),
      value: ({ standing }) => STANDING[standing].word,
    },
    {
      head: 'Tests passed',
      isNumber: true,
      shown: ({ tests }) => (tests.length > 0 ? `${passed(tests)} of ${tests.length}` : '–'),
      value: ({ tests }) => (tests.length > 0 ? String(passed(tests)) : ''),
    },
    {
      head: 'Points',
      isNumber: true,
      shown: ({ score }) => numberOr(score, 'none'),
      value: ({ score }) => String(score ?? ''),
    },
    ...(rows.some(({ lateness, decision, excused }) => lateness ?? decision ?? excused)
      ? [counts]
      : []),
    ...(rows.some(({ submittedAt }) => submittedAt !== undefined) ? [times] : []),
  ];
}

function passed(tests: Row['tests']): number {
  return tests.filter(({ status }) => status === 'passed').length;
}

function numberOr(value: number | null, otherwise: string): string {
  return value === null ? otherwise : number(value);
}

export function nameHtml(row: Row, fileOf: FileOf): Html {
  const { id, person } = row;
  const also =
    person !== undefined && person.name !== '' && html`<br /><span class="dim">${id}</span>`;
  return html`<th scope="row"><a href="${fileHref(fileOf(id))}">${nameOf(row)}</a>${also}</th>`;
}
