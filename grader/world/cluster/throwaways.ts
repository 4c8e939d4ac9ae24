/** The questions of one run to what its servers have on their disks, each asked once. */
import { createHash } from 'node:crypto';
import type { Method } from '../realm/effects';
import type { Program } from '../realm/program';
import type { Rng } from '../sim/rng';
import { type Answer, askThrowaway, type Questioned, type Silence } from './question';
import type { Args } from './wire';

/**
 * The answers of one run, across its rounds, which put the same questions to the same disks again. Not
 * kept longer, so that no run depends on another.
 */
export type Answers = Map<string, Answer | Silence>;

/**
 * The throwaways of one run. Each question to a disk is one restart, whose randomness depends only on
 * the two.
 */
export class Throwaways {
  constructor(
    private readonly program: Program,
    private readonly rng: Rng,
    private readonly answers: Answers = new Map(),
  ) {}

  /** @param leader whose heartbeats arrive while it is asked again: see AGAIN in question.ts */
  ask(server: Questioned, method: Method, args: Args, leader?: number): Answer | Silence {
    const key = keyOf(server, method, args, leader);
    const known = this.answers.get(key);
    if (known) return known;
    const answer = askThrowaway(this.program, server, method, args, this.rng.fork(key), leader);
    this.answers.set(key, answer);
    return answer;
  }
}

/** A hash, because disks are large and a run may ask about many. */
function keyOf(
  { me, servers, bytes }: Questioned,
  method: Method,
  args: Args,
  leader: number | undefined,
): string {
  const again = leader === undefined ? [] : [leader];
  return createHash('sha256')
    .update(JSON.stringify([me, servers, method, args, ...again, ...bytes]))
    .digest('hex');
}
