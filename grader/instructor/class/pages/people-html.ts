/** The part of the instructor's page on people: what matches nobody, who handed in nothing, what was changed. */
import { finalScore, type Row } from '../entry';
import { fileHref, html, type Html } from './html';
import { nameOf, number } from './page-words';

type FileOf = (id: string) => string;

export function peopleHtml(rows: readonly Row[], fileOf: FileOf): Html {
  const nobodys = rows.filter(({ unmatched }) => unmatched !== undefined);
  const missing = rows.filter(({ standing }) => standing === 'missing');
  const changed = rows.filter(({ decision }) => decision !== undefined);
  return html`${tableHtml('unmatched', 'Matches nobody', 'These submissions belong to nobody in the roster. Nothing was guessed: put their ids into a column id of the roster.', ['Submission', 'Why'], nobodys, fileOf, ({ unmatched }) => [unmatched ?? ''])}${tableHtml('missing', 'Handed in nothing', 'They are in the roster, and no submission is theirs. They have no score.', ['Person', 'E-mail address'], missing, fileOf, ({ person }) => [person?.email ?? ''])}${tableHtml('by-hand', 'Changed by hand', 'What the tests gave is kept beside it.', ['Who', 'Before', 'Counts', 'Reason', 'By'], changed, fileOf, decisionCells)}`;
}

function decisionCells(row: Row): readonly string[] {
  const { decision } = row;
  const was = decision?.was ?? null;
  return [
    was === null ? 'none' : number(was),
    number(finalScore(row) ?? 0),
    decision?.reason ?? '',
    decision?.by ?? '',
  ];
}

function tableHtml(
  id: string,
  title: string,
  caption: string,
  head: readonly string[],
  rows: readonly Row[],
  fileOf: FileOf,
  cellsOf: (row: Row) => readonly string[],
): Html | undefined {
  if (rows.length === 0) return undefined;
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    <div class="card notice">
      <table>
        <caption>
          ${caption}
        </caption>
        <thead>
          <tr>
            ${head.map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                <th scope="row"><a href="${fileHref(fileOf(row.id))}">${nameOf(row)}</a></th>
                ${cellsOf(row).map((cell) => html`<td>${cell}</td>`)}
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
  </section> `;
}
