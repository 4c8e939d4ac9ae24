/** Goes through a run event by event, and through the link changes between them. */
import type { LinkChange } from '../../runs/replay/recording';
import type { Micros } from '../../world/sim/time';
import type { TraceEvent } from '../../world/sim/trace';
import { relink, step } from './step';
import type { World } from './world';

export class Walk {
  #next = 0;

  /** @param links changes after `world`; the array may grow */
  constructor(
    public world: World,
    private readonly links: readonly LinkChange[],
  ) {}

  /** @param relinked called with the new state after each link change before the event */
  take(event: TraceEvent, relinked?: (world: World, at: Micros) => void): World {
    for (let link = this.links[this.#next]; link; link = this.links[++this.#next]) {
      if (link.order > event.order) break;
      this.world = relink(this.world, link);
      relinked?.(this.world, link.at);
    }
    this.world = step(this.world, event);
    return this.world;
  }
}
