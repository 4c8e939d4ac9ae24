/** The fates of messages in a schedule. Messages that it does not mention arrive within 2 ms. */
import type { Call, Fate, Fates } from '../../world/sim/fates';
import { Rng } from '../../world/sim/rng';
import { type Micros, MS } from '../../world/sim/time';
import type { LegFate, MessageFate, Schedule } from './schedule';

const ORDINARY: readonly [Micros, Micros] = [200, 2 * MS];
/** How long until the caller of a lost call learns of the loss, if the schedule does not say. */
const SILENCE = 100 * MS;

export class ScheduledFates implements Fates<Call> {
  readonly #said: Map<string, MessageFate>;
  readonly #numbers = new NumberOfCall();
  readonly #ordinary: Rng;
  readonly #answered = new Set<number>();

  constructor({ messages, seed }: Pick<Schedule, 'messages' | 'seed'>) {
    this.#said = new Map(messages.map((one) => [key(one.from, one.to, one.number), one]));
    this.#ordinary = new Rng(seed).fork('ordinary delays');
  }

  /** Sets the fate of a message from now on. */
  say(fate: MessageFate): void {
    const { from, to, number } = fate;
    this.#said.set(key(from, to, number), fate);
  }

  /** The call's ordinal among the requests from its sender to its receiver, from 1. */
  numberOf(call: Call): number {
    return this.#numbers.of(call);
  }

  request(call: Call): Fate {
    return this.#fate(call, 'request', this.#of(call)?.request);
  }

  reply(call: Call): Fate {
    const said = this.#of(call);
    const isSecond = this.#answered.has(call.id);
    this.#answered.add(call.id);
    return isSecond
      ? this.#fate(call, 'second reply', said?.secondReply)
      : this.#fate(call, 'reply', said?.reply);
  }

  silence(call: Call): Micros {
    return this.#of(call)?.silence ?? SILENCE;
  }

  #of(call: Call): MessageFate | undefined {
    return this.#said.get(key(call.from, call.to, this.#numbers.of(call)));
  }

  #fate(call: Call, leg: string, said: LegFate | undefined): Fate {
    if (said === 'lost') return { kind: 'lost', reason: 'dropped' };
    if (said) {
      const { after, again } = said;
      return { kind: 'arrives', delays: again === undefined ? [after] : [after, again] };
    }
    // Drawn from the message's own name, so that one message more does not change the delays of all
    // others.
    const word = `${leg} ${call.from} ${call.to} ${this.#numbers.of(call)}`;
    return { kind: 'arrives', delays: [this.#ordinary.fork(word).int(...ORDINARY)] };
  }
}

/** Numbers the calls between each two servers, from 1, in the order of the first queries. */
export class NumberOfCall {
  readonly #numbers = new Map<number, number>();
  readonly #last = new Map<string, number>();

  of({ id, from, to }: Call): number {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    const way = `${from} ${to}`;
    const number = (this.#last.get(way) ?? 0) + 1;
    this.#last.set(way, number);
    this.#numbers.set(id, number);
    return number;
  }
}

function key(from: number, to: number, number: number): string {
  return `${from} ${to} ${number}`;
}
