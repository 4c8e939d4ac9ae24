/** The links between servers as a table of switches: one row per sender, one column per receiver. */
import { others, type Page, type Way } from './wishes';

export function Ways({ page, isIdle }: { readonly page: Page; readonly isIdle: boolean }) {
  const { servers, cutWays, wish } = page;
  const ids = Array.from({ length: servers }, (_, id) => id);
  const cut = ids.flatMap((from) =>
    others(from, servers).flatMap((to): Way[] =>
      cutWays.has(`${from} ${to}`) ? [[from, to]] : [],
    ),
  );
  const isCut = (from: number, to: number) => cutWays.has(`${from} ${to}`);
  return (
    <section class="panel links" aria-labelledby="ways-title">
      <div class="panel-head">
        <h2 id="ways-title">Links</h2>
        <button
          type="button"
          disabled={isIdle || cutWays.size === 0}
          onClick={() => wish({ do: 'heal', ways: cut })}
        >
          Heal all
        </button>
      </div>
      <table>
        <caption class="unseen">Each switch is one direction, from the row to the column.</caption>
        <thead>
          <tr>
            <th scope="col">from \ to</th>
            {ids.map((to) => (
              <th key={to} scope="col">
                S{to}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ids.map((from) => (
            <tr key={from}>
              <th scope="row">S{from}</th>
              {ids.map((to) =>
                from === to ? (
                  <td key={to} class="self" />
                ) : (
                  <td key={to}>
                    <button
                      type="button"
                      role="switch"
                      class="link"
                      aria-checked={!isCut(from, to)}
                      aria-label={`The link from S${from} to S${to}`}
                      title={`${isCut(from, to) ? 'Heal' : 'Cut'} S${from} → S${to}. With Shift: both ways`}
                      disabled={isIdle}
                      onClick={({ shiftKey }) => {
                        const both = shiftKey
                          ? ([
                              [from, to],
                              [to, from],
                            ] as const)
                          : ([[from, to]] as const);
                        wish({ do: isCut(from, to) ? 'heal' : 'cut', ways: both });
                      }}
                    >
                      {isCut(from, to) ? '✕' : '→'}
                    </button>
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="note">{cutWords(ids, servers, isCut)}</p>
    </section>
  );
}

function cutWords(
  ids: readonly number[],
  servers: number,
  isCut: (from: number, to: number) => boolean,
): string {
  const alone = ids.filter((id) =>
    others(id, servers).every((to) => isCut(id, to) && isCut(to, id)),
  );
  if (alone.length > 0 && servers > 1)
    return `Cut off from all: ${alone.map((id) => `S${id}`).join(', ')}.`;
  return 'Shift-click cuts or heals both directions.';
}
