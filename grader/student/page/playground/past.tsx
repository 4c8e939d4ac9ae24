/** Lists the user's actions, to go back to one of them, and the branches of the run. */
import type { PlayState } from '../../playground/play-state';
import { clockTime } from '../../story/story-words';
import type { Page } from './wishes';

export function Past({ page, state }: { readonly page: Page; readonly state: PlayState }) {
  const { deeds } = state;
  const shown = [...deeds].reverse();
  return (
    <section class="panel past" aria-labelledby="past-title">
      <div class="panel-head">
        <h2 id="past-title">Your actions</h2>
        <button
          type="button"
          title="Starts a branch without the actions that are still to come; the old branch keeps them"
          disabled={state.position.at >= state.until}
          onClick={() => page.wish({ do: 'branch here' })}
        >
          Branch here
        </button>
      </div>
      <ol class="done-list" reversed>
        {shown.map(({ at, text, isDone }, i) => (
          <li key={shown.length - i} class={isDone ? 'done' : 'to-come'}>
            <button
              type="button"
              title="Goes back to just before this action"
              onClick={() => page.wish({ do: 'go', at: Math.max(0, at - 1) })}
            >
              <span class="at">{clockTime(at)}</span> <span class="deed-words">{text}</span>
              {!isDone && <span class="note"> (to come)</span>}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

export function Branches({ page, state }: { readonly page: Page; readonly state: PlayState }) {
  const { branches } = state;
  if (branches.length < 2) return null;
  return (
    <section class="panel branches" aria-labelledby="branches-title">
      <div class="panel-head">
        <h2 id="branches-title">Branches</h2>
        <span class="count">{branches.length}</span>
      </div>
      <ul>
        {[...branches].reverse().map(({ id, name, isCurrent, until, rule }) => (
          <li key={id}>
            <button
              type="button"
              aria-current={isCurrent ? 'true' : undefined}
              title={`Goes to the end of this branch, at ${clockTime(until)}`}
              onClick={() => page.wish({ do: 'branch', id })}
            >
              <span class="branch-name">{name}</span>
              <span class="at">
                to {clockTime(until)}
                {rule !== undefined && <b class="rule"> {rule}</b>}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
