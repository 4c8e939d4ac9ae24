/** What the page itself remembers: which server and which message are chosen, and which dialog is open. */
import { signal } from '@preact/signals';
import type { FlightName } from '../../playground/play-job';

export type Dialog = 'new' | 'save' | 'load' | 'keys';

export const chosenServer = signal(0);
export const chosenFlight = signal<FlightName | undefined>(undefined);
export const openDialog = signal<Dialog | undefined>(undefined);
/** What the next submitted command is called. */
export const nextCommand = signal('x1');

/** `x1` is followed by `x2`, anything else by itself with a number. */
export function commandAfter(command: string): string {
  const [, name = command, number = '1'] = /^(.*?)(\d{1,9})?$/.exec(command) ?? [];
  return `${name}${Number(number) + 1}`;
}
