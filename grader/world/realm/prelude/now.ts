/** The virtual time of the event that is being handled, in whole microseconds. Set by the host. */
let micros = 0;

export function setNow(to: number): void {
  micros = to;
}

export function now(): number {
  return micros;
}
