/** Shows what broke, and says so if the user looks at an earlier moment than the run has reached. */
import type { PlayState } from '../../playground/play-state';
import { clockTime } from '../../story/story-words';
import { Callout } from '../shared/callout';
import type { Desk } from '../shared/desk';
import type { Page } from './wishes';

interface BannerProps {
  readonly page: Page;
  readonly state: PlayState;
  readonly desk: Desk;
}

export function Banner({ page, state, desk }: BannerProps) {
  const { breach } = state;
  if (!breach) return null;
  const { rule, title, message, place, read, hint, isStuck } = breach;
  return (
    <div class="banner" role="alert" data-rule={rule}>
      {isStuck ? (
        <section class="callout" aria-labelledby="verdict-title">
          <h2 id="verdict-title">
            <span class="rule-id">{rule}</span> {title}
          </h2>
          <p class="message-text">{message}</p>
        </section>
      ) : (
        <Callout desk={desk} />
      )}
      <div class="banner-more">
        {place !== undefined && (
          <p>
            In your code: <code>{place}</code>
          </p>
        )}
        <p>
          Read <code>{read}</code>. A hint: <code>{hint}</code>
        </p>
        <p>
          The run has stopped.{' '}
          <button type="button" class="primary" onClick={() => page.wish({ do: 'step back' })}>
            One step back
          </button>{' '}
          <button type="button" disabled={!state.canUndo} onClick={() => page.wish({ do: 'undo' })}>
            Undo
          </button>{' '}
          <button type="button" onClick={() => page.wish({ do: 'reload' })}>
            Reload code
          </button>
        </p>
      </div>
    </div>
  );
}

interface LookingProps extends BannerProps {
  readonly isLooking: boolean;
}

export function Looking({ page, state, desk, isLooking }: LookingProps) {
  const event = desk.event.value;
  const isBack = state.position.at < state.until;
  if (!isLooking && !isBack) return null;
  if (!isLooking)
    return (
      <div class="looking" role="status">
        <p>
          This branch continues to {clockTime(state.until)}. As time passes, your actions happen
          again; a new action starts another branch.
        </p>
        <button type="button" onClick={() => page.wish({ do: 'end' })}>
          To its end
        </button>
      </div>
    );
  return (
    <div class="looking" role="status">
      <p>
        You are looking at {clockTime(event?.at ?? 0, 6)}; the run is at{' '}
        {clockTime(state.position.at, 6)}.
      </p>
      <button
        type="button"
        class="primary"
        onClick={() =>
          page.wish({ do: 'go', at: event?.at ?? 0, length: event ? event.order + 1 : 0 })
        }
      >
        Go back to here
      </button>
      <button type="button" onClick={() => desk.moveTo(desk.story.events.length - 1)}>
        Back to the present
      </button>
    </div>
  );
}
