/** Listens to one run and records every event. */
import type { System } from '../../world/cluster/system';
import type { Stage } from '../../contract';
import { entryOf } from '../../judge/rules/explanations';
import type { Failure } from '../../judge/scenarios/run-result';
import type { Broken } from '../../world/sim/broken';
import type { TraceEvent } from '../../world/sim/trace';
import { dullCalls } from './dull-calls';
import type { LinkChange, Recording, RecordedVerdict } from './recording';

/** More than any run of the catalogue has; a limit for code that never stops sending. */
const HEARD_MAX = 600_000;
/** As much as a page can show and a person can read. */
const KEPT_MAX = 40_000;

export class Recorder {
  #events: TraceEvent[] = [];
  #lost = 0;
  readonly #links: LinkChange[] = [];

  constructor(private readonly system: System) {
    const { network, trace, clock } = system;
    const { onLink } = network;
    system.tellOrigins();
    network.onLink = (from, to, isCut) => {
      onLink(from, to, isCut);
      this.#links.push({ at: clock.now, order: trace.length, from, to, isCut });
    };
    system.trace.listen((event) => {
      this.#events.push(event);
      if (this.#events.length <= HEARD_MAX) return;
      this.#events = this.#events.slice(HEARD_MAX / 2);
      this.#lost += HEARD_MAX / 2;
    });
  }

  /** @param failure the description of the broken rule, if one broke */
  recording(
    about: { readonly title: string; readonly stage: Stage },
    broken: Broken | undefined,
    failure: Failure | undefined,
  ): Recording {
    const { machines, puppets, clock, origins } = this.system;
    const witness = new Set(broken?.breach.witness.map(({ order }) => order));
    const kept = thinned(this.#events, KEPT_MAX, witness);
    return {
      ...about,
      servers: machines.length,
      puppets: machines.map(({ id }) => id).filter((id) => puppets.has(id)),
      events: kept,
      origins: origins.texts,
      links: this.#links,
      leftOut: this.#lost + this.#events.length - kept.length,
      until: clock.now,
      ...(failure && { verdict: verdictOf(failure, [...witness]) }),
    };
  }
}

export function verdictOf(
  { rule, message, atMicros }: Failure,
  witness: readonly number[],
): RecordedVerdict {
  const entry = entryOf(rule);
  return {
    rule,
    title: entry?.title ?? '',
    paper: entry?.paper ?? '',
    message,
    ...(entry?.explanation !== undefined && { explanation: entry.explanation }),
    ...(entry && { lookAt: entry.lookAt }),
    at: atMicros,
    witness,
  };
}

/** Leaves out calls that changed nothing, and then the oldest events, until the rest is short enough. */
function thinned(
  events: readonly TraceEvent[],
  most: number,
  witness: ReadonlySet<number>,
): readonly TraceEvent[] {
  if (events.length <= most) return events;
  const dull = dullCalls(events, witness);
  let tooMany = events.length - most;
  const lively = events.filter((event) => {
    if (tooMany <= 0 || !('call' in event) || !dull.has(event.call)) return true;
    tooMany--;
    return false;
  });
  if (lively.length <= most) return lively;
  const from = lively.length - most;
  return lively.filter((event, i) => i >= from || witness.has(event.order));
}
