/**
 * A client is a process inside the simulation, written as a generator: it yields how many virtual
 * milliseconds it sleeps, and continues after that.
 */
import type { Clock } from '../sim/clock';
import { MS } from '../sim/time';

/** Yields milliseconds to sleep, at least 0. */
export type Client<T> = Generator<number, T, void>;

export function runClient<T>(clock: Clock, client: Client<T>, ended: (result: T) => void): void {
  const step = () => {
    const next = client.next();
    if (next.done) ended(next.value);
    else clock.after(Math.round(next.value * MS), step);
  };
  step();
}
