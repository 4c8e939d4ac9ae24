/** Counts what the server under test does on its disk, for the tests of economy (rule P.4). */
import type { EventOf } from '../../../world/sim/trace';
import type { Directed } from '../directed';
import { atEvent, demand } from '../expect';

/** Whoever answers late, or tidies up after the answer, is done by then. */
const SETTLE_MS = 25;

export class DiskMeter {
  #operations: EventOf<'disk'>[] = [];
  /** Terms in which it started an election. */
  readonly #stood = new Set<number>();

  constructor(private readonly test: Directed) {
    const { subject, cluster } = test;
    cluster.system.trace.listen((event) => {
      if (event.kind === 'disk' && event.server === subject.id) this.#operations.push(event);
      if (event.kind === 'send' && event.from === subject.id && event.method === 'requestVote')
        this.#stood.add((event.args as { readonly term: number }).term);
    });
  }

  /** Nothing persistent changes, so nothing may happen on the disk. @param what completes "though all that happened was" */
  nothing(what: string, happen: () => void): void {
    const { operations, elections } = this.#during(happen);
    if (elections > 0) return;
    demand(
      operations.length === 0,
      'P.4',
      `${this.test.subject.name} wrote to its disk ${atEvent(operations[0], this.test.cluster)} (${counted(operations)}), though only this happened: ${what}. Its term, vote and log did not change.`,
      operations.slice(0, 1),
    );
  }

  /**
   * However much changes in one handler, it is saved once.
   *
   * @param syncsMax what one save costs
   * @param what completes "for"
   */
  once(syncsMax: number, what: string, happen: () => void): void {
    const { operations, elections } = this.#during(happen);
    if (elections > 0) return;
    this.#demandOnce(operations, syncsMax, what);
  }

  /** The same for starting an election, as often as it did. */
  oncePerElection(syncsMax: number, happen: () => void): void {
    const { operations, elections } = this.#during(happen);
    this.#demandOnce(operations, syncsMax * elections, 'starting an election');
  }

  #demandOnce(operations: readonly EventOf<'disk'>[], syncsMax: number, what: string): void {
    const all = operations.filter(({ operation }) => operation.op === 'sync');
    const syncs = all.length;
    demand(
      syncs <= syncsMax,
      'P.4',
      `${this.test.subject.name} synced its disk ${syncs} times for ${what}, the last ${atEvent(all.at(-1), this.test.cluster)} (${counted(operations)}); one save takes ${syncsMax}.`,
      all.slice(-3),
    );
  }

  #during(happen: () => void): {
    readonly operations: readonly EventOf<'disk'>[];
    readonly elections: number;
  } {
    this.test.run(SETTLE_MS);
    this.#operations = [];
    this.#stood.clear();
    happen();
    this.test.run(SETTLE_MS);
    return { operations: this.#operations, elections: this.#stood.size };
  }
}

/** `2 writes, 2 syncs` */
function counted(operations: readonly EventOf<'disk'>[]): string {
  const kinds = new Map<string, number>();
  for (const {
    operation: { op },
  } of operations)
    kinds.set(op, (kinds.get(op) ?? 0) + 1);
  return [...kinds].map(([op, count]) => `${count} ${op}${count === 1 ? '' : 's'}`).join(', ');
}
