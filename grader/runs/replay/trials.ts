/**
 * Tries schedules, and keeps the smallest one in which the same rule breaks. All that is spent is
 * counted in replays and events, never by the clock: the same failing run comes out as the same file.
 */
import { STUDENT_SCRIPT } from '../../world/realm/student-script';
import type { Failure } from '../../judge/scenarios/run-result';
import { MS, SECOND } from '../../world/sim/time';
import type { Program } from '../../world/realm/program';
import { withCalm } from './owes-progress';
import { perform, type Performed, type PerformOptions } from './perform';
import type { Schedule } from './schedule';
import { effective } from './removable';

/** Plays a schedule; undefined if it has more events than that. */
export type Play = (schedule: Schedule, eventsMax: number) => Promise<Performed | undefined>;

/** A schedule, and how it went. */
export interface Failing {
  readonly schedule: Schedule;
  readonly failure: Failure;
  readonly performed: Performed;
}

/** What a boot costs, in events: it makes a world for the server's code. */
const BOOT_EVENTS = 50;
/** What any replay costs, however short. */
const REPLAY_EVENTS = 50;
/** With a fault left out the breach may come later than before. */
const LATER_MAX = 1 * SECOND;

class TooLong extends Error {}

/** @param settle is awaited after each replay, where the process needs a breath between them */
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
   * @param first what is to become smaller
   * @param events that may be spent, in all replays together
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

  /** @returns whether the same rule breaks in it, and it is smaller than the smallest so far */
  async isSmaller(candidate: Schedule): Promise<boolean> {
    return await this.#isBetter(candidate, (one, best) => one < best);
  }

  /** For what makes it no smaller, but easier to read. */
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

  /** As it is played: with the end that it needs. */
  #shaped(candidate: Schedule): Schedule | undefined {
    const steps = effective(candidate.steps);
    if (candidate.expects) return withCalm({ ...candidate, steps }, calmFrom(candidate));
    return { ...candidate, steps, until: candidate.until + LATER_MAX };
  }
}

/** Messages of before the calm need their time; where there are none, it may begin with the last step. */
function calmFrom({ expects, messages }: Schedule): number {
  return messages.length > 0 ? (expects?.from ?? 0) : 0;
}

/** It contains nothing that comes after the breach. */
export function ended(schedule: Schedule, { atMicros }: Failure): Schedule {
  if (schedule.expects) return schedule;
  const steps = schedule.steps.filter(({ at }) => at <= atMicros);
  return { ...schedule, steps: effective(steps), until: atMicros };
}

/**
 * What must stay the same: the rule; and where the code itself threw or did what it must not, the
 * place in it.
 */
function markOf({ rule, thrown = '', message }: Failure): string {
  if (rule !== 'K.1' && rule !== 'K.2') return rule;
  const frame = new RegExp(`${STUDENT_SCRIPT}:\\d+:\\d+`).exec(thrown)?.[0];
  return `${rule} ${frame ?? message.replace(/\d+/g, '0')}`;
}

/** What a person has to look at, each kind of thing by how much it weighs on the mind. */
function weight(schedule: Schedule, { size }: Performed): number {
  const { servers, steps, messages, until } = schedule;
  const faults = steps.filter((step) => step.do !== 'submit').length;
  const commands = steps.length - faults;
  const fates = messages.reduce((sum, one) => sum + Object.keys(one).length - 3, 0);
  return (
    servers * 1_000 + faults * 60 + commands * 30 + fates * 30 + size.events + until / (100 * MS)
  );
}
