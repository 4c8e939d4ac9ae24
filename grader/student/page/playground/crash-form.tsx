/** A crash with conditions: before which message or disk operation, and what happens to unsynced data. */
import { useSignal } from '@preact/signals';
import type { Fate } from '../../../world/sim/disk';
import type { Page } from './wishes';

const FATES: readonly { readonly value: Fate | ''; readonly words: string }[] = [
  { value: '', words: 'lost or kept as the seed decides' },
  { value: 'lost', words: 'lost' },
  { value: 'kept', words: 'kept' },
  { value: 'torn at its start', words: 'torn at its start' },
  { value: 'torn in the middle', words: 'torn in the middle' },
  { value: 'torn at its end', words: 'torn at its end' },
];
const EFFECTS_MAX = 99;

interface CrashFormProps {
  readonly page: Page;
  readonly server: number;
  readonly isIdle: boolean;
}

export function CrashForm({ page, server, isIdle }: CrashFormProps) {
  const number = useSignal('');
  const fate = useSignal<Fate | ''>('');
  return (
    <details class="crash-form">
      <summary title="Choose when its power fails, and what happens to data that is not synced">
        Crash at …
      </summary>
      <label>
        before which of its messages or disk operations from now on (1 is the next; empty: at once)
        <input
          type="number"
          min={1}
          max={EFFECTS_MAX}
          value={number.value}
          onInput={(event) => (number.value = event.currentTarget.value)}
        />
      </label>
      <label>
        data that is not synced is
        <select
          value={fate.value}
          onChange={(event) => (fate.value = event.currentTarget.value as Fate | '')}
        >
          {FATES.map(({ value, words }) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        disabled={isIdle}
        onClick={() => {
          const before = Number.parseInt(number.value, 10);
          page.wish({
            do: 'crash',
            server,
            ...(before >= 1 && { effects: before - 1 }),
            ...(fate.value !== '' && { unsynced: fate.value }),
          });
        }}
      >
        Crash S{server} like this
      </button>
    </details>
  );
}
