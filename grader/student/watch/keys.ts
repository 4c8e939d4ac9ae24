/** The keys of watch mode, and how they are read without Enter. */

export type Key = 'all' | 'hint' | 'trace' | 'again' | 'help' | 'quit' | 'interrupt';

const KEYS: ReadonlyMap<string, Key> = new Map([
  ['a', 'all'],
  ['h', 'hint'],
  ['t', 'trace'],
  ['\r', 'again'],
  ['\n', 'again'],
  ['?', 'help'],
  ['q', 'quit'],
  // Ctrl-C, which sends no signal while keys are read one by one.
  ['\u0003', 'interrupt'],
]);

export const KEY_LINE = 'a all   h hint   t trace   enter again   q quit   ? keys';

export const KEY_HELP = [
  '  a      grade all stages, whether or not an earlier one fails',
  '  h      a hint on the failure above; press again for the next step',
  '  t      the trace of the failing run, a column for each server',
  '  enter  run again',
  '  q      quit',
].join('\n');

/** Arrow keys and others arrive as escape sequences, whose letters must not count as keys. */
// eslint-disable-next-line no-control-regex -- they begin with one
const SEQUENCE = /\u001b(?:\[[\d;]*[ -~]|O?.)?/g;

/** @param typed one or several key presses that were read together */
export function keysIn(typed: string): readonly Key[] {
  return typed
    .replace(SEQUENCE, '')
    .split(/(?:)/u)
    .flatMap((letter) => KEYS.get(letter.toLowerCase()) ?? []);
}

/**
 * If a trace fits the screen, its pager ends by itself. The `q` meant for the pager then arrives
 * here and must not end the watch, so the first `q` after a trace does not quit.
 */
export class AfterTrace {
  #isNext = false;

  traced(): void {
    this.#isNext = true;
  }

  /** @returns whether this key is a `q` that was meant for the pager */
  isHabit(key: Key): boolean {
    const isHabit = this.#isNext && key === 'quit';
    this.#isNext = false;
    return isHabit;
  }
}

/** The part of a terminal's stdin that is used. */
export interface Keyboard {
  readonly isTTY?: boolean;
  setRawMode?(isRaw: boolean): unknown;
  setEncoding(encoding: 'utf8'): unknown;
  on(event: 'data', hear: (typed: string) => void): unknown;
  off(event: 'data', hear: (typed: string) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

interface Listening {
  /** Gives the terminal back, permanently or to another program. */
  readonly stop: () => void;
  readonly start: () => void;
}

/** Does nothing if there is no terminal. */
export function listenToKeys(keyboard: Keyboard, press: (key: Key) => void): Listening {
  if (!keyboard.isTTY || !keyboard.setRawMode)
    return { start: () => undefined, stop: () => undefined };
  const hear = (typed: string) => keysIn(typed).forEach(press);
  const start = () => {
    keyboard.setRawMode?.(true);
    keyboard.setEncoding('utf8');
    keyboard.on('data', hear);
    keyboard.resume();
  };
  const stop = () => {
    keyboard.off('data', hear);
    keyboard.setRawMode?.(false);
    keyboard.pause();
  };
  start();
  return { start, stop };
}
