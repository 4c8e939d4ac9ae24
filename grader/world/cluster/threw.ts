/** What a server's code throws ends the run: how that reads. */
import type { Effect } from '../realm/effects';
import { Broken } from '../sim/broken';
import { type Micros, seconds } from '../sim/time';

/** What a server uses in place of a global that Node or a browser has, and the contract has not. */
const INSTEAD = new Map([
  ['Buffer', 'Bytes are a Uint8Array here: TextEncoder and TextDecoder make them of text and back'],
  [
    'process',
    'A server has no process of its own: its number and its peers come to the constructor',
  ],
  ['require', 'Write an import of your own file at the top instead'],
  ['module', 'Write export in front of what other files need'],
  ['fetch', 'The peers are all that a server can reach'],
]);

type Threw = Effect & { kind: 'threw' };

export function crashedBy(
  { place, text }: Threw,
  { name, incarnation }: { readonly name: string; readonly incarnation: number },
  at: Micros,
): Broken {
  const isRestart = incarnation > 1 && (place === 'constructor' || place === 'module');
  const advice = isRestart
    ? '. It was starting again after a crash: is what it reads from its disk whole, or is it torn or missing because it was not synced (P.3)?'
    : '';
  const first = firstLine(text);
  const missing = /^ReferenceError: (\w+) is not defined/.exec(first)?.[1] ?? '';
  const instead = INSTEAD.has(missing) ? `. ${INSTEAD.get(missing)}` : '';
  return new Broken('K.2', {
    message: `${name} crashed at ${seconds(at)}: ${whereThrown(place)} threw ${first}${instead}${advice}`,
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
      return 'an async function, whose rejection nobody caught,';
    case 'queueMicrotask':
      return 'a microtask';
    default:
      return `${place}()`;
  }
}
