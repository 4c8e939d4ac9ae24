/** The size of a failing run in the words of a report. */
import { SECOND } from '../../world/sim/time';
import type { Size } from './perform';
import type { Schedule } from './schedule';

/** `3 servers, 1 crash, 14 messages` */
export function sizeWords(size: Size, { expects }: Pick<Schedule, 'expects'> = {}): string {
  const { servers, crashes, cuts, pauses, commands, messages } = size;
  const some = [
    crashes > 0 && count(crashes, 'crash', 'crashes'),
    cuts > 0 && count(cuts, 'link cut', 'links cut'),
    pauses > 0 && count(pauses, 'pause'),
    commands > 0 && count(commands, 'command'),
    // While the test waits for progress, heartbeats continue, so their number says nothing.
    !expects?.calm && count(messages, 'message'),
  ].filter((part) => part !== false);
  return [count(servers, 'server'), ...some].join(', ');
}

/** `, in 10.0 s without any fault`: how long the run waited for what did not come. */
export function calmWords({ crashes, cuts, pauses }: Size, schedule: Schedule): string {
  const { expects, until } = schedule;
  if (!expects?.calm) return '';
  const other = crashes + cuts + pauses > 0 ? 'other ' : '';
  return `, in ${((until - expects.from) / SECOND).toFixed(1)} s without any ${other}fault`;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
