/** Which servers and which kinds of events are shown, and the search. */
import { type EventGroup, GROUPS } from '../../story/filters';
import type { Desk } from './desk';

export const SEARCH_ID = 'search';

export function FilterBar({ desk }: { readonly desk: Desk }) {
  const { withoutServers, without } = desk.filters.value;
  const servers = Array.from({ length: desk.story.servers }, (_, id) => id);
  const groups = Object.keys(GROUPS) as EventGroup[];
  return (
    <section class="filters" aria-label="What is shown">
      <div class="chips" role="group" aria-label="Servers">
        {servers.map((id) => (
          <Chip
            key={id}
            text={`S${id}`}
            isOn={!withoutServers.has(id)}
            press={() => toggleServer(desk, id)}
          />
        ))}
      </div>
      <div class="chips" role="group" aria-label="Kinds of events">
        {groups.map((group) => (
          <Chip
            key={group}
            text={GROUPS[group]}
            name={`is-${group}`}
            isOn={!without.has(group)}
            press={() => toggleGroup(desk, group)}
          />
        ))}
      </div>
      <Search desk={desk} />
    </section>
  );
}

function Chip({
  text,
  name = '',
  isOn,
  press,
}: {
  readonly text: string;
  readonly name?: string;
  readonly isOn: boolean;
  readonly press: () => void;
}) {
  return (
    <button type="button" class={`chip ${name}`} aria-pressed={isOn} onClick={press}>
      {text}
    </button>
  );
}

function Search({ desk }: { readonly desk: Desk }) {
  const found = desk.found.value;
  const place = found.indexOf(desk.cursor.value);
  const isLooking = desk.looked.value.trim() !== '';
  return (
    <div class="search" role="search">
      <input
        id={SEARCH_ID}
        type="search"
        placeholder="Search events  /"
        aria-label="Search the text of the events"
        value={desk.looked.value}
        onInput={({ currentTarget }) => {
          desk.looked.value = currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') desk.goToFound(event.shiftKey ? -1 : 1);
          if (event.key === 'Escape') {
            desk.looked.value = '';
            event.currentTarget.blur();
          }
        }}
      />
      <span class="dim" role="status">
        {isLooking && (place === -1 ? `${found.length} found` : `${place + 1} of ${found.length}`)}
      </span>
    </div>
  );
}

export function toggleServer(desk: Desk, id: number): void {
  const filters = desk.filters.value;
  const withoutServers = toggled(filters.withoutServers, id);
  // At least one server stays visible.
  if (withoutServers.size < desk.story.servers) desk.filters.value = { ...filters, withoutServers };
}

export function toggleGroup(desk: Desk, group: EventGroup): void {
  const filters = desk.filters.value;
  desk.filters.value = { ...filters, without: toggled(filters.without, group) };
}

function toggled<T>(set: ReadonlySet<T>, item: T): ReadonlySet<T> {
  const changed = new Set(set);
  if (!changed.delete(item)) changed.add(item);
  return changed;
}
