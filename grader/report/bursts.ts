/** Finds the row that an event may join, because one message to several servers is shown in one row. */
import type { EventOf } from '../world/sim/trace';

/** A row that grows while messages join it. */
interface Growing {
  text: string;
}

export class Bursts<R extends Growing> {
  /** Rows of one server's messages at one moment, by their text without the receiver. */
  #said = new Map<string, { readonly row: R; readonly to: Set<number>; names: string }>();
  #of = '';

  /**
   * @param text the text of the event alone
   * @param standing changes whenever another row was added in between
   * @param put makes a separate row for the event
   * @returns the row that shows the event
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
