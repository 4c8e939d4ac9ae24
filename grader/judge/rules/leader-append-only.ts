import type { EventOf } from '../../world/sim/trace';
import type { Rule } from './rule';
import { appendEntries, name, when } from './wire';

interface Seen {
  readonly term: number;
  readonly event: EventOf<'send'>;
}

export const leaderAppendOnly: Rule = {
  id: 'S.2',
  title: 'Leader Append-Only: a leader never overwrites or deletes its own entries',
  paper: 'Figure 3; section 5.3',
  explanation:
    'What a leader has sent for an index in its term stays there for that term; followers count on it.',
  lookAt:
    'what else can change the log of a server that leads: an old AppendEntries, a late reply?',
  from: '2B',
  watch: () => {
    const logs = new Map<number, { readonly leader: number; readonly terms: Map<number, Seen> }>();
    return {
      send: (event) => {
        const args = appendEntries(event);
        if (!args || args.entries.length === 0) return undefined;
        let log = logs.get(args.term);
        if (log?.leader !== event.from) {
          log = { leader: event.from, terms: new Map() };
          logs.set(args.term, log);
        }
        for (let i = 0; i < args.entries.length; i++) {
          const index = args.prevLogIndex + 1 + i;
          const term = args.entries[i]?.term ?? 0;
          const before = log.terms.get(index);
          if (before === undefined) log.terms.set(index, { term, event });
          else if (before.term !== term)
            return {
              message: `As leader of term ${args.term}, ${name(event.from)} sent an entry of term ${before.term} at index ${index} ${when(before.event)} and an entry of term ${term} at the same index ${when(event)}.`,
              witness: [before.event, event],
            };
        }
        return undefined;
      },
    };
  },
};
