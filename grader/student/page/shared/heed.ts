/** Subscribes to signals without using their values, for example of a story that is mutable. */
import type { ReadonlySignal } from '@preact/signals';

export function heed(...signals: readonly ReadonlySignal[]): void {
  signals.forEach((one) => one.value as unknown);
}
