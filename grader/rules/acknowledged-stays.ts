import type { EventOf } from '../sim/trace';
import type { Rule } from './rule';
import { appendEntries, appendReply, lastSent, name, when } from './wire';

interface Acknowledged {
  readonly term: number;
  readonly index: number;
  readonly event: EventOf<'reply'>;
}

/**
 * Within one term a follower holds what it acknowledged to that term's leader, whatever happens. Only
 * a request that arrived after the acknowledgement had left is judged: replies may overtake each other.
 */
export const acknowledgedStays: Rule = {
  id: 'AE.3',
  title: 'What a follower has acknowledged it keeps, across crashes',
  paper: 'Figure 2, AppendEntries receiver 3 and 4; section 5.3',
  explanation:
    'The leader counts acknowledged entries towards a majority and may have committed them. A follower may drop an entry only when a leader sends a different one for that place.',
  lookAt:
    'whether the log is cut only at a real conflict (another term at the same index), and in 2C whether accepted entries are saved before the reply',
  from: '2B',
  watch: () => {
    const highest = new Map<number, Acknowledged>();
    const arrived = new Map<string, number>();
    const terms = new Map<number, number>();
    return {
      state: (event) => {
        terms.set(event.server, event.term);
        return undefined;
      },
      deliver: (event) => {
        if (appendEntries(event)) arrived.set(`${event.call} ${event.to}`, event.order);
        return undefined;
      },
      reply: (event) => {
        const args = appendEntries(event);
        const reply = appendReply(event);
        if (!args || !reply) return undefined;
        const key = `${event.call} ${event.to}`;
        const arrivedOrder = arrived.get(key) ?? 0;
        arrived.delete(key);
        const before = highest.get(event.to);
        if (reply.success) {
          const { index } = lastSent(args);
          if (
            !before ||
            args.term > before.term ||
            (args.term === before.term && index > before.index)
          )
            highest.set(event.to, { term: args.term, index, event });
          return undefined;
        }
        const isLost =
          before?.term === args.term &&
          reply.term === args.term &&
          // A receiver that awaits may refuse because it has seen a newer term meanwhile.
          (terms.get(event.to) ?? 0) <= args.term &&
          args.prevLogIndex <= before.index &&
          before.event.order < arrivedOrder;
        if (!isLost) return undefined;
        return {
          message: `${name(event.to)} told ${name(event.from)} in term ${args.term} that it holds everything up to index ${before.index} (${when(before.event)}), and in the same term refuses an AppendEntries that follows index ${args.prevLogIndex} ${when(event)}.`,
          witness: [before.event, event],
        };
      },
    };
  },
};
