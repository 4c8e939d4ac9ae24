/** Everything a student is shown about a test that did not pass. */
import type { ClassTest } from '../entry';
import { html, type Html } from './html';
import { statusHtml } from './pieces';
import { timelineHtml } from './timeline-html';
import {
  callers,
  failureLine,
  HIDDEN_FAILURE,
  INCONCLUSIVE,
  placeWords,
  readWords,
  replayWords,
  ruleWords,
} from './page-words';

/** @param at position in the list of tests, which links to it */
export function failureHtml(test: ClassTest, at: number, isOpen: boolean): Html {
  const title = html`<h3><code>${test.id}</code> ${test.title}</h3>`;
  if (isOpen)
    return html`<article class="card" id="test-${at}">
      <div class="head">${statusHtml(test.status)}${title}</div>
      ${insideHtml(test)}
    </article> `;
  return html`<details class="card" id="test-${at}">
    <summary>
      ${statusHtml(test.status)}${title}${test.rule !== undefined && html`<span class="dim">${test.rule}</span>`}
    </summary>
    <div class="inside">${insideHtml(test)}</div>
  </details> `;
}

function insideHtml(test: ClassTest): Html {
  switch (test.status) {
    case 'inconclusive':
      return html`<p>${INCONCLUSIVE}</p>
        <ul>
          ${(test.unreached ?? []).map((mark) => html`<li>${mark}</li>`)}
        </ul>`;
    case 'todo':
      return html`${ruleHtml(test)}${saidHtml(test)}${codeHtml(test)}${nextHtml(test)}`;
    case 'failed':
      return html`<p class="dim">${failureLine(test)}</p>
        ${test.setting !== undefined && html`<p class="dim">${test.setting}</p>`}
        ${ruleHtml(test)}${saidHtml(test)}${codeHtml(test)}${timelineHtml(test)}${nextHtml(test)}`;
    case 'passed':
    case 'blocked':
    case 'error':
      return html``;
  }
}

function ruleHtml(test: ClassTest): Html | undefined {
  const rule = ruleWords(test);
  if (!rule) return undefined;
  return html`<p class="rule">Rule ${rule.id}${rule.title !== '' && html`: ${rule.title}`}</p>
    ${rule.paper !== '' && html`<p class="paper">${rule.paper}</p>`} `;
}

function saidHtml({ message }: ClassTest): Html | undefined {
  return message === undefined ? undefined : html`<p class="said">${message}</p>`;
}

function codeHtml(test: ClassTest): Html | undefined {
  const place = placeWords(test);
  if (place === undefined) return undefined;
  const { codeFrame = '' } = test;
  const frame =
    codeFrame !== '' &&
    html`<pre tabindex="0" role="region" aria-label="Your code at ${place}">${codeFrame}</pre>`;
  const called = callers(test).map((one) => html`<li><code>${one}</code></li>`);
  return html`<p>In <code>${place}</code></p>
    ${frame}${
      called.length > 0 &&
      html`<ul class="dim">
        ${called}
      </ul>`
    } `;
}

function nextHtml(test: ClassTest): Html {
  const replay = replayWords(test);
  const read = readWords(test);
  return html`<dl class="next">
    ${
      test.hint !== undefined &&
      html`<dt>Look at</dt>
        <dd>${test.hint}</dd>`
    }
    ${
      replay &&
      html`<dt>${replay.isHidden ? 'Try' : 'Replay'}</dt>
        <dd>
          ${replay.isHidden && html`${HIDDEN_FAILURE}<br />`}<code class="paste"
            >${replay.line}</code
          >
        </dd>`
    }
    ${
      read !== undefined &&
      html`<dt>Read</dt>
        <dd><code>${read}</code></dd>`
    }
  </dl>`;
}
