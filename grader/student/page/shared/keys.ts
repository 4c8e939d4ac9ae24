/** Keyboard shortcuts for everything on the page, except while a field has the focus. */
import type { Desk } from './desk';
import { SEARCH_ID, toggleGroup, toggleServer } from './filter-bar';
import { KEY_LIST_ID } from './key-list';
import type { Player } from './player';
import { toggleTheme } from './theme';

type Deed = (event: KeyboardEvent) => void;

/** @returns a function that removes the listener */
export function bindKeys(
  desk: Desk,
  player: Player,
  more: Readonly<Record<string, () => void>> = {},
): () => void {
  const deeds = deedsOf(desk, player);
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === ' ' && event.target instanceof HTMLButtonElement) return;
    // While a dialog is open, only it gets keys. Escape closes it.
    if (event.key !== '?' && document.querySelector('dialog[open]')) return;
    const deed = deeds[event.key] ?? more[event.key];
    if (deed) {
      event.preventDefault();
      deed(event);
      return;
    }
    const server = Number.parseInt(event.key, 10);
    if (server >= 0 && server < desk.story.servers) toggleServer(desk, server);
  };
  // Listens before the scrubber and the table, which use some of the same keys.
  document.addEventListener('keydown', onKey, { capture: true });
  return () => {
    document.removeEventListener('keydown', onKey, { capture: true });
  };
}

function deedsOf(desk: Desk, player: Player): Readonly<Record<string, Deed>> {
  const step = (direction: 1 | -1) => (event: KeyboardEvent) => {
    player.stop();
    desk.step(direction, event.shiftKey ? desk.serverAtCursor : undefined);
  };
  const length = () => desk.stretch.value.to - desk.stretch.value.from;
  return {
    ArrowRight: step(1),
    ArrowLeft: step(-1),
    Home: () => desk.moveTo(0),
    End: () => desk.moveTo(Infinity),
    w: () => desk.goToWitness(1),
    W: () => desk.goToWitness(-1),
    n: () => desk.goToFound(1),
    N: () => desk.goToFound(-1),
    m: () => nextMessage(desk, 1),
    M: () => nextMessage(desk, -1),
    ' ': () => player.toggle(),
    '+': () => desk.zoom(1.5),
    '=': () => desk.zoom(1.5),
    '-': () => desk.zoom(1 / 1.5),
    f: () => desk.fit(),
    '[': () => desk.pan(-length() / 4),
    ']': () => desk.pan(length() / 4),
    '/': () => document.getElementById(SEARCH_ID)?.focus(),
    h: () => toggleGroup(desk, 'heartbeat'),
    t: toggleTheme,
    '?': () => showKeys(),
    Escape: () => desk.clearSelection(),
  };
}

/** Moves to the next or previous request or reply that is sent. */
function nextMessage(desk: Desk, direction: 1 | -1): void {
  const { events } = desk.story;
  const shown = desk.shown.value;
  const start = desk.cursor.value;
  const isNext = (index: number) => {
    const kind = events[index]?.kind;
    const isBeyond = direction === 1 ? index > start : index < start;
    return isBeyond && (kind === 'send' || kind === 'reply');
  };
  const next = direction === 1 ? shown.find(isNext) : shown.findLast(isNext);
  if (next !== undefined) desk.moveTo(next);
}

export function showKeys(): void {
  const list = document.getElementById(KEY_LIST_ID);
  if (!(list instanceof HTMLDialogElement)) return;
  if (list.open) list.close();
  else list.showModal();
}

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && target.type !== 'range';
}
