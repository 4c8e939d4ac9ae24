/** What the parent itself sees go wrong while chaos goes on: code that ends its server, two leaders of one term. */
import type { Fleet, FleetEvent } from '../fleet/fleet';

export type Seen =
  /** Servers that their own code has ended, by what it threw, a broken contract, or an endless loop. */
  | { readonly kind: 'down'; readonly times: number }
  | { readonly kind: 'twoLeaders'; readonly term: number; readonly servers: readonly number[] };

export class Watch {
  /** Of any kind: killed ones, too. */
  crashes = 0;
  #ownFaults = 0;
  #rivals: (Seen & { kind: 'twoLeaders' }) | undefined;
  readonly #leaders = new Map<number, number>();
  readonly forget: () => void;

  /** @param onSeen something is wrong now */
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
    ];
  }

  #hear(event: FleetEvent): void {
    if (event.kind === 'ended') this.crashes++;
    if (isOwnFault(event)) {
      this.#ownFaults++;
      this.onSeen();
    }
    if (event.kind !== 'status' || !event.status.isLeader) return;
    const { term } = event.status;
    const known = this.#leaders.get(term) ?? event.server;
    this.#leaders.set(term, known);
    if (known === event.server || this.#rivals) return;
    this.#rivals = { kind: 'twoLeaders', term, servers: [known, event.server] };
    this.onSeen();
  }
}

function isOwnFault(event: FleetEvent): boolean {
  if (event.kind === 'silent') return true;
  return (
    event.kind === 'ended' && event.ending.kind === 'itself' && event.ending.why.kind !== 'system'
  );
}
