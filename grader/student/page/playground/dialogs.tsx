/** New session, saving, loading, keys: one at a time, over the page. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { PlayCommand, PlayState } from '../../playground/play-state';
import { openDialog } from './hold';
import { KEYS } from './use-keys';
import type { Page } from './wishes';

interface DialogsProps {
  readonly page: Page;
  readonly state: PlayState;
}

export function Dialogs({ page, state }: DialogsProps) {
  const which = openDialog.value;
  const done = (command: PlayCommand) => {
    page.wish(command);
    openDialog.value = undefined;
  };
  switch (which) {
    case undefined:
      return null;
    case 'new':
      return <NewSession state={state} done={done} />;
    case 'save':
      return <Save state={state} done={done} />;
    case 'load':
      return <Load state={state} done={done} />;
    case 'keys':
      return <Keys />;
  }
}

function Frame({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby="dialog-title"
      onClose={() => (openDialog.value = undefined)}
    >
      <div class="panel-head">
        <h2 id="dialog-title">{title}</h2>
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
      {children}
    </dialog>
  );
}

interface FormProps {
  readonly state: PlayState;
  readonly done: (command: PlayCommand) => void;
}

function NewSession({ state, done }: FormProps) {
  const servers = useSignal(state.servers.length);
  const seed = useSignal(typeof state.seed === 'number' ? String(state.seed) : '1');
  const weather = useSignal(state.weather);
  return (
    <Frame title="A new session">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const number = Number(seed.value);
          done({ do: 'new', servers: servers.value, seed: number, weather: weather.value });
        }}
      >
        <fieldset>
          <legend>Servers</legend>
          {[1, 2, 3, 5, 7].map((count) => (
            <label key={count}>
              <input
                type="radio"
                name="servers"
                checked={servers.value === count}
                onChange={() => (servers.value = count)}
              />
              {count}
            </label>
          ))}
        </fieldset>
        <label>
          Seed
          <input
            type="number"
            min={0}
            max={2 ** 31 - 1}
            required
            value={seed.value}
            onInput={(event) => (seed.value = event.currentTarget.value)}
          />
        </label>
        <fieldset>
          <legend>Network</legend>
          {(
            [
              ['reliable', 'reliable: up to 2 ms'],
              ['unreliable', 'unreliable: up to 28 ms, and one message in ten is lost'],
            ] as const
          ).map(([value, words]) => (
            <label key={value}>
              <input
                type="radio"
                name="weather"
                checked={weather.value === value}
                onChange={() => (weather.value = value)}
              />
              {words}
            </label>
          ))}
        </fieldset>
        <button type="submit" class="primary">
          Begin
        </button>
        <p class="note">The current run is lost unless you save it first.</p>
      </form>
    </Frame>
  );
}

function Save({ state, done }: FormProps) {
  const name = useSignal(state.breach ? `breaks-${state.breach.rule.replace('.', '')}` : 'by-hand');
  return (
    <Frame title="Save this as a scenario">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          done({ do: 'save', name: name.value });
        }}
      >
        <label>
          Name
          <input
            type="text"
            required
            pattern="[A-Za-z0-9][A-Za-z0-9_\-]*"
            maxLength={60}
            value={name.value}
            onInput={(event) => (name.value = event.currentTarget.value)}
          />
        </label>
        <p class="note">
          Saves everything up to now as a small file that <code>npm run grade</code> can replay.
        </p>
        <button type="submit" class="primary">
          Save
        </button>
      </form>
    </Frame>
  );
}

function Load({ state, done }: FormProps) {
  return (
    <Frame title="Load a scenario">
      {state.saved.length === 0 ? (
        <p class="note">No scenario is saved yet.</p>
      ) : (
        <ul class="saved">
          {state.saved.map((name) => (
            <li key={name}>
              <button type="button" onClick={() => done({ do: 'load', name })}>
                {name}
              </button>
            </li>
          ))}
        </ul>
      )}
      <label class="file">
        Or a file
        <input
          type="file"
          accept=".json"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file) void file.text().then((text) => done({ do: 'open', text }));
          }}
        />
      </label>
    </Frame>
  );
}

function Keys() {
  return (
    <Frame title="Keys">
      <dl class="key-table">
        {KEYS.map(({ keys, does }) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Frame>
  );
}
