/**
 * What is on a server's disk is asked over the wire, never decoded: a throwaway server is booted on it
 * and questioned. Nothing that the throwaway does reaches the run.
 */
import type { Effect, Method } from '../realm/effects';
import type { Program } from '../realm/program';
import { type BootOptions, Realm } from '../realm/realm';
import { type Micros, MS } from '../sim/time';
import { type Args, readReply, type Reply } from './wire';

/** How long a throwaway server may take to answer. */
const ANSWER_MAX: Micros = 50 * MS;
/** A timer that sets the next one at the same instant must not go on for ever. */
const WAKES_MAX = 1_000;

/** @returns undefined if it throws, or does not answer within 50 ms */
export function askThrowaway(
  program: Program,
  options: BootOptions,
  method: Method,
  args: Args,
): Reply | undefined {
  const { realm, effects } = Realm.boot(program, options);
  let wake: Micros | undefined;
  let answer: Reply | undefined;
  const read = (batch: readonly Effect[]): boolean => {
    for (const effect of batch) {
      if (effect.kind === 'threw' || effect.kind === 'breach') return false;
      if (effect.kind === 'wake') wake = effect.at;
      if (effect.kind === 'reply') {
        const checked = readReply(method, effect.text);
        if ('ok' in checked) answer = checked.ok;
        return false;
      }
    }
    return true;
  };
  let going = read(effects) && read(realm.deliver(options.at, 1, method, JSON.stringify(args)));
  for (let wakes = 0; going && wakes < WAKES_MAX; wakes++) {
    if (wake === undefined || wake > options.at + ANSWER_MAX) break;
    const due: Micros = wake;
    // A realm whose last timer has fired says nothing of a next one.
    wake = undefined;
    going = read(realm.wake(due));
  }
  return answer;
}
