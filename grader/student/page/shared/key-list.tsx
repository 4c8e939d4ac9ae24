/** The list of keys, in a dialog that `?` opens. */
export const KEY_LIST_ID = 'keys';

type KeyRow = readonly [keys: readonly string[], does: string];

const KEYS: readonly KeyRow[] = [
  [['←', '→'], 'previous and next event'],
  [['Shift ←', 'Shift →'], 'the same, for the server at the cursor'],
  [['Home', 'End'], 'first and last event'],
  [['w', 'W'], 'next and previous evidence'],
  [['m', 'M'], 'next and previous message'],
  [['Space'], 'play, pause'],
  [['+', '−', 'f'], 'zoom in, zoom out, the whole run'],
  [['[', ']'], 'scroll to earlier and later times'],
  [['/'], 'search'],
  [['n', 'N'], 'next and previous match'],
  [['0', '1', '…'], 'hide or show that server'],
  [['h'], 'hide or show heartbeats'],
  [['t'], 'light or dark'],
  [['Esc'], 'deselect the message'],
  [['?'], 'these keys'],
];

/** The signs in the lanes. */
const SIGNS: readonly KeyRow[] = [
  [
    ['○', '△', '★'],
    'follower, candidate, leader; the colour is the term, with its number beside it',
  ],
  [['━', '┅'], 'a request; its reply'],
  [['➤', '◆', '○'], 'arrived; success: vote granted, entries accepted; refusal'],
  [['✕'], 'lost on the way, or a crash'],
  [['▼', '▲'], 'a client’s command arrives; an entry is applied'],
  [['═', '❘'], 'not synced: a crash may lose it; synced'],
  [['▨'], 'hatched: down; bars: paused'],
  [['|'], 'in the network line, S0 S1 | S2: S2 is cut off from S0 and S1'],
];

export function KeyList({ extra = [] }: { readonly extra?: readonly KeyRow[] }) {
  return (
    <dialog id={KEY_LIST_ID} class="keys" aria-labelledby="keys-title">
      <div class="key-columns">
        <section>
          <h2 id="keys-title">Keys</h2>
          <dl>
            {[...KEYS, ...extra].map(([keys, does]) => (
              <div key={does}>
                <dt>
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section>
          <h2>Signs</h2>
          <dl>
            {SIGNS.map(([signs, means]) => (
              <div key={means}>
                <dt>
                  {signs.map((sign) => (
                    <kbd key={sign}>{sign}</kbd>
                  ))}
                </dt>
                <dd>{means}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
