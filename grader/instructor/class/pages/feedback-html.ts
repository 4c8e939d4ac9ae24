/** The page of one submission, for its student: the score, what broke and why, and what to do next. */
import { type ClassRun, type ClassTest, finalScore, type Row } from '../entry';
import { failureHtml } from './failure-html';
import { filesHtml } from './files-html';
import { html, type Html, page } from './html';
import { barHtml, statusHtml } from './pieces';
import { STYLE } from './style';
import {
  aboutLine,
  excusedLine,
  EXPLANATION,
  HEADLINE,
  hiddenLine,
  isLate,
  nameOf,
  scoreSteps,
  stageWords,
  stepsTitle,
  number,
  pointsOf,
  runsLine,
} from './page-words';

export function feedbackHtml(run: ClassRun, row: Row): string {
  const body = html`<main>
    <header>
      <p class="eyebrow">${run.assignment} · ${stageWords(run.stage)}</p>
      <h1>${nameOf(row)}</h1>
      ${scoreHtml(row)}
    </header>
    ${problemHtml(row)}${lateHtml(row)}${row.standing === 'graded' && gradedHtml(row)}${filesHtml(row)}
    <footer>${aboutLine(run)}</footer>
  </main>`;
  return page(`${nameOf(row)} · ${run.assignment}`, STYLE, body);
}

function scoreHtml(row: Row): Html | undefined {
  if (row.excused) return html`<p class="notice">${excusedLine(row)}</p>`;
  const score = finalScore(row);
  if (score === null) return undefined;
  const { tests, maxScore } = row;
  const passed = tests.filter(({ status }) => status === 'passed').length;
  return html`<p class="figure">
      <strong>${number(score)}</strong>
      <span
        >of ${number(maxScore)}
        points${isLate(row) && html` after the late policy, ${number(row.score ?? 0)} before it`}</span
      >
    </p>
    ${barHtml(tests)}${tests.length > 0 && html`<p class="dim">${passed} of ${tests.length} tests passed. ${hiddenLine(row)}</p>`} `;
}

function problemHtml(row: Row): Html | undefined {
  const { standing, problem, key } = row;
  if (row.excused && standing === 'missing') return undefined;
  if (standing === 'graded' || row.part !== undefined)
    return problem === undefined ? undefined : html`<p class="notice">${problem}</p>`;
  // Details of the grader's own failure are only for the instructor.
  const isShown = standing !== 'error' && problem !== undefined;
  return html`<section aria-labelledby="problem">
    <h2 id="problem">${HEADLINE[standing]}</h2>
    <div class="card notice${standing === 'unusable' && ' bad'}">
      <p>${EXPLANATION[standing]}</p>
      ${isShown && html`<pre tabindex="0" role="region" aria-label="The problem">${problem}</pre>`}
      ${standing === 'unusable' && html`<p>To see the same on your machine: <code class="paste">npm run grade ${key.stage}</code> in a fresh copy of the kit, with nothing but your own files put in.</p>`}
    </div>
  </section> `;
}

function lateHtml(row: Row): Html | undefined {
  const steps = scoreSteps(row);
  if (steps.length === 0) return undefined;
  return html`<section aria-labelledby="late">
    <h2 id="late">${stepsTitle(row)}</h2>
    <div class="card">
      <table class="steps">
        <caption>
          How the score was computed
        </caption>
        <tbody>
          ${steps.map(
            ([name, value]) =>
              html`<tr>
                <th scope="row">${name}</th>
                <td class="count">${value}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
  </section> `;
}

function gradedHtml({ tests }: Row): Html {
  const numbered = tests.map((test, at) => ({ test, at }));
  const of = (status: ClassTest['status']) => numbered.filter(({ test }) => test.status === status);
  const failed = of('failed');
  const todo = of('todo');
  const unclear = of('inconclusive');
  return html`${testsHtml(tests)}${sectionHtml('broke', 'What broke', failed, true)}${sectionHtml('todo', 'What is still to do', todo, failed.length === 0)}${sectionHtml('unclear', 'What was not shown', unclear, failed.length + todo.length === 0)}`;
}

function sectionHtml(
  id: string,
  title: string,
  tests: readonly { readonly test: ClassTest; readonly at: number }[],
  opensFirst: boolean,
): Html | undefined {
  if (tests.length === 0) return undefined;
  const more = tests.length > 1 && opensFirst;
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${more && html`<p class="dim">In the order of the lab. Start with the first: others often have the same cause.</p>`}
    ${tests.map(({ test, at }, i) => failureHtml(test, at, opensFirst && i === 0))}
  </section> `;
}

function testsHtml(tests: readonly ClassTest[]): Html {
  return html`<section aria-labelledby="tests">
    <h2 id="tests">Tests</h2>
    <div class="card">
      <table>
        <caption>
          A test gives its points only if all of its runs pass.
        </caption>
        <thead>
          <tr>
            <th scope="col">Test</th>
            <th scope="col">What it is about</th>
            <th scope="col">Result</th>
            <th scope="col" class="count">Points</th>
          </tr>
        </thead>
        <tbody>
          ${tests.map(testRowHtml)}
        </tbody>
      </table>
    </div>
  </section> `;
}

function testRowHtml(test: ClassTest, at: number): Html {
  const { id, title, status, points, maxPoints } = test;
  const isTold = status === 'failed' || status === 'todo' || status === 'inconclusive';
  const name = html`<code>${id}</code>`;
  const got = status === 'error' ? `? of ${number(maxPoints)}` : pointsOf(points, maxPoints);
  return html`<tr>
    <th scope="row">${isTold ? html`<a href="#test-${at}">${name}</a>` : name}</th>
    <td class="dim">${title}</td>
    <td>${statusHtml(status)} <span class="dim runs">${runsLine(test)}</span></td>
    <td class="count">${got}</td>
  </tr> `;
}
