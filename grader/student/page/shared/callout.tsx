/** What broke: the rule, an explanation, and the evidence, numbered like the pins on the lanes. */
import { clockTime, serverOf, words } from '../../story/story-words';
import type { Desk } from './desk';
import { heed } from './heed';

/** Where in the student's code the rule broke, as far as the report knows. */
export interface InCode {
  readonly place?: string;
  /** The code around that place, as text. */
  readonly codeFrame?: string;
}

interface CalloutProps {
  readonly desk: Desk;
  readonly inCode?: InCode;
}

export function Callout({ desk, inCode: { place, codeFrame } = {} }: CalloutProps) {
  heed(desk.version);
  const { verdict, events, witness } = desk.story;
  if (!verdict) return null;
  const { rule, title, paper, message, explanation, lookAt } = verdict;
  const current = desk.cursor.value;
  // For broken contract rules, the message and the line say enough.
  const isTold = /^K\.[23]$/.test(rule) || (rule === 'K.1' && place !== undefined);
  return (
    <section class="callout" aria-labelledby="verdict-title">
      <h2 id="verdict-title">
        <span class="rule-id">{rule}</span> {title} <span class="paper">{paper}</span>
      </h2>
      <p class="message-text">{message}</p>
      {place !== undefined && (
        <p class="look-at">
          <b>In your code:</b> <code>{place}</code>
        </p>
      )}
      {codeFrame !== undefined && (
        <pre class="code-frame" role="region" tabIndex={0} aria-label="The code around it">
          {codeFrame}
        </pre>
      )}
      {witness.length > 0 && (
        <ol
          class="evidence"
          aria-label={verdict.witness.length > 0 ? 'Evidence' : 'The last event before it'}
        >
          {witness.map((index, i) => {
            const event = events[index];
            if (!event) return null;
            const server = serverOf(event);
            return (
              <li key={index}>
                <button
                  type="button"
                  aria-current={index === current ? 'true' : undefined}
                  onClick={() => desk.moveTo(index)}
                >
                  <span class="pin">{i + 1}</span>
                  <span class="time">{clockTime(event.at)}</span>{' '}
                  {server !== undefined && `S${server} `}
                  {words(event)}
                </button>
              </li>
            );
          })}
        </ol>
      )}
      {explanation !== undefined && (
        <p class="look-at">
          <b>Why it matters:</b> {explanation}
        </p>
      )}
      {lookAt !== undefined && !isTold && (
        <p class="look-at">
          <b>Look at:</b> {lookAt}
        </p>
      )}
    </section>
  );
}
