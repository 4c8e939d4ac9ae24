/** One message to several servers is shown in one row: this finds the row that an event may join. */
import type { EventOf } from '../world/sim/trace';

/** A row that grows while messages join it. */
interface Growing {
  text: string;
}

export class Bursts<R extends Growing> {
  /** Messages of one server at one moment, by what they say. */
  #said = new Map<string, { readonly row: R; readonly to: Set<number>; names: string }>();
  #of = '';

  /**
   * @param text what is told of the event alone
   * @param standing changes whenever anything else has come between
   * @param put makes a row of the event's own
   * @returns the row that tells of it
   */
  take(
    event: EventOf<'send' | 'lost'>,
    text: string,
    standing: () => string,
    put: () => R,
  ): { readonly row: R; readonly isNew: boolean } {
    const { kind, from, to, at } = event;
    const key = () => `${from} ${at} ${standing()}`;
    if (this.#of !== key()) this.#said = new Map();
    const names = kind === 'lost' && event.leg === 'reply' ? `S${to}'s` : ` S${to}`;
    const said = text.replace(`${names} `, '\n');
    const same = this.#said.get(said);
    if (same && !same.to.has(to)) {
      const longer = `${same.names}, ${names.trim()}`;
      same.row.text = same.row.text
        .replace(same.names, longer)
        .replace(' for its vote,', ' for their votes,');
      same.names = longer;
      same.to.add(to);
      this.#of = key();
      return { row: same.row, isNew: false };
    }
    const row = put();
    this.#said.set(said, { row, names, to: new Set([to]) });
    this.#of = key();
    return { row, isNew: true };
  }
}
