/** The session's title, and the actions on the whole session. */
import type { PlayState } from '../../playground/play-state';
import { ThemeButton } from '../shared/theme-button';
import { type Dialog, openDialog } from './hold';
import type { Connection } from './live';
import type { Page } from './wishes';

interface HeadProps {
  readonly page: Page;
  readonly state: PlayState;
  readonly connection: Connection;
}

const DIALOGS: readonly { readonly dialog: Dialog; readonly words: string }[] = [
  { dialog: 'new', words: 'New …' },
  { dialog: 'save', words: 'Save …' },
  { dialog: 'load', words: 'Load …' },
  { dialog: 'keys', words: 'Keys' },
];

export function Head({ page, state, connection }: HeadProps) {
  return (
    <header class="head">
      <div class="head-words">
        <h1>Raft playground</h1>
        <p>
          <b>{state.shown}</b> under the rules of {state.stage}. {state.title}
        </p>
      </div>
      {connection === 'lost' && (
        <p class="gone" role="alert">
          The command does not answer. Has it stopped?
        </p>
      )}
      <nav aria-label="Session">
        <button
          type="button"
          title="Loads the files that you have saved, and replays the same actions"
          onClick={() => page.wish({ do: 'reload' })}
        >
          Reload code
        </button>
        {DIALOGS.map(({ dialog, words }) => (
          <button key={dialog} type="button" onClick={() => (openDialog.value = dialog)}>
            {words}
          </button>
        ))}
        <ThemeButton />
      </nav>
    </header>
  );
}
