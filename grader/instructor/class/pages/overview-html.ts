/** The instructor's page of a class: who needs looking at, how it went, what was hard. */
import { anchorOf, entryOf } from '../../../judge/rules/book';
import { type ClassRun, finalScore, type Row } from '../entry';
import { peopleHtml } from './people-html';
import { histogramHtml } from './histogram';
import { fileHref, html, type Html, page } from './html';
import { atMost, byCodeUnits, shareHtml, standingHtml } from './pieces';
import { byStanding, middle, ruleCounts, type Scored, scored, testCounts } from './statistics';
import { STYLE } from './style';
import {
  aboutLine,
  count,
  isLate,
  moment,
  nameOf,
  number,
  STANDING,
  stageWords,
} from './page-words';

/** The path from this page to a submission's own, with `/`. */
type FileOf = (id: string) => string;

const TESTS_NAMED_MAX = 3;

export function overviewHtml(run: ClassRun, rows: readonly Row[], fileOf: FileOf): string {
  const sorted = [...rows].sort((a, b) => byCodeUnits(a.id, b.id));
  const graded = sorted.filter(({ standing }) => standing === 'graded');
  const body = html`<main>
    <header>
      <p class="eyebrow">${run.assignment} · ${stageWords(run.stage)}</p>
      <h1>The class</h1>
      ${tilesHtml(sorted)}
    </header>
    ${withoutScoreHtml(sorted, fileOf)}${peopleHtml(sorted, fileOf)}${remarksHtml(sorted, fileOf)}${scoresHtml(scored(sorted))}${rulesHtml(graded)}${hardestHtml(graded)}${submissionsHtml(sorted, fileOf)}${footerHtml(run)}
  </main>`;
  return page(`${run.assignment}: the class`, STYLE, body);
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
  const without = rows.filter((row) => finalScore(row) === null && row.standing !== 'missing');
  if (without.length === 0) return undefined;
  return html`<section aria-labelledby="without">
    <h2 id="without">Without a score</h2>
    <div class="card notice bad">
      <table>
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
                <td>${standingHtml(row.standing)}</td>
                <td>${row.problem}</td>
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
      <table>
        <caption>
          Their scores stand, but somebody should look. Students are not shown this.
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
        ${number(found.most)}. ${full} with all points, ${none} with
        none.${late > 0 && html` Before the late policy, which touches ${late}.`}
      </p>
      ${histogramHtml(rows)}
    </div>
  </section> `;
}

function rulesHtml(rows: readonly Row[]): Html | undefined {
  const counts = ruleCounts(rows);
  if (counts.length === 0) return undefined;
  return html`<section aria-labelledby="rules">
    <h2 id="rules">Which rules broke</h2>
    <div class="card">
      <table>
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
          </tr>
        </thead>
        <tbody>
          ${counts.map(({ rule, broke, todo, tests }) => {
            const { kept, more } = atMost(tests, TESTS_NAMED_MAX);
            const where = `${kept.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
            return html`<tr>
              <th scope="row">
                ${rule} ${entryOf(rule)?.title}<br /><code class="dim">${anchorOf(rule)}</code>
              </th>
              <td class="count">${broke}</td>
              <td>${shareHtml(broke, rows.length)}</td>
              <td class="count">${todo}</td>
              <td class="dim">${where}</td>
            </tr> `;
          })}
        </tbody>
      </table>
    </div>
  </section> `;
}

function hardestHtml(rows: readonly Row[]): Html | undefined {
  const counts = testCounts(rows);
  if (counts.length === 0) return undefined;
  return html`<section aria-labelledby="hardest">
    <h2 id="hardest">Which tests are hardest</h2>
    <div class="card">
      <table>
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
              <td class="count">${share}</td>
              <td>${shareHtml(by.passed, judged)}</td>
              <td class="count">${by.failed}</td>
              <td class="count">${hiddenOnly}</td>
              <td class="count">${by.todo}</td>
              <td class="count">${other}</td>
            </tr> `;
          })}
        </tbody>
      </table>
    </div>
  </section> `;
}

function submissionsHtml(rows: readonly Row[], fileOf: FileOf): Html | undefined {
  if (rows.length === 0) return undefined;
  const hasLateness = rows.some(({ lateness, decision }) => lateness ?? decision);
  const hasTimes = rows.some(({ submittedAt }) => submittedAt !== undefined);
  return html`<section aria-labelledby="all">
    <h2 id="all">All submissions</h2>
    <div class="card">
      <table>
        <caption>
          Each name leads to the page that its student gets.
        </caption>
        <thead>
          <tr>
            <th scope="col">Submission</th>
            <th scope="col">Standing</th>
            <th scope="col" class="count">Tests passed</th>
            <th scope="col" class="count">Points</th>
            ${hasLateness && html`<th scope="col" class="count">Counts</th>`}${hasTimes && html`<th scope="col" class="count">Handed in</th>`}
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => {
            const { tests, score, submittedAt } = row;
            const passed = tests.filter(({ status }) => status === 'passed').length;
            return html`<tr>
              ${nameHtml(row, fileOf)}
              <td>${standingHtml(row.standing)}</td>
              <td class="count">${tests.length > 0 ? `${passed} of ${tests.length}` : '–'}</td>
              <td class="count">${score === null ? 'none' : number(score)}</td>
              ${hasLateness && html`<td class="count">${finalText(row)}</td>`}${hasTimes && html`<td class="count">${submittedAt === undefined ? '–' : moment(submittedAt)}</td>`}
            </tr> `;
          })}
        </tbody>
      </table>
    </div>
  </section> `;
}

function finalText(row: Row): string {
  const final = finalScore(row);
  const isChanged = row.lateness ?? row.decision;
  return isChanged && final !== null ? number(final) : '–';
}

function nameHtml(row: Row, fileOf: FileOf): Html {
  const { id, person } = row;
  const also =
    person !== undefined && person.name !== '' && html`<br /><span class="dim">${id}</span>`;
  return html`<th scope="row"><a href="${fileHref(fileOf(id))}">${nameOf(row)}</a>${also}</th>`;
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
