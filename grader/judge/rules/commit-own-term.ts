import { accountOf } from './commit-account';
import { holders, type Leadership, termAt } from './leadership';
import { afterwards, deed } from './commit-by-majority';
import type { Rule } from './rule';
import { list, name, when } from './wire';

export const commitOwnTerm: Rule = {
  id: 'L.5',
  title: 'Commit by counting copies only for entries of the current term',
  paper: 'Figure 2, "Leaders"; section 5.4.2 and Figure 8',
  explanation:
    'A majority can hold an entry of an older term, and a leader that never saw it can still overwrite it: Figure 8 shows how. An entry of the current term is safe on a majority, and commits all entries before it.',
  lookAt: 'whether the term of the entry is compared with currentTerm before commitIndex advances',
  from: '2B',
  watch: (world) =>
    accountOf(world).watch((excess) => {
      const { leadership, event, index, server } = excess;
      if (!leadership || leadership.reached < index) return undefined;
      // It counted late acknowledgements and will commit a later entry next, which V.3 reports.
      if (reachedWithLate(leadership, world.servers) > leadership.reached) return undefined;
      const term = termAt(index, leadership);
      const entry = term === undefined ? 'an older term' : `term ${term}`;
      const on = [server, ...holders(leadership.acks, index)].sort((a, b) => a - b);
      const why =
        on.length === world.servers
          ? `All servers hold it, so nothing can overwrite it any more; but in this lab a leader counts copies only for entries of its own term, and commits older entries together with the first of those`
          : `It is on ${list(on)}, but a majority is not enough for an older term: the entry may be overwritten until a majority also holds a later entry of term ${leadership.term}`;
      return {
        message: `${name(server)}, leader of term ${leadership.term}, ${deed(excess)} ${when(event)}. The entry at index ${index} is of ${entry}. ${why}.${afterwards(excess)}`,
        witness: [
          ...[...leadership.acks.values()]
            .filter((ack) => ack.index >= index)
            .map((ack) => ack.event),
          event,
        ],
      };
    }),
};

/** The last index that a majority would hold if late acknowledgements of older terms counted. */
function reachedWithLate({ acks, late }: Leadership, servers: number): number {
  const furthest = new Map([...acks].map(([from, { index }]) => [from, index]));
  for (const [from, { index }] of late)
    furthest.set(from, Math.max(index, furthest.get(from) ?? 0));
  const indexes = [...furthest.values()].sort((a, b) => b - a);
  return indexes[Math.floor(servers / 2) - 1] ?? 0;
}
