/**
 * The part of the instructor's page about people: unmatched submissions, students without a submission, and
 * changes.
 */
import { finalScore, type Ignored, isMissing, type Row } from '../entry';
import type { Change } from '../regrade';
import { fileHref, html, type Html } from './html';
import { isLate, moment, nameOf, number } from './page-words';

type FileOf = (id: string) => string;

export function peopleHtml(rows: readonly Row[], fileOf: FileOf): Html {
  const nobodys = rows.filter(({ unmatched }) => unmatched !== undefined);
  const missing = rows.filter(isMissing);
  const late = rows.filter(isLate);
  const changed = rows.filter(({ decision }) => decision !== undefined);
  const excused = rows.filter((row) => row.excused !== undefined);
  const part = missing.find((row) => row.part !== undefined)?.part;
  const [absent, why] =
    part === undefined
      ? ['Handed in nothing', 'They are in the roster but have no submission, and so no score.']
      : [
          'Not in this part',
          `Only a part of the class (${part}) was graded here. They are in another part, or handed in nothing: merge-results shows which.`,
        ];
  return html`${tableHtml('unmatched', 'Matches no person', 'These submissions match no person in the roster. The kit does not guess: put their ids into a column id of the roster.', ['Submission', 'Why'], nobodys, fileOf, ({ unmatched }) => [unmatched ?? ''])}${tableHtml('missing', absent, why, ['Person', 'E-mail address'], missing, fileOf, ({ person }) => [person?.email ?? ''])}${tableHtml('excused', 'Excused', 'No grade of theirs counts, whether they handed in or not.', ['Who', 'By', 'Reason'], excused, fileOf, ({ excused: by }) => [by?.by ?? '', by?.reason ?? ''])}${tableHtml('late', 'Handed in late', 'The column Counts shows the points after the late policy.', ['Who', 'Handed in', 'Days late', 'Taken off', 'Counts'], late, fileOf, lateCells)}${tableHtml('by-hand', 'Changed by hand', 'The score of the tests is kept beside it.', ['Who', 'Before', 'Counts', 'Reason', 'By'], changed, fileOf, decisionCells)}`;
}

function lateCells(row: Row): readonly string[] {
  const { lateness, submittedAt = '' } = row;
  return [
    moment(submittedAt),
    String(lateness?.daysLate ?? 0),
    `${number(lateness?.percentOff ?? 0)} %`,
    number(finalScore(row) ?? 0),
  ];
}

/** Items in the folder that are not submissions. */
export function leftOutHtml(leftOut: readonly Ignored[]): Html | undefined {
  if (leftOut.length === 0) return undefined;
  const caption = 'These did not count as submissions. Check whether one of them is a submission.';
  const cells = leftOut.map(({ path, why }) => [path, why]);
  return plainTableHtml('left-out', 'Left out', caption, ['File or folder', 'Why'], cells);
}

/** @param changes undefined if nothing was compared */
export function comparedHtml(changes: readonly Change[] | undefined): Html | undefined {
  if (!changes) return undefined;
  const caption =
    changes.length === 0
      ? 'No score differs from the earlier results.'
      : 'Scores that differ from the earlier results, and why.';
  const cells = changes.map(({ id, from, to, because }) => [id, from, to, because.join('; ')]);
  return plainTableHtml('compared', 'Compared', caption, ['Who', 'Before', 'Now', 'Why'], cells);
}

function plainTableHtml(
  id: string,
  title: string,
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): Html {
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    <div class="card notice">
      <table class="stack">
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
            ([first = '', ...cells]) =>
              html`<tr>
                <th scope="row">${first}</th>
                ${cells.map((cell, at) => html`<td data-label="${head[at + 1]}">${cell}</td>`)}
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
  </section> `;
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
      <table class="stack">
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
                ${cellsOf(row).map((cell, at) => html`<td data-label="${head[at + 1]}">${cell}</td>`)}
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
  </section> `;
}
