/** The instructor's page of a class: who needs attention, the results, and the hardest tests. */
import { anchorOf, entryOf } from '../../../judge/rules/explanations';
import { type ClassRun, type Ignored, isOpen, type Row } from '../entry';
import type { Change } from '../regrade';
import { comparedHtml, leftOutHtml, peopleHtml } from './people-html';
import { histogramHtml } from './histogram';
import { fileHref, html, type Html, page } from './html';
import { SCRIPT } from './overview-script';
import { type FileOf, nameHtml, submissionsHtml } from './submissions-html';
import { atMost, byCodeUnits, shareHtml, standingHtml } from './pieces';
import { byStanding, middle, ruleCounts, type Scored, scored, testCounts } from './statistics';
import { STYLE } from './style';
import { aboutLine, count, isLate, nameOf, number, STANDING, stageWords } from './page-words';

const TESTS_NAMED_MAX = 3;

interface Besides {
  /** Items in the folder that were not taken for submissions. */
  readonly leftOut?: readonly Ignored[];
  /** Compared with an earlier results.json. */
  readonly changes?: readonly Change[];
}

/** @param fileOf the relative path from this page to a submission's page, with `/` */
export function overviewHtml(
  run: ClassRun,
  rows: readonly Row[],
  fileOf: FileOf,
  { leftOut = [], changes }: Besides = {},
): string {
  const sorted = [...rows].sort((a, b) => byCodeUnits(a.id, b.id));
  const graded = sorted.filter(({ standing }) => standing === 'graded');
  const body = html`<main>
    <header>
      <p class="eyebrow">${run.assignment} · ${stageWords(run.stage)}</p>
      <h1>The class</h1>
      ${tilesHtml(sorted)}
    </header>
    ${withoutScoreHtml(sorted, fileOf)}${peopleHtml(sorted, fileOf)}${leftOutHtml(leftOut)}${comparedHtml(changes)}${remarksHtml(sorted, fileOf)}${scoresHtml(scored(sorted))}${rulesHtml(graded, fileOf)}${hardestHtml(graded)}${submissionsHtml(sorted, fileOf)}${footerHtml(run)}
  </main>`;
  return page(`${run.assignment}: the class`, STYLE, body, SCRIPT);
}

function tilesHtml(rows: readonly Row[]): Html {
  const tiles = byStanding(rows).map(
    ({ standing, many }) => html`<li><strong>${many}</strong> ${STANDING[standing].word}</li> `,
  );
  return html`<ul class="tiles">
    <li><strong>${rows.length}</strong> ${rowsWord(rows)}</li>
    ${tiles}
  </ul> `;
}

function rowsWord(rows: readonly Row[]): string {
  if (rows.some(({ person }) => person)) return rows.length === 1 ? 'row' : 'rows';
  return rows.length === 1 ? 'submission' : 'submissions';
}

function withoutScoreHtml(rows: readonly Row[], fileOf: FileOf): Html | undefined {
  const without = rows.filter(isOpen);
  if (without.length === 0) return undefined;
  return html`<section aria-labelledby="without">
    <h2 id="without">Without a score</h2>
    <div class="card notice bad">
      <table class="stack">
        <caption>
          These have no score, not a zero. Look at them first, then run the same command again.
        </caption>
        <thead>
          <tr>
            <th scope="col">Submission</th>
            <th scope="col">Standing</th>
            <th scope="col">What happened</th>
          </tr>
        </thead>
        <tbody>
          ${without.map(
            (row) =>
              html`<tr>
                ${nameHtml(row, fileOf)}
                <td data-label="Standing">${standingHtml(row.standing)}</td>
                <td data-label="What happened">${row.problem}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
  </section> `;
}

function remarksHtml(rows: readonly Row[], fileOf: FileOf): Html | undefined {
  const remarked = rows.filter(({ remarks }) => remarks.length > 0);
  if (remarked.length === 0) return undefined;
  return html`<section aria-labelledby="remarks">
    <h2 id="remarks">To look at</h2>
    <div class="card notice">
      <table class="stack">
        <caption>
          These scores count, but please check them. Students do not see this.
        </caption>
        <thead>
          <tr>
            <th scope="col">Submission</th>
            <th scope="col">Remark</th>
          </tr>
        </thead>
        <tbody>
          ${remarked.map(
            (row) =>
              html`<tr>
                ${nameHtml(row, fileOf)}
                <td>${row.remarks.map((remark) => html`<p>${remark}</p>`)}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
  </section> `;
}

function scoresHtml(rows: readonly Scored[]): Html | undefined {
  const found = middle(rows.map(({ score }) => score));
  if (!found) return undefined;
  const late = rows.filter(isLate).length;
  const full = rows.filter(({ score, maxScore }) => score === maxScore).length;
  const none = rows.filter(({ score }) => score === 0).length;
  return html`<section aria-labelledby="scores">
    <h2 id="scores">Scores</h2>
    <div class="card">
      <p>
        Mean ${number(found.mean)}, median ${number(found.median)}, from ${number(found.least)} to
        ${number(found.most)}. Half of them lie between ${number(found.lower)} and
        ${number(found.upper)} (quartiles); standard deviation ${number(found.deviation)}. ${full}
        with all points, ${none} with
        none.${late > 0 && html` Before the late policy, which touches ${late}.`}
      </p>
      ${histogramHtml(rows)}
    </div>
  </section> `;
}

function rulesHtml(rows: readonly Row[], fileOf: FileOf): Html | undefined {
  const counts = ruleCounts(rows);
  const byId = new Map(rows.map((row) => [row.id, row]));
  if (counts.length === 0) return undefined;
  return html`<section aria-labelledby="rules">
    <h2 id="rules">Which rules broke</h2>
    <div class="card">
      <table class="stack">
        <caption>
          In how many of ${count(rows.length, 'graded submission')} a rule was the first to break in
          some test, or is not written yet
        </caption>
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col" class="count">Broke</th>
            <th scope="col"><span class="unseen">As a bar</span></th>
            <th scope="col" class="count">To do</th>
            <th scope="col">Where</th>
            <th scope="col">Who</th>
          </tr>
        </thead>
        <tbody>
          ${counts.map(({ rule, broke, todo, tests, who }) => {
            const { kept, more } = atMost(tests, TESTS_NAMED_MAX);
            const where = `${kept.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
            return html`<tr>
              <th scope="row">
                ${rule} ${entryOf(rule)?.title}<br /><code class="dim">${anchorOf(rule)}</code>
              </th>
              <td class="count" data-label="Broke">${broke}</td>
              <td>${shareHtml(broke, rows.length)}</td>
              <td class="count" data-label="To do">${todo}</td>
              <td class="dim" data-label="Where">${where}</td>
              <td data-label="Who">
                ${whoHtml(
                  who.flatMap((id) => byId.get(id) ?? []),
                  fileOf,
                )}
              </td>
            </tr> `;
          })}
        </tbody>
      </table>
    </div>
  </section> `;
}

function whoHtml(rows: readonly Row[], fileOf: FileOf): Html | undefined {
  if (rows.length === 0) return undefined;
  const names = rows.map(
    (row) => html`<li><a href="${fileHref(fileOf(row.id))}">${nameOf(row)}</a></li> `,
  );
  return html`<details>
    <summary>${count(rows.length, 'student')}</summary>
    <ul>
      ${names}
    </ul>
  </details>`;
}

function hardestHtml(rows: readonly Row[]): Html | undefined {
  const counts = testCounts(rows);
  if (counts.length === 0) return undefined;
  return html`<section aria-labelledby="hardest">
    <h2 id="hardest">Which tests are hardest</h2>
    <div class="card">
      <table class="stack">
        <caption>
          The hardest first. “Hidden only” failed on no public seed.
        </caption>
        <thead>
          <tr>
            <th scope="col">Test</th>
            <th scope="col" class="count">Passed</th>
            <th scope="col"><span class="unseen">As a bar</span></th>
            <th scope="col" class="count">Failed</th>
            <th scope="col" class="count">Hidden only</th>
            <th scope="col" class="count">To do</th>
            <th scope="col" class="count">Other</th>
          </tr>
        </thead>
        <tbody>
          ${counts.map(({ id, title, judged, by, hiddenOnly }) => {
            const share = judged > 0 ? `${Math.round((by.passed * 100) / judged)} %` : '–';
            const other = by.inconclusive + by.blocked + by.error;
            return html`<tr>
              <th scope="row"><code>${id}</code><br /><span class="dim">${title}</span></th>
              <td class="count" data-label="Passed">${share}</td>
              <td>${shareHtml(by.passed, judged)}</td>
              <td class="count" data-label="Failed">${by.failed}</td>
              <td class="count" data-label="Hidden only">${hiddenOnly}</td>
              <td class="count" data-label="To do">${by.todo}</td>
              <td class="count" data-label="Other">${other}</td>
            </tr> `;
          })}
        </tbody>
      </table>
    </div>
  </section> `;
}

function footerHtml(run: ClassRun): Html {
  const sum = (counts: Readonly<Record<string, number>>) =>
    Object.values(counts).reduce((all, many) => all + many, 0);
  const { shown, hidden, commitment } = run.seeds;
  return html`<footer>
    <p>${aboutLine(run)} Runs per submission: ${sum(shown)} public, ${sum(hidden)} hidden.</p>
    <p>Suite <code>${run.suiteHash}</code></p>
    ${commitment !== undefined && html`<p>Commitment to the hidden seeds <code>${commitment}</code></p>`}
  </footer>`;
}
