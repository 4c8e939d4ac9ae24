/** What a server's code throws ends the run: how that reads. */
import type { Effect } from '../realm/effects';
import { Broken } from '../sim/broken';
import { type Micros, seconds } from '../sim/time';

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
  return new Broken('K.2', {
    message: `${name} crashed at ${seconds(at)}: ${whereThrown(place)} threw ${firstLine(text)}${advice}`,
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
