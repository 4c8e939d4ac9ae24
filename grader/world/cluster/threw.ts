/** Turns an error that a server's code throws into the end of the run, with a message. */
import type { Effect } from '../realm/effects';
import { Broken } from '../sim/broken';
import { type Micros, seconds } from '../sim/time';

/** What a server uses instead of a global that Node or a browser has but the contract does not. */
const INSTEAD = new Map([
  [
    'Buffer',
    'Use a Uint8Array for bytes; TextEncoder and TextDecoder convert between text and bytes',
  ],
  ['process', 'A server has no process object: the constructor receives its number and its peers'],
  ['require', 'Import your own file at the top of the file instead'],
  ['module', 'Write export in front of declarations that other files need'],
  ['fetch', 'A server can reach only its peers'],
]);

type Threw = Effect & { kind: 'threw' };

export function crashedBy(
  { place, text }: Threw,
  { name, incarnation }: { readonly name: string; readonly incarnation: number },
  at: Micros,
): Broken {
  const isRestart = incarnation > 1 && (place === 'constructor' || place === 'module');
  const advice = isRestart
    ? '. It was restarting after a crash: is the data on its disk complete, or is it torn or missing because it was not synced (P.3)?'
    : '';
  const first = firstLine(text);
  const missing = /^ReferenceError: (\w+) is not defined/.exec(first)?.[1] ?? '';
  const instead = INSTEAD.has(missing) ? `. ${INSTEAD.get(missing)}` : '';
  const isThis = place === 'timer' && /^TypeError: Cannot \w+ properties of undefined/.test(first);
  const method = isThis
    ? '. If it is `this` that is undefined, a method was passed on without its object: pass () => this.method()'
    : '';
  const stack = first.startsWith('RangeError: Maximum call stack')
    ? '. Does a function call itself without an end, or is a long array spread into a call, as in push(...entries) or String.fromCharCode(...bytes)?'
    : '';
  return new Broken('K.2', {
    message: `${name} crashed at ${seconds(at)}: ${whereThrown(place)} threw ${first}${instead}${method}${stack}${advice}`,
    witness: [],
    thrown: text,
  });
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function whereThrown(place: Threw['place']): string {
  switch (place) {
    case 'module':
      return 'loading its modules';
    case 'constructor':
      return 'a constructor';
    case 'timer':
      return 'a timer';
    case 'reply':
    case 'handler':
      return 'a handler';
    case 'promise':
      return 'an async function or a then() callback, whose rejection was not caught,';
    case 'queueMicrotask':
      return 'a microtask';
    default:
      return `${place}()`;
  }
}
