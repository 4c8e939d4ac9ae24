/**
 * Tries schedules, and keeps the smallest one in which the same rule breaks. Costs are counted in
 * replays and events, never in time, so that the same failing run always gives the same file.
 */
import { STUDENT_SCRIPT } from '../../world/realm/student-script';
import type { Failure } from '../../judge/scenarios/run-result';
import { MS, SECOND } from '../../world/sim/time';
import type { Program } from '../../world/realm/program';
import { withCalm } from './owes-progress';
import { perform, type Performed, type PerformOptions } from './perform';
import type { Schedule } from './schedule';
import { effective } from './removable';

/** Plays a schedule; undefined if it has more events than `eventsMax`. */
export type Play = (schedule: Schedule, eventsMax: number) => Promise<Performed | undefined>;

/** A schedule that fails, and the failure. */
export interface Failing {
  readonly schedule: Schedule;
  readonly failure: Failure;
  readonly performed: Performed;
}

/** The cost of a boot in events, because it makes a realm for the server's code. */
const BOOT_EVENTS = 50;
/** The cost of any replay in events, however short. */
const REPLAY_EVENTS = 50;
/** Without a fault the rule may break later than before. */
const LATER_MAX = 1 * SECOND;

class TooLong extends Error {}

/** @param settle is awaited after each replay, so that the process can do other work */
export function playing(
  program: Program,
  settle: () => Promise<unknown>,
  options: Pick<PerformOptions, 'entering' | 'record'> = {},
): Play {
  return async (schedule, eventsMax) => {
    let events = 0;
    try {
      return perform(program, schedule, {
        ...options,
        attend: ({ trace }) => {
          trace.listen(() => {
            if (++events > eventsMax) throw new TooLong();
          });
        },
      });
    } catch (thrown) {
      if (!(thrown instanceof TooLong)) throw thrown;
      return undefined;
    } finally {
      await settle();
    }
  };
}

export class Trials {
  replays = 0;
  #best: Failing;
  #left: number;
  readonly #mark: string;
  readonly #tried = new Set<string>();
  readonly #eventsMax: number;

  /**
   * @param first the run to shrink
   * @param events the limit for all replays together
   */
  constructor(
    private readonly play: Play,
    first: Failing,
    events: number,
  ) {
    this.#best = first;
    this.#left = events;
    this.#mark = markOf(first.failure);
    this.#eventsMax = first.performed.size.events;
  }

  get best(): Failing {
    return this.#best;
  }

  get schedule(): Schedule {
    return this.#best.schedule;
  }

  get isSpent(): boolean {
    return this.#left <= 0;
  }

  /** @returns whether the same rule breaks, and the schedule is smaller than the smallest so far */
  async isSmaller(candidate: Schedule): Promise<boolean> {
    return await this.#isBetter(candidate, (one, best) => one < best);
  }

  /** For changes that make a schedule easier to read, but not smaller. */
  async isAsSmall(candidate: Schedule): Promise<boolean> {
    return await this.#isBetter(candidate, (one, best) => one <= best);
  }

  async #isBetter(
    candidate: Schedule,
    isBetter: (weight: number, best: number) => boolean,
  ): Promise<boolean> {
    const shaped = this.#shaped(candidate);
    if (!shaped || this.isSpent) return false;
    const key = JSON.stringify(shaped);
    if (this.#tried.has(key)) return false;
    this.#tried.add(key);
    const { size } = this.#best.performed;
    const eventsMax = Math.min(this.#eventsMax, size.events + Math.ceil(size.events / 4) + 20);
    const performed = await this.play(shaped, eventsMax);
    this.replays++;
    const boots = performed?.result.totals.boots ?? shaped.servers;
    this.#left -= REPLAY_EVENTS + BOOT_EVENTS * boots + (performed?.size.events ?? eventsMax);
    const failure = performed?.failure;
    if (!failure || markOf(failure) !== this.#mark) return false;
    const schedule = ended(shaped, failure);
    if (!isBetter(weight(schedule, performed), weight(this.schedule, this.#best.performed)))
      return false;
    this.#best = { schedule, failure, performed };
    return true;
  }

  /** The schedule as it is played: with the end that it needs. */
  #shaped(candidate: Schedule): Schedule | undefined {
    const steps = effective(candidate.steps);
    if (candidate.expects) return withCalm({ ...candidate, steps }, calmFrom(candidate));
    return { ...candidate, steps, until: candidate.until + LATER_MAX };
  }
}

/** Earlier messages need their time before the calm; without any, the calm may begin with the last step. */
function calmFrom({ expects, messages }: Schedule): number {
  return messages.length > 0 ? (expects?.from ?? 0) : 0;
}

/** Removes everything after the breach. */
export function ended(schedule: Schedule, { atMicros }: Failure): Schedule {
  if (schedule.expects) return schedule;
  const steps = schedule.steps.filter(({ at }) => at <= atMicros);
  return { ...schedule, steps: effective(steps), until: atMicros };
}

/** What must stay the same: the rule; and for K.1 and K.2 also the place in the code. */
function markOf({ rule, thrown = '', message }: Failure): string {
  if (rule !== 'K.1' && rule !== 'K.2') return rule;
  const frame = new RegExp(`${STUDENT_SCRIPT}:\\d+:\\d+`).exec(thrown)?.[0];
  return `${rule} ${frame ?? message.replace(/\d+/g, '0')}`;
}

/** How much a person has to read and understand, weighted by kind. */
function weight(schedule: Schedule, { size }: Performed): number {
  const { servers, steps, messages, until } = schedule;
  const faults = steps.filter((step) => step.do !== 'submit').length;
  const commands = steps.length - faults;
  const fates = messages.reduce((sum, one) => sum + Object.keys(one).length - 3, 0);
  return (
    servers * 1_000 + faults * 60 + commands * 30 + fates * 30 + size.events + until / (100 * MS)
  );
}
