/** For what depends on a signal without using its value, such as a story that is changed in place. */
import type { ReadonlySignal } from '@preact/signals';

export function heed(...signals: readonly ReadonlySignal[]): void {
  signals.forEach((one) => one.value as unknown);
}
