/**
 * What is on a server's disk is asked over the wire, never decoded: a throwaway server is booted on it
 * and questioned. Nothing that the throwaway does reaches the run.
 */
import type { Effect, Method } from '../realm/effects';
import type { Program } from '../realm/program';
import { type BootOptions, Realm } from '../realm/realm';
import { type Micros, MS, SECOND } from '../sim/time';
import { type Args, readReply, type Reply } from './wire';

/**
 * When a throwaway boots: at the same time always, later than any run lasts. So its answer follows from
 * the disk and the question alone.
 */
const BOOTED_AT: Micros = 3_600 * SECOND;
/** How long a throwaway server may take to answer. */
const ANSWER_MAX: Micros = 50 * MS;
/** A timer that sets the next one at the same instant must not go on for ever. */
const WAKES_MAX = 1_000;

/** A server that is off, as far as a question goes. */
export type Questioned = Pick<BootOptions, 'me' | 'servers' | 'image' | 'bytes'>;

/** @returns undefined if it throws, or does not answer within 50 ms */
export function askThrowaway(
  program: Program,
  server: Questioned,
  method: Method,
  args: Args,
): Reply | undefined {
  const answers = answersOf(program);
  const key = keyOf(server, method, args);
  if (answers.has(key)) return answers.get(key);
  const reply = ask(program, server, method, args);
  if (key.length > KEY_CHARS_MAX) return reply;
  if (answers.size >= ANSWERS_MAX) answers.clear();
  answers.set(key, reply);
  return reply;
}

/**
 * Directed tests put the same questions to the same disks again and again: with this, three in four are
 * answered without a boot.
 */
const known = new WeakMap<Program, Map<string, Reply | undefined>>();
const ANSWERS_MAX = 500;
/** Larger disks are hardly ever the same twice. */
const KEY_CHARS_MAX = 20_000;

function answersOf(program: Program): Map<string, Reply | undefined> {
  const answers = known.get(program) ?? new Map<string, Reply | undefined>();
  known.set(program, answers);
  return answers;
}

function keyOf({ me, servers, bytes }: Questioned, method: Method, args: Args): string {
  return JSON.stringify([me, servers, method, args, ...bytes]);
}

function ask(program: Program, server: Questioned, method: Method, args: Args): Reply | undefined {
  const { realm, effects } = Realm.boot(program, { ...server, at: BOOTED_AT, seed: 1 });
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
  let going = read(effects) && read(realm.deliver(BOOTED_AT, 1, method, JSON.stringify(args)));
  for (let wakes = 0; going && wakes < WAKES_MAX; wakes++) {
    if (wake === undefined || wake > BOOTED_AT + ANSWER_MAX) break;
    const due: Micros = wake;
    // A realm whose last timer has fired says nothing of a next one.
    wake = undefined;
    going = read(realm.wake(due));
  }
  return answer;
}
