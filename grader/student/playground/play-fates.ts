/**
 * The fates of messages in the playground: chosen by the user, or drawn from the current weather
 * (whether the network is reliable). They can be written down, so that a schedule gives the same
 * fates. Also lists the messages in flight.
 */
import { ScheduledFates } from '../../runs/replay/scheduled-fates';
import type { LegFate, MessageFate } from '../../runs/replay/schedule';
import type { Clock } from '../../world/sim/clock';
import type { Call, Fate, Fates } from '../../world/sim/fates';
import { Rng } from '../../world/sim/rng';
import { MS } from '../../world/sim/time';
import type { Line, Weather } from './line';
import type { Flight, FlightLeg } from './play-job';

type Writable = { -readonly [K in keyof MessageFate]: MessageFate[K] };
type Leg = 'request' | 'reply' | 'secondReply';

const ORDINARY = [200, 2 * MS] as const;
const UNRELIABLE_DELAY_MAX = 26 * MS;

interface Decided {
  readonly call: Call;
  /** The fates that the schedule of this branch sets. */
  readonly said: Writable;
  /** Everything that differs from the default. */
  readonly written: Writable;
}

export class PlayFates implements Fates<Call> {
  weather: Weather = 'reliable';

  readonly #said: ReadonlyMap<string, MessageFate>;
  readonly #fates: ScheduledFates;
  readonly #rng: Rng;
  readonly #decided = new Map<number, Decided>();
  readonly #answered = new Set<number>();
  #flights: Flight[] = [];

  constructor(
    { messages, seed }: Pick<Line, 'messages' | 'seed'>,
    private readonly clock: Clock,
    /** Returns the number of events so far. */
    private readonly length: () => number,
  ) {
    this.#said = new Map(messages.map((one) => [nameOf(one), one]));
    this.#fates = new ScheduledFates({ messages, seed });
    this.#rng = new Rng(seed).fork('unreliable weather');
  }

  request(call: Call): Fate {
    this.#decide(call, 'request');
    return this.#flying(call, 'request', this.#fates.request(call));
  }

  reply(call: Call): Fate {
    const leg = this.#answered.has(call.id) ? 'secondReply' : 'reply';
    this.#answered.add(call.id);
    this.#decide(call, leg);
    return this.#flying(call, leg, this.#fates.reply(call));
  }

  silence(call: Call): number {
    const { said, written } = this.#of(call);
    const silence = this.#saidOf(call)?.silence;
    if (silence !== undefined) said.silence = written.silence = silence;
    return this.#fates.silence(call);
  }

  /** The messages in flight, the next to arrive first. */
  get flights(): readonly Flight[] {
    const { now } = this.clock;
    this.#flights = this.#flights.filter(({ arrivesAt }) => arrivesAt > now);
    return this.#flights.sort((a, b) => a.arrivesAt - b.arrivesAt);
  }

  /** The chosen fates of messages that were sent so far; with `all`, also those of the weather. */
  used(which: 'said' | 'all'): readonly MessageFate[] {
    const key = which === 'said' ? 'said' : 'written';
    return [...this.#decided.values()]
      .map((one) => one[key])
      .filter((fate) => Object.keys(fate).length > 3);
  }

  /** The fates decided for that call so far. */
  saidOf(call: number): MessageFate | undefined {
    return this.#decided.get(call)?.written;
  }

  #saidOf(call: Call): MessageFate | undefined {
    const { from, to } = call;
    return this.#said.get(nameOf({ from, to, number: this.#fates.numberOf(call) }));
  }

  #of(call: Call): Decided {
    const known = this.#decided.get(call.id);
    if (known) return known;
    const name = { from: call.from, to: call.to, number: this.#fates.numberOf(call) };
    const decided = { call, said: { ...name }, written: { ...name } };
    this.#decided.set(call.id, decided);
    return decided;
  }

  #decide(call: Call, leg: Leg): void {
    const { said, written } = this.#of(call);
    const fate = this.#saidOf(call)?.[leg];
    if (fate !== undefined) {
      said[leg] = written[leg] = fate;
    } else if (this.weather === 'unreliable') {
      written[leg] = this.#drawn(call, leg);
      this.#fates.say({ ...this.#saidOf(call), ...written });
    }
  }

  /** Drawn from the message's name, so that it does not depend on how the run got here. */
  #drawn(call: Call, leg: Leg): LegFate {
    const word = `${leg} ${call.from} ${call.to} ${this.#fates.numberOf(call)}`;
    const rng = this.#rng.fork(word);
    if (rng.chance(1, 10)) return 'lost';
    const more = leg === 'request' ? rng.int(0, UNRELIABLE_DELAY_MAX) : 0;
    return { after: rng.int(...ORDINARY) + more };
  }

  #flying(call: Call, leg: Leg, fate: Fate): Fate {
    if (fate.kind === 'lost') return fate;
    const leftAt = this.clock.now;
    const [from, to] = leg === 'request' ? [call.from, call.to] : [call.to, call.from];
    fate.delays.forEach((delay, copy) => {
      const name: FlightLeg = copy === 0 ? leg : 'again';
      this.#flights.push({
        call: call.id,
        leg: name,
        from,
        to,
        leftAt,
        arrivesAt: leftAt + delay,
        order: this.length() - 1,
      });
    });
    return fate;
  }
}

function nameOf({ from, to, number }: Pick<MessageFate, 'from' | 'to' | 'number'>): string {
  return `${from} ${to} ${number}`;
}
