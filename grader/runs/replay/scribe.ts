/**
 * Writes a run of a test down as a schedule: each action on a server, each cut, and the fate of each
 * message. Replaying it gives the same run without the test.
 */
import type { Input } from '../../world/cluster/inputs';
import type { System } from '../../world/cluster/system';
import type { Stage } from '../../contract';
import type { Broken } from '../../world/sim/broken';
import type { Call, Fate, Fates, LossReason } from '../../world/sim/fates';
import type { Micros } from '../../world/sim/time';
import {
  type LegFate,
  type MessageFate,
  SCHEDULE_SCHEMA,
  type Schedule,
  type Step,
} from './schedule';
import { NumberOfCall } from './scheduled-fates';
import type { Seed } from '../../world/sim/seed';

type Writable = { -readonly [K in keyof MessageFate]: MessageFate[K] };

export class Scribe {
  readonly #steps: Step[] = [];
  readonly #messages = new Map<number, Writable>();
  readonly #numbers = new NumberOfCall();
  /** Number of events before the last step. */
  #eventsBefore = 0;
  /** Whether a server accepted the last offered command. */
  #isTaken = false;

  constructor(private readonly system: System) {
    const { network, trace } = system;
    trace.listen(({ kind }) => {
      if (kind === 'start') this.#isTaken = true;
    });
    system.onInput = (input) => {
      this.#write(input);
    };
    const { onLink } = network;
    network.onLink = (from, to, isCut) => {
      onLink(from, to, isCut);
      this.#write({ do: isCut ? 'cut' : 'heal', from, to });
    };
    network.fates = this.#listening(network.fates);
  }

  schedule(
    about: { readonly title: string; readonly stage: Stage; readonly seed: Seed },
    broken: Broken | undefined,
  ): Schedule {
    const { machines, clock } = this.system;
    const missed = broken?.breach.missed;
    return {
      schema: SCHEDULE_SCHEMA,
      ...about,
      servers: machines.length,
      until: clock.now,
      ...(broken && { breaks: broken.rule }),
      ...(missed && { expects: missed }),
      steps: this.#steps,
      messages: [...this.#messages.values()],
    };
  }

  #write(input: Input): void {
    const { now, events } = this.system.clock;
    const last = this.#steps.at(-1);
    const isLater = last?.at === now && events > this.#eventsBefore;
    this.#eventsBefore = events;
    // A client that goes from server to server until one accepts its command makes one step.
    const isSame =
      input.do === 'submit' &&
      last?.do === 'submit' &&
      last.at === now &&
      last.command === input.command &&
      !this.#isTaken;
    this.#isTaken = false;
    if (isSame) this.#steps[this.#steps.length - 1] = { ...last, to: [...last.to, ...input.to] };
    else this.#steps.push({ at: now, ...(isLater && { settled: true }), ...input });
  }

  #listening(fates: Fates<Call>): Fates<Call> {
    return {
      request: (call) => {
        const fate = fates.request(call);
        this.#of(call).request = legOf(fate);
        return fate;
      },
      reply: (call) => {
        const fate = fates.reply(call);
        const said = this.#of(call);
        if (said.reply === undefined) said.reply = legOf(fate);
        else said.secondReply = legOf(fate);
        return fate;
      },
      silence: (call: Call, reason: LossReason): Micros => {
        const silence = fates.silence(call, reason);
        this.#of(call).silence = silence;
        return silence;
      },
    };
  }

  #of(call: Call): Writable {
    const known = this.#messages.get(call.id);
    if (known) return known;
    const { from, to } = call;
    const fate = { from, to, number: this.#numbers.of(call) };
    this.#messages.set(call.id, fate);
    return fate;
  }
}

function legOf(fate: Fate): LegFate {
  if (fate.kind === 'lost') return 'lost';
  const [after = 0, again] = fate.delays;
  return { after, ...(again !== undefined && { again }) };
}
