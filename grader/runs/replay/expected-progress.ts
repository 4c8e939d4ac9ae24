/** The progress that a schedule expects: whether it was made, and the message if not. */
import type { System } from '../../world/cluster/system';
import { ruleForNoLeader } from '../../world/cluster/diagnosis';
import { Broken } from '../../world/sim/broken';
import { seconds } from '../../world/sim/time';
import type { Expectation } from './schedule';

export class Awaited {
  /** The server that accepted the command offered in a calm. */
  #taker: { readonly server: number; readonly term: number } | undefined;
  /** By server: the commands that it has applied since it booted. */
  readonly #applied: Set<string>[];

  constructor(
    private readonly system: System,
    private readonly expects: Expectation,
  ) {
    this.#applied = system.machines.map(() => new Set<string>());
    system.trace.listen((event) => {
      if (event.kind === 'boot') this.#applied[event.server]?.clear();
      if (event.kind === 'apply') this.#applied[event.server]?.add(event.command);
    });
  }

  get hasCome(): boolean {
    const { expects } = this;
    if (this.system.clock.now < expects.from) return false;
    if (expects.kind === 'leader') return this.#leads;
    const { command, on } = expects;
    return this.#applied.filter((log) => log.has(command)).length >= on;
  }

  /**
   * Offers the command as a client does in a calm, repeatedly: see {@link Expectation.calm}. A server
   * that accepted it and still leads must commit it, so the client asks again only when another server
   * leads.
   */
  offer(): void {
    const { expects, system } = this;
    if (!expects.calm || expects.kind !== 'applied' || this.#stillLeads) return;
    for (const { id, status } of system.machines) {
      if (status !== 'up' || !this.#reaches(id)) continue;
      const taken = system.start(id, expects.command);
      if (!taken) continue;
      this.#taker = { server: id, term: taken.term };
      return;
    }
  }

  get #stillLeads(): boolean {
    if (!this.#taker) return false;
    const { state, status } = this.system.machine(this.#taker.server);
    return status === 'up' && state.isLeader && state.term === this.#taker.term;
  }

  /** @throws Broken V.1, V.2, F.2 */
  demand(): void {
    if (this.hasCome) return;
    const { expects, system } = this;
    const when = `from ${seconds(expects.from)} to ${seconds(system.clock.now)}`;
    if (expects.kind === 'leader')
      throw new Broken(ruleForNoLeader({ system }, expects.from), {
        message: `there was no leader ${when}`,
        witness: [],
      });
    const { command, on } = expects;
    const count = this.#applied.filter((log) => log.has(command)).length;
    throw new Broken(system.machines.some(({ state }) => state.isLeader) ? 'V.2' : 'V.1', {
      message: `"${command}" is applied on ${count} servers instead of ${on}, ${when}`,
      witness: [],
    });
  }

  get #leads(): boolean {
    const { machines } = this.system;
    return machines.some(
      ({ id, status, state }) => status !== 'down' && state.isLeader && this.#reaches(id),
    );
  }

  /** Whether it can exchange messages with a majority in both directions. */
  #reaches(server: number): boolean {
    const { machines, network } = this.system;
    const reached = machines.filter(
      ({ id, status }) =>
        status !== 'down' &&
        (id === server || (!network.isCut(server, id) && !network.isCut(id, server))),
    );
    return reached.length > machines.length / 2;
  }
}
