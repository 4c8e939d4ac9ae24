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
    'Once a leader has sent an entry for an index, that entry stays there for the whole term; followers rely on it.',
  lookAt: 'what can change the log while the server leads: an old AppendEntries, a late reply?',
  from: '2B',
  watch: () => {
    const states = new Map<number, EventOf<'state'>>();
    const logs = new Map<number, { readonly leader: number; readonly terms: Map<number, Seen> }>();
    return {
      state: (event) => {
        if (event.term !== states.get(event.server)?.term) states.set(event.server, event);
        return undefined;
      },
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
          else if (before.term !== term) {
            const state = states.get(event.from);
            const isOver = state !== undefined && state.term > args.term;
            const outlived = isOver
              ? ` It had been in term ${state.term} since ${when(state).slice(3)} when it sent this: a deposed leader sends nothing more for its old term.`
              : '';
            return {
              message: `As leader of term ${args.term}, ${name(event.from)} sent an entry of term ${before.term} at index ${index} ${when(before.event)} and an entry of term ${term} at the same index ${when(event)}.${outlived}`,
              witness: [before.event, ...(isOver ? [state] : []), event],
            };
          }
        }
        return undefined;
      },
    };
  },
};
