/** Keys mean what the screen says, and the terminal is given back. */
import { EventEmitter } from 'node:events';
import {
  AfterTrace,
  type Key,
  keysIn,
  KEY_HELP,
  KEY_LINE,
  listenToKeys,
} from '../../../grader/student/watch/keys';

describe('a key', () => {
  test.each<[name: string, typed: string, keys: readonly Key[]]>([
    ['for all', 'a', ['all']],
    ['with Caps Lock', 'H', ['hint']],
    ['for the trace', 't', ['trace']],
    ['Enter on Unix', '\r', ['again']],
    ['Enter on Windows', '\n', ['again']],
    ['for help', '?', ['help']],
    ['to quit', 'q', ['quit']],
    ['Ctrl-C', '\u0003', ['interrupt']],
    ['after an arrow', '\u001b[At', ['trace']],
    ['of a function, which ends in a letter', '\u001bOQ\u001b[15~', []],
    ['that means nothing', 'zé👍', []],
    ['and another, read at once', 'hq', ['hint', 'quit']],
  ])('is understood: %s', (_name, typed, keys) => {
    expect(keysIn(typed)).toEqual(keys);
  });

  test('that the screen names is one that is understood', () => {
    const named = [...KEY_HELP.matchAll(/^ {2}(\S+)/gm)].map(([, name = '']) => name);
    expect(named).toEqual(['a', 'h', 't', 'enter', 'q']);
    for (const name of named) {
      expect(KEY_LINE).toContain(`${name} `);
      expect(keysIn(name === 'enter' ? '\r' : name)).toHaveLength(1);
    }
  });
});

class Terminal extends EventEmitter {
  isTTY = true;
  readonly done: string[] = [];
  setRawMode(isRaw: boolean) {
    this.done.push(`raw ${isRaw}`);
  }
  setEncoding() {
    this.done.push('utf8');
  }
  resume() {
    this.done.push('resume');
    return this;
  }
  pause() {
    this.done.push('pause');
    return this;
  }
}

describe('a terminal', () => {
  test('is read key by key, and given back as it was', () => {
    const terminal = new Terminal();
    const pressed: Key[] = [];
    const keys = listenToKeys(terminal, (key) => pressed.push(key));
    terminal.emit('data', 'a');
    keys.stop();
    terminal.emit('data', 'q');
    expect(pressed).toEqual(['all']);
    expect(terminal.done).toEqual(['raw true', 'utf8', 'resume', 'raw false', 'pause']);
    expect(terminal.listenerCount('data')).toBe(0);
  });

  test('can be taken again after another program had it', () => {
    const terminal = new Terminal();
    const pressed: Key[] = [];
    const keys = listenToKeys(terminal, (key) => pressed.push(key));
    keys.stop();
    keys.start();
    terminal.emit('data', 'h');
    expect(pressed).toEqual(['hint']);
  });

  test('that is none is not read at all', () => {
    const pipe = new Terminal();
    pipe.isTTY = false;
    const keys = listenToKeys(pipe, () => undefined);
    keys.stop();
    expect(pipe.done).toEqual([]);
    expect(pipe.listenerCount('data')).toBe(0);
  });
});

test('the q that was meant for the trace does not quit, and the next one does', () => {
  const after = new AfterTrace();
  expect(after.isHabit('quit')).toBe(false);
  after.traced();
  expect(after.isHabit('quit')).toBe(true);
  expect(after.isHabit('quit')).toBe(false);
  after.traced();
  expect(after.isHabit('hint')).toBe(false);
  expect(after.isHabit('quit')).toBe(false);
});
