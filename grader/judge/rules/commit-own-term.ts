import { accountOf, type Excess, holders, type Office } from './commit-account';
import { deed } from './commit-by-majority';
import type { Rule } from './rule';
import { appendEntries, list, name, when } from './wire';

export const commitOwnTerm: Rule = {
  id: 'L.5',
  title: 'Commit what a majority holds, but only in the present term',
  paper: 'Figure 2, "Leaders"; section 5.4.2 and Figure 8',
  explanation:
    'An entry of an older term can stand on a majority and still be overwritten by a leader that never saw it: Figure 8 shows how. An entry of the present term cannot, and takes all before it along.',
  lookAt: 'whether the term of the entry is compared with currentTerm before commitIndex moves',
  from: '2B',
  watch: (world) =>
    accountOf(world).watch((excess) => {
      const { office, event, index, server } = excess;
      if (!office || office.reached < index) return undefined;
      // It went by an entry behind this one, and will treat that as committed next: V.3 tells of it.
      if (reachedWithLate(office, world.servers) > office.reached) return undefined;
      const term = termAt(excess, office);
      const entry = term === undefined ? 'an older term' : `term ${term}`;
      const on = [server, ...holders(office.acks, index)].sort((a, b) => a - b);
      return {
        message: `${name(server)}, leader of term ${office.term}, ${deed(excess)} ${when(event)}. The entry there is of ${entry}. It stands on ${list(on)}, and a majority is not enough for it: it may be overwritten until an entry of term ${office.term} behind it stands on a majority too.`,
        witness: [
          ...[...office.acks.values()].filter((ack) => ack.index >= index).map((ack) => ack.event),
          event,
        ],
      };
    }),
};

/** How far a majority would hold the log if late acknowledgements of older terms counted. */
function reachedWithLate({ acks, late }: Office, servers: number): number {
  const furthest = new Map([...acks].map(([from, { index }]) => [from, index]));
  for (const [from, { index }] of late)
    furthest.set(from, Math.max(index, furthest.get(from) ?? 0));
  const indexes = [...furthest.values()].sort((a, b) => b - a);
  return indexes[Math.floor(servers / 2) - 1] ?? 0;
}

/** The term of the entry in question, from what the leader has sent. */
function termAt({ index }: Excess, { acks }: Office): number | undefined {
  for (const ack of acks.values()) {
    const args = appendEntries(ack.event);
    if (!args) continue;
    if (args.prevLogIndex === index) return args.prevLogTerm;
    const entry = args.entries[index - args.prevLogIndex - 1];
    if (entry) return entry.term;
  }
  return undefined;
}
