import type { Rule } from './rule';
import { appendEntries, appendReply, name, requestVote, when } from './wire';

/** A refusal at the sentinel cannot be about the log, because all logs hold the sentinel. */
export const followWinner: Rule = {
  id: 'C.3',
  title: 'A leader of the same term ends a candidacy',
  paper: 'Figure 2, "Candidates"; section 5.2',
  explanation:
    'A candidate that hears from a leader of its own term has lost to it. If it refuses instead, it does not follow the leader and soon disrupts the cluster with another election.',
  lookAt: 'the receiver of AppendEntries in a candidate: does it step down when the term is equal?',
  from: '2A',
  watch: ({ isPuppet }) => {
    const stoodIn = new Map<number, number>();
    return {
      boot: ({ server }) => {
        stoodIn.delete(server);
        return undefined;
      },
      send: (event) => {
        const args = requestVote(event);
        if (args) stoodIn.set(event.from, args.term);
        return undefined;
      },
      reply: (event) => {
        const args = appendEntries(event);
        const reply = appendReply(event);
        if (!args || !reply || reply.success || isPuppet(event.to)) return undefined;
        if (args.prevLogIndex > 0 || args.prevLogTerm > 0 || reply.term !== args.term)
          return undefined;
        if (stoodIn.get(event.to) !== args.term) return undefined;
        return {
          message: `${name(event.to)}, a candidate of term ${args.term}, refused the AppendEntries of ${name(event.from)}, which has won that term, ${when(event)}. It must become a follower and accept: prevLogIndex is 0, where all logs match, and only args.term < currentTerm is stale.`,
          witness: [event],
        };
      },
    };
  },
};
