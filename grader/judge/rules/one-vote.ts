import type { EventOf } from '../../world/sim/trace';
import type { Rule } from './rule';
import { name, requestVote, voteReply, when } from './wire';

type Vote = EventOf<'send' | 'reply'>;

/** A vote is a granted RequestVote that has left the server; a candidate's own request is a vote for itself. */
export const oneVote: Rule = {
  id: 'RV.2',
  title: 'One vote per server and term, across crashes',
  paper: 'Figure 2, RequestVote receiver 2; section 5.2',
  explanation:
    'A server that votes for two candidates in one term can give both a majority. That holds across a crash too: votedFor is persistent state.',
  lookAt: 'where votedFor is checked, set, cleared and, from 2C on, saved',
  from: '2A',
  watch: () => {
    const votes = new Map<string, { readonly candidate: number; readonly event: Vote }>();
    const crashes = new Map<number, number>();
    const vote = (server: number, term: number, candidate: number, event: Vote) => {
      const key = `${server} ${term}`;
      const first = votes.get(key);
      if (!first) votes.set(key, { candidate, event });
      if (!first || first.candidate === candidate) return undefined;
      const crashed = (crashes.get(server) ?? -1) > first.event.order;
      const forWhom = (whom: number) => (whom === server ? 'itself' : name(whom));
      return {
        message: `${name(server)} voted for ${forWhom(first.candidate)} in term ${term} ${when(first.event)}, ${crashed ? 'crashed, came back, ' : ''}and voted for ${forWhom(candidate)} in the same term ${when(event)}.`,
        witness: [first.event, event],
      };
    };
    return {
      crash: (event) => {
        crashes.set(event.server, event.order);
        return undefined;
      },
      send: (event) => {
        const args = requestVote(event);
        return args && vote(event.from, args.term, event.from, event);
      },
      reply: (event) => {
        const args = requestVote(event);
        return args && voteReply(event)?.voteGranted
          ? vote(event.to, args.term, event.from, event)
          : undefined;
      },
    };
  },
};
