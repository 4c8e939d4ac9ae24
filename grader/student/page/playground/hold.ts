/** State of the page itself: which server and which message are selected, and which dialog is open. */
import { signal } from '@preact/signals';
import type { FlightName } from '../../playground/play-job';

export type Dialog = 'new' | 'save' | 'load' | 'keys';

export const chosenServer = signal(0);
export const chosenFlight = signal<FlightName | undefined>(undefined);
export const openDialog = signal<Dialog | undefined>(undefined);
/** Default name of the next command. */
export const nextCommand = signal('x1');

/** `x1` is followed by `x2`; a name without a number gets one. */
export function commandAfter(command: string): string {
  const [, name = command, number = '1'] = /^(.*?)(\d{1,9})?$/.exec(command) ?? [];
  return `${name}${Number(number) + 1}`;
}
