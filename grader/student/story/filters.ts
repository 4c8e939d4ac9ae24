/** Which events are shown. */
import { isTodoNote } from '../../report/tell';
import type { TraceEvent } from '../../world/sim/trace';
import { type Arrow, kindOf, type MessageKind, type Messages } from './messages';
import { serverOf, words } from './story-words';

/** The groups by which events can be hidden. */
export type EventGroup = MessageKind | 'disk' | 'apply' | 'state' | 'start' | 'console' | 'world';

export const GROUPS: Readonly<Record<EventGroup, string>> = {
  vote: 'RequestVote',
  append: 'AppendEntries',
  heartbeat: 'Heartbeats',
  state: 'Roles',
  start: 'Commands',
  apply: 'Apply',
  disk: 'Disk',
  console: 'Console',
  world: 'Faults',
};

export interface Filters {
  /** Servers whose events are not shown. */
  readonly withoutServers: ReadonlySet<number>;
  readonly without: ReadonlySet<EventGroup>;
}

export const NO_FILTERS: Filters = { withoutServers: new Set(), without: new Set() };

function groupOf(event: TraceEvent, messages: Messages): EventGroup {
  switch (event.kind) {
    case 'send':
      return kindOf(event.method, event.args);
    case 'deliver':
    case 'reply':
    case 'return':
    case 'lost':
      return messages.call(event.call)?.kind ?? 'append';
    case 'disk':
    case 'apply':
    case 'state':
    case 'start':
      return event.kind;
    case 'log':
      return 'console';
    case 'boot':
    case 'crash':
    case 'pause':
    case 'thaw':
    case 'note':
      return 'world';
  }
}

/** A message is shown if one of its two ends is. */
export function isShown(
  event: TraceEvent,
  messages: Messages,
  { withoutServers, without }: Filters,
): boolean {
  if (isTodoNote(event)) return false;
  if (without.size > 0 && without.has(groupOf(event, messages))) return false;
  if (withoutServers.size === 0) return true;
  if ('call' in event) return !withoutServers.has(event.from) || !withoutServers.has(event.to);
  const server = serverOf(event);
  return server === undefined || !withoutServers.has(server);
}

/** Whether an event's words contain the search text, ignoring case. */
export function matches(event: TraceEvent, looked: string): boolean {
  const server = serverOf(event);
  const text = `${server === undefined ? '' : `S${server} `}${words(event)}`;
  return text.toLowerCase().includes(looked.toLowerCase());
}

/** Like {@link isShown}, for a packet. */
export function isArrowShown(
  { kind, from, to }: Arrow,
  { withoutServers, without }: Filters,
): boolean {
  return !without.has(kind) && !(withoutServers.has(from) && withoutServers.has(to));
}
