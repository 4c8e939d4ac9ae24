/** What broke: the rule, its sentence, and the evidence, numbered like the pins on the lanes. */
import { clockTime, serverOf, words } from '../model/words';
import type { Desk } from './desk';
import { heed } from './heed';

export function Callout({ desk }: { readonly desk: Desk }) {
  heed(desk.version);
  const { verdict, events, witness } = desk.story;
  if (!verdict) return null;
  const { rule, title, paper, message, lookAt } = verdict;
  const current = desk.cursor.value;
  return (
    <section class="callout" aria-labelledby="verdict-title">
      <h2 id="verdict-title">
        <span class="rule-id">{rule}</span> {title} <span class="paper">{paper}</span>
      </h2>
      <p class="message-text">{message}</p>
      {witness.length > 0 && (
        <ol class="evidence" aria-label="Evidence">
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
      {lookAt !== undefined && (
        <p class="look-at">
          <b>Look at:</b> {lookAt}
        </p>
      )}
    </section>
  );
}
