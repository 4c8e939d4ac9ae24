/** Keyboard shortcuts for time, the selected server, and its actions. */
import { useEffect, useRef } from 'preact/hooks';
import type { PlayState } from '../../playground/play-state';
import type { Desk } from '../shared/desk';
import { chosenServer, openDialog } from './hold';
import { look } from './pace';
import { offer, type Page, waysAround } from './wishes';

export const KEYS = [
  { keys: 'Space', does: 'play, pause' },
  { keys: '.', does: 'to the next event' },
  { keys: ',', does: 'one step back' },
  { keys: '+', does: 'let 10 ms pass' },
  { keys: '← →', does: 'look at the previous or next event' },
  { keys: 'Esc', does: 'back to the present' },
  { keys: '0 … 6', does: 'choose a server' },
  { keys: 'c', does: 'crash the chosen server, or restart it' },
  { keys: 't', does: 'its election timer runs out' },
  { keys: 'x', does: 'cut it off, or connect it again' },
  { keys: 'p', does: 'pause it, or resume it' },
  { keys: 's', does: 'submit a command to it' },
  { keys: 'l', does: 'submit a command to the leader' },
  { keys: 'u  U', does: 'undo, redo' },
  { keys: '?', does: 'these keys' },
] as const;

interface KeysProps {
  readonly page: Page;
  readonly state: PlayState;
  readonly desk: Desk;
  readonly isIdle: boolean;
}

export function useKeys(props: KeysProps): void {
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      if (openDialog.value === undefined && act(event.key, latest.current)) event.preventDefault();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}

/** @returns whether the key is a shortcut */
function act(key: string, { page, state, desk, isIdle }: KeysProps): boolean {
  const { wish, servers } = page;
  const server = Math.min(chosenServer.value, servers - 1);
  const now = state.servers[server];
  const always: Readonly<Record<string, () => void>> = {
    ' ': () => {
      if (state.isPlaying) wish({ do: 'stand still' });
      else if (!isIdle) {
        look(desk, { speed: state.speed });
        wish({ do: 'play', speed: state.speed });
      }
    },
    ',': () => wish({ do: 'step back' }),
    u: () => wish({ do: 'undo' }),
    U: () => wish({ do: 'redo' }),
    '?': () => (openDialog.value = 'keys'),
    ArrowLeft: () => desk.step(-1),
    ArrowRight: () => desk.step(1),
    Escape: () => desk.moveTo(desk.story.events.length - 1),
  };
  const deeds: Readonly<Record<string, () => void>> = {
    '.': () => {
      look(desk, 'step');
      wish({ do: 'step' });
    },
    '+': () => {
      look(desk, { ms: 10 });
      wish({ do: 'run', ms: 10 });
    },
    c: () => wish({ do: now?.status === 'down' ? 'boot' : 'crash', server }),
    t: () => wish({ do: 'time out', server }),
    p: () => wish({ do: now?.status === 'paused' ? 'thaw' : 'pause', server }),
    s: () => offer(page, server),
    l: () => offer(page, 'leader'),
    x: () => {
      const ways = waysAround(server, servers);
      const isCutOff = ways.every(([from, to]) => page.cutWays.has(`${from} ${to}`));
      wish({ do: isCutOff ? 'heal' : 'cut', ways });
    },
  };
  if (/^[0-6]$/.test(key) && Number(key) < servers) {
    chosenServer.value = Number(key);
    return true;
  }
  const run = always[key] ?? deeds[key];
  if (!run) return false;
  if (always[key] || !isIdle) run();
  return true;
}

/** Whether the focused element uses the key itself. */
function isTyping({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('input, select, textarea, dialog')) return true;
  if (key === ' ') return target.closest('button, summary') !== null;
  return key.startsWith('Arrow') && target.closest('.event-scroll') !== null;
}
