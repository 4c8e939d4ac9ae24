/** Virtual timers. Each callback is an event of its own; the host knows only when the next one is due. */
import { inside, popDue, pushDue } from '../../sim/heap';
import { causedBy, stackHere } from './origin';
import { emit } from './outbox';
import {
  bareArray,
  mapDelete,
  mapGet,
  mapSet,
  RealMap,
  RealTypeError,
  toNumber,
  trunc,
} from './intrinsics';
import { now } from './now';

interface Timer {
  readonly id: number;
  at: number;
  sequence: number;
  readonly periodMicros: number;
  readonly run: () => void;
  /** The stack that set it; empty unless origins are recorded. */
  readonly setBy: string;
  cancelled: boolean;
}

type Callback = (...args: unknown[]) => void;

const MICROS_PER_MS = 1_000;
const DELAY_MS_MAX = 2 ** 31 - 1;

const heap = bareArray<Timer>();
const byId = new RealMap<number, Timer>();
let lastId = 0;
let lastSequence = 0;
/** No timer is set. */
const NEVER = -1;
let announced = NEVER;

function add(callback: unknown, delayMicros: number, periodMicros: number, args: unknown[]) {
  if (typeof callback !== 'function') throw new RealTypeError('a timer wants a function to call');
  const run = callback as Callback;
  const timer: Timer = {
    id: ++lastId,
    at: now() + delayMicros,
    sequence: ++lastSequence,
    periodMicros,
    run: args.length === 0 ? () => run() : () => run(...args),
    setBy: stackHere(add),
    cancelled: false,
  };
  mapSet(byId, timer.id, timer);
  pushDue(heap, timer);
  return timer.id;
}

/** As in Node: whole milliseconds, and any invalid value means 1. */
function micros(delayMs: unknown): number {
  const ms = trunc(toNumber(delayMs));
  return (ms >= 1 && ms <= DELAY_MS_MAX ? ms : 1) * MICROS_PER_MS;
}

/** @param id as text, too, as in Node: the keys of an object are text */
function clear(id: unknown): void {
  const timer = mapGet(byId, typeof id === 'string' ? toNumber(id) : id) as Timer | undefined;
  if (!timer) return;
  timer.cancelled = true;
  mapDelete(byId, timer.id);
}

export const timerGlobals = {
  setTimeout: (callback: unknown, delayMs?: unknown, ...args: unknown[]) =>
    add(callback, micros(delayMs), 0, args),
  setInterval: (callback: unknown, periodMs?: unknown, ...args: unknown[]) =>
    add(callback, micros(periodMs), micros(periodMs), args),
  setImmediate: (callback: unknown, ...args: unknown[]) => add(callback, 0, 0, args),
  clearTimeout: clear,
  clearInterval: clear,
  clearImmediate: clear,
};

/** Runs the timer that is due first, if any is due. */
export function fireNext(): void {
  dropCancelled();
  const timer = heap[0];
  if (!timer || timer.at > now()) return;
  popDue(heap);
  if (timer.periodMicros > 0) {
    timer.at = now() + timer.periodMicros;
    timer.sequence = ++lastSequence;
    pushDue(heap, timer);
  } else {
    mapDelete(byId, timer.id);
  }
  causedBy('timer', timer.setBy);
  timer.run();
}

/** Reports the time of the next timer to the host if it has changed since the last report. */
export function announceNext(): void {
  dropCancelled();
  const next = inside(heap, 0)?.at ?? NEVER;
  if (next === announced) return;
  announced = next;
  emit(`T ${next}`);
}

/** The wake-up that was announced to the host has happened. */
export function forgetAnnounced(): void {
  announced = NEVER;
}

function dropCancelled(): void {
  while (inside(heap, 0)?.cancelled) popDue(heap);
}
