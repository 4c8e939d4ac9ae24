/**
 * Checks that puppets send only what correct servers could send. Reads the trace of a directed test and
 * does not know its script: a puppet that contradicts itself, another puppet or Figure 2 is found by
 * its messages. The network may delay anything, so a request may have been sent long before, and a
 * reply may have been computed at any moment since its request arrived. For proofs, which run only
 * correct servers.
 */
import type { System } from '../../../world/cluster/system';
import type { Stage } from '../../../contract';
import { type TraceEvent } from '../../../world/sim/trace';
import type { Accuse } from './accuse';
import { Followers } from './followers';
import { Leaders } from './leaders';
import { Voters } from './voters';

/** A puppet's message that no correct server could send, and why. */
interface Lie {
  readonly atMicros: number;
  readonly why: string;
}

export class PuppetHonesty {
  readonly #lies: Lie[] = [];
  readonly #leaders: Leaders;
  #last: TraceEvent | undefined;

  constructor(system: System, stage: Stage) {
    const accuse: Accuse = ({ at }, why) => void this.#lies.push({ atMicros: at, why });
    const isPuppet = (server: number) => system.isPuppet(server);
    const voters = new Voters(isPuppet, accuse);
    const followers = new Followers(isPuppet, stage, accuse);
    this.#leaders = new Leaders(isPuppet, voters, system.machines.length, accuse);
    system.trace.listen((event) => {
      this.#last = event;
      voters.see(event);
      followers.see(event);
      this.#leaders.see(event);
    });
  }

  /** What was found, at the end of the run. */
  lies(): readonly Lie[] {
    if (this.#last) this.#leaders.atTheEnd(this.#last);
    return this.#lies;
  }
}
