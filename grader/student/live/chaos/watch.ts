/**
 * What the parent sees go wrong during chaos: code that ends its server, two leaders in one term
 * (Election Safety, Figure 3), servers that apply different commands (State Machine Safety), a
 * server that restarts with an older term than it has sent.
 */
import type { Fleet, FleetEvent } from '../fleet/fleet';

export type Seen =
  /** The student's code ended a server: it threw, broke the contract, or looped endlessly. */
  | { readonly kind: 'down'; readonly times: number }
  | { readonly kind: 'twoLeaders'; readonly term: number; readonly servers: readonly number[] }
  /** The same server may be listed twice: before and after a restart. */
  | { readonly kind: 'differ'; readonly index: number; readonly servers: readonly number[] }
  /** It sent a term in a message, and restarted after a crash with an older one. */
  | {
      readonly kind: 'forgot';
      readonly server: number;
      readonly told: number;
      readonly term: number;
    };

export class Watch {
  /** Servers that ended, including those that were killed. */
  crashes = 0;
  #ownFaults = 0;
  #rivals: (Seen & { kind: 'twoLeaders' }) | undefined;
  #differing: (Seen & { kind: 'differ' }) | undefined;
  #forgetful: (Seen & { kind: 'forgot' }) | undefined;
  /** The newest term that each server has sent since its start, and before it. */
  readonly #told = new Map<number, number>();
  readonly #toldBefore = new Map<number, number>();
  readonly #leaders = new Map<number, number>();
  /** By index: the server that applied it first, and the digest of all commands up to there. */
  readonly #applied = new Map<number, { readonly server: number; readonly digest: string }>();
  readonly forget: () => void;

  /** @param onSeen called when something has gone wrong */
  constructor(
    fleet: Fleet,
    private readonly onSeen: () => void = () => undefined,
  ) {
    this.forget = fleet.listen((event) => {
      this.#hear(event);
    });
  }

  get seen(): Seen[] {
    return [
      ...(this.#ownFaults > 0 ? [{ kind: 'down', times: this.#ownFaults } as const] : []),
      ...(this.#rivals ? [this.#rivals] : []),
      ...(this.#differing ? [this.#differing] : []),
      ...(this.#forgetful ? [this.#forgetful] : []),
    ];
  }

  #hear(event: FleetEvent): void {
    if (event.kind === 'ended') this.#ended(event.server);
    if (isOwnFault(event)) {
      this.#ownFaults++;
      this.onSeen();
    }
    if (event.kind === 'applied') this.#compare(event);
    if (event.kind !== 'status') return;
    this.#remember(event);
    if (!event.status.isLeader) return;
    const { term } = event.status;
    const known = this.#leaders.get(term) ?? event.server;
    this.#leaders.set(term, known);
    if (known === event.server || this.#rivals) return;
    this.#rivals = { kind: 'twoLeaders', term, servers: [known, event.server] };
    this.onSeen();
  }

  #remember({ server, status }: FleetEvent & { kind: 'status' }): void {
    const { firstTerm, lastTold } = status;
    this.#told.set(server, lastTold);
    const told = this.#toldBefore.get(server) ?? 0;
    if (firstTerm === undefined || firstTerm >= told || this.#forgetful) return;
    this.#forgetful = { kind: 'forgot', server, told, term: firstTerm };
    this.onSeen();
  }

  #ended(server: number): void {
    this.crashes++;
    const told = Math.max(this.#toldBefore.get(server) ?? 0, this.#told.get(server) ?? 0);
    this.#toldBefore.set(server, told);
  }

  #compare({ server, first, digests }: FleetEvent & { kind: 'applied' }): void {
    for (const [at, digest] of digests.entries()) {
      const index = first + at;
      const known = this.#applied.get(index);
      if (!known) this.#applied.set(index, { server, digest });
      else if (known.digest !== digest && !this.#differing) {
        this.#differing = { kind: 'differ', index, servers: [known.server, server] };
        this.onSeen();
      }
    }
  }
}

function isOwnFault(event: FleetEvent): boolean {
  if (event.kind === 'silent') return true;
  return (
    event.kind === 'ended' && event.ending.kind === 'itself' && event.ending.why.kind !== 'system'
  );
}
