import type { EventOf } from '../../world/sim/trace';
import type { Rule } from './rule';
import { appendEntries, list, name, quoted, voteReply, when } from './wire';

interface Applied {
  readonly event: EventOf<'apply'>;
  /**
   * The newest term that any server had mentioned by then; the entry was committed in this one or
   * before.
   */
  readonly term: number;
  /** The latest entry that was found to carry the same command. */
  same: unknown;
}

export const leaderCompleteness: Rule = {
  id: 'S.4',
  title: 'Leader Completeness: a committed entry is in the log of every later leader',
  paper: 'Figure 3; section 5.4',
  explanation:
    'A leader makes all other logs equal to its own. If it lacks a committed entry, that entry is erased everywhere.',
  lookAt:
    'the comparison of logs in the vote (RV.3), the commit rule (L.5), and in 2C whether voters still hold what they acknowledged',
  from: '2B',
  watch: ({ isPuppet }) => {
    const applied: Applied[] = [];
    /** By term: the replies that granted a vote. */
    const votes = new Map<number, EventOf<'reply'>[]>();
    let newest = 0;
    const see = (term: number) => {
      if (term > newest) newest = term;
    };
    return {
      state: ({ term }) => {
        see(term);
        return undefined;
      },
      reply: (event) => {
        const { term } = event.reply as { readonly term: number };
        see(term);
        if (voteReply(event)?.voteGranted) votes.set(term, [...(votes.get(term) ?? []), event]);
        return undefined;
      },
      apply: (event) => {
        // Entry i is at position i - 1; another rule judges the order.
        if (event.index === applied.length + 1)
          applied.push({ event, term: newest, same: undefined });
        return undefined;
      },
      send: (event) => {
        see((event.args as { readonly term: number }).term);
        const args = appendEntries(event);
        if (!args || isPuppet(event.from)) return undefined;
        const { entries, prevLogIndex, term } = args;
        for (let i = 0; i < entries.length; i++) {
          const entry = entries[i];
          const first = applied[prevLogIndex + i];
          if (!first || term <= first.term) return undefined;
          if (!entry || entry === first.same) continue;
          if (entry.command !== first.event.command) {
            const given = (votes.get(term) ?? []).filter((vote) => vote.from === event.from);
            const by =
              given.length > 0
                ? ` It was elected with the votes of ${list(given.map(({ to }) => to))}.`
                : '';
            return {
              message: `${name(first.event.server)} applied ${quoted(first.event.command)} at index ${first.event.index} ${when(first.event)}, before any term above ${first.term} began. ${name(event.from)}, leader of term ${term}, has ${quoted(entry.command)} at that index (${when(event)}).${by}`,
              witness: [first.event, ...given, event],
            };
          }
          first.same = entry;
        }
        return undefined;
      },
    };
  },
};
