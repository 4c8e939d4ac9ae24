import type { Breach } from '../../world/sim/broken';
import { SECOND } from '../../world/sim/time';
import type { EventOf } from '../../world/sim/trace';
import type { Rule } from './rule';
import { appendEntries, appendReply, name, requestVote, voteReply, when } from './wire';

/** Handlers may await before they look at the term, but never this long. */
const ADOPTED_WITHIN = 1 * SECOND;

interface Server {
  state: EventOf<'state'> | undefined;
  /** The highest term in which it has started an election since its boot. */
  stood: number;
  /** The newest term that it must have seen, how it arrived, and since when it could be handled. */
  news: { readonly term: number; readonly event: EventOf<'deliver' | 'return'> } | undefined;
  since: number;
}

/**
 * Judges only what all designs share: a reply to a request of the server's own term, and AppendEntries
 * of a newer leader. A server that still hears its leader may ignore a vote request, and a reply to a
 * request of an older term may be discarded unread.
 */
export const newerTerm: Rule = {
  id: 'ALL.2',
  title: 'A server that sees a newer term adopts it and becomes a follower',
  paper: 'Figure 2, "All servers"; section 5.1',
  explanation:
    'A leader that continues in an old term accepts commands that will be lost, and a candidate that continues collects votes that no longer count.',
  lookAt:
    'every request and every reply: is its term compared with currentTerm before anything else, and when a newer term is adopted, is votedFor cleared and do the heartbeats of a leader stop?',
  from: '2A',
  watch: ({ servers, isPuppet }) => {
    const all = Array.from({ length: servers }, fresh);
    const of = (server: number): Server => (all[server] ??= fresh());
    const hear = (server: number, term: number, event: EventOf<'deliver' | 'return'>) => {
      const known = of(server);
      if (!known.state || term <= known.state.term) return;
      if (term <= (known.news?.term ?? 0)) return;
      known.news = { term, event };
      known.since = event.at;
    };
    return {
      boot: ({ server }) => {
        all[server] = fresh();
        return undefined;
      },
      thaw: (event) => {
        of(event.server).since = event.at;
        return undefined;
      },
      state: (event) => {
        const known = of(event.server);
        const before = known.state;
        known.state = event;
        if (known.news && event.term >= known.news.term) known.news = undefined;
        if (!before?.isLeader || !event.isLeader || event.term <= before.term) return undefined;
        return known.stood < event.term ? staysLeader(before, event) : undefined;
      },
      deliver: (event) => {
        const args = appendEntries(event);
        if (args) hear(event.to, args.term, event);
        return undefined;
      },
      return: (event) => {
        const args = event.args as { readonly term: number };
        const { state } = of(event.from);
        if (args.term !== state?.term) return undefined;
        // A leader that won without the last votes may ignore them.
        const vote = state.isLeader ? undefined : voteReply(event);
        hear(event.from, (appendReply(event) ?? vote)?.term ?? 0, event);
        return undefined;
      },
      send: (event) => {
        const known = of(event.from);
        const candidacy = requestVote(event);
        if (candidacy) known.stood = Math.max(known.stood, candidacy.term);
        const { news, state } = known;
        if (!news || !state || isPuppet(event.from)) return undefined;
        if (event.at - known.since <= ADOPTED_WITHIN) return undefined;
        const what = news.event.kind === 'return' ? 'A reply' : 'An AppendEntries';
        const who = news.event.kind === 'return' ? news.event.to : news.event.from;
        const role = state.isLeader ? 'still leads' : 'is still in';
        return {
          message: `${what} of ${name(who)} brought term ${news.term} to ${name(event.from)} ${when(news.event)}, but ${name(event.from)} ${role} term ${state.term} ${when(event)}.`,
          witness: [news.event, event],
        };
      },
    };
  },
};

function fresh(): Server {
  return { state: undefined, stood: 0, news: undefined, since: 0 };
}

function staysLeader(before: EventOf<'state'>, event: EventOf<'state'>): Breach {
  return {
    message: `${name(event.server)} led term ${before.term} (${when(before)}) and moved to term ${event.term} without an election, but its getState() still says that it is leader ${when(event)}.`,
    witness: [before, event],
  };
}
