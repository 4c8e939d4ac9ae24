/** Counts the disk operations of the server under test, for the tests of economy (rule P.4). */
import { MS } from '../../../world/sim/time';
import type { EventOf } from '../../../world/sim/trace';
import type { Directed } from '../directed';
import { atEvent, demand } from '../expect';

/** By then a server that answers late or cleans up afterwards has finished. */
const SETTLE_MS = 25;
/** A sync takes 1 to 2 ms, so those of one handler are no further apart. A timer's own are, mostly. */
const TOGETHER_MS = 3;

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

  /**
   * Nothing persistent changes, so there is nothing to sync. A write alone costs nothing: some servers note
   * their commitIndex so.
   *
   * @param what follows "though only this happened:"
   */
  nothing(what: string, happen: () => void): void {
    const { operations, elections } = this.#during(happen);
    if (elections > 0) return;
    demand(
      operations.every(({ operation }) => operation.op !== 'sync'),
      'P.4',
      `${this.test.subject.name} wrote to its disk ${atEvent(operations[0], this.test.cluster)} (${counted(operations)}), though only this happened: ${what}. Its term, vote and log did not change.`,
      operations.slice(0, 1),
    );
  }

  /**
   * All changes of one handler must be saved at once.
   *
   * @param syncsMax the cost of one save
   * @param what follows "for"
   * @param why a sentence with a space before it, or nothing
   */
  once(syncsMax: number, what: string, happen: () => void, why = () => ''): void {
    const { operations, elections } = this.#during(happen);
    if (elections > 0) return;
    this.#demandOnce(operations, syncsMax, what, why);
  }

  /** The same for each election that the server starts. */
  oncePerElection(syncsMax: number, happen: () => void): void {
    const { operations } = this.#during(happen);
    this.#demandOnce(operations, syncsMax, 'starting an election');
  }

  #demandOnce(
    operations: readonly EventOf<'disk'>[],
    syncsMax: number,
    what: string,
    why = () => '',
  ): void {
    const all = longestBurst(operations.filter(({ operation }) => operation.op === 'sync'));
    const syncs = all.length;
    if (syncs <= syncsMax) return;
    demand(
      false,
      'P.4',
      `${this.test.subject.name} synced its disk ${syncs} times for ${what}, the last ${atEvent(all.at(-1), this.test.cluster)} (${counted(operations)}); one save takes ${syncsMax}, as the test measured with your Persister alone.${why()}`,
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

/** A Persister may tidy up long after a save, so only what follows at once belongs to one handler. */
function longestBurst(syncs: readonly EventOf<'disk'>[]): readonly EventOf<'disk'>[] {
  let burst: EventOf<'disk'>[] = [];
  let longest = burst;
  for (const sync of syncs) {
    const before = burst.at(-1);
    burst = before && sync.at - before.at <= TOGETHER_MS * MS ? [...burst, sync] : [sync];
    if (burst.length > longest.length) longest = burst;
  }
  return longest;
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
