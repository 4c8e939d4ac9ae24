import type { RequestVoteArgs, RequestVoteReply } from '../../contract';
import type { EventOf, TraceEvent } from '../../world/sim/trace';
import type { Rule } from './rule';
import { appendEntries, name, requestVote, voteReply, when } from './wire';

type Vote = EventOf<'send' | 'reply'>;

/** A vote is a granted RequestVote that has left the server; a candidate's own request is a vote for itself. */
export const oneVote: Rule = {
  id: 'RV.2',
  title: 'One vote per server and term, across crashes',
  paper: 'Figure 2, RequestVote receiver 2; sections 5.2 and 5.4',
  explanation:
    'If a server votes for two candidates in one term, both can get a majority. This holds across a crash too: votedFor is persistent state.',
  lookAt: 'where votedFor is checked, set and cleared, and from 2C on saved and read back at boot',
  from: '2A',
  watch: () => {
    const votes = new Map<string, { readonly candidate: number; readonly event: Vote }>();
    const crashes = new Map<number, number>();
    /** By server: the term that its getState() first told after the boot. */
    const began = new Map<number, number>();
    /** By call: the arrival of a request that has no answer yet. */
    const waiting = new Map<number, EventOf<'deliver'>>();
    /** By server: the last AppendEntries, or reply to a request of its own, that reached it. */
    const heard = new Map<number, EventOf<'deliver' | 'return'>>();
    /** By server and term: the event that brought the server to the term, a message or its own action. */
    const origins = new Map<string, TraceEvent>();
    const comes = (server: number, term: number | undefined, event: TraceEvent) => {
      const key = `${server} ${term ?? 0}`;
      if (!origins.has(key)) origins.set(key, event);
      return undefined;
    };
    const vote = (server: number, term: number, candidate: number, event: Vote) => {
      const key = `${server} ${term}`;
      const first = votes.get(key);
      if (!first) votes.set(key, { candidate, event });
      if (!first || first.candidate === candidate) return undefined;
      const crashed = (crashes.get(server) ?? -1) > first.event.order;
      const origin = origins.get(key);
      const arrived = event.kind === 'reply' ? waiting.get(event.call) : undefined;
      const isTogether =
        arrived && first.event.kind === 'reply' && arrived.order < first.event.order;
      const last = crashed ? undefined : heard.get(server);
      const between =
        last && last.order > first.event.order && termIn(last) === term ? last : undefined;
      const askedItself = first.candidate === server || candidate === server;
      const forWhom = (whom: number) => (whom === server ? 'itself' : name(whom));
      return {
        message: `${name(server)} voted for ${forWhom(first.candidate)} in term ${term} ${when(first.event)}, ${crashed ? 'crashed, restarted, ' : ''}and voted for ${forWhom(candidate)} in the same term ${when(event)}.${crashed ? afterCrash(term, began.get(server)) : ''}${askedItself ? notItsOwn(origin) : ''}${first.candidate === 0 && server !== 0 && !crashed && !between ? ' If only votes for S0 are forgotten: 0 is a server like any other, not null.' : ''}${isTogether ? ` The request of ${name(candidate)} had arrived ${when(arrived)}, before the first vote left: is there an await between the check of votedFor and the line that sets it?` : ''}${between ? ` In between it received ${inWords(between)} (${when(between)}): votedFor is cleared when the term changes, and only then.${first.candidate === server ? ' And is its vote for itself in votedFor at all, or does only its role show it?' : ''}` : ''}`,
        witness: between ? [first.event, between, event] : [first.event, event],
      };
    };
    return {
      crash: (event) => {
        crashes.set(event.server, event.order);
        began.delete(event.server);
        return undefined;
      },
      state: (event) => {
        if (!began.has(event.server)) began.set(event.server, event.term);
        comes(event.server, event.term, event);
        return undefined;
      },
      deliver: (event) => {
        if (requestVote(event)) waiting.set(event.call, event);
        else heard.set(event.to, event);
        comes(event.to, (event.args as RequestVoteArgs).term, event);
        return undefined;
      },
      return: (event) => {
        if (event.reply !== undefined) heard.set(event.from, event);
        comes(event.from, (event.reply as RequestVoteReply | undefined)?.term, event);
        return undefined;
      },
      send: (event) => {
        const args = requestVote(event);
        if (args) comes(event.from, args.term, event);
        return args && vote(event.from, args.term, event.from, event);
      },
      reply: (event) => {
        const args = requestVote(event);
        const isGranted = args !== undefined && voteReply(event)?.voteGranted === true;
        const breach = isGranted ? vote(event.to, args.term, event.from, event) : undefined;
        waiting.delete(event.call);
        return breach;
      },
    };
  },
};

function termIn(event: EventOf<'deliver' | 'return'>): number | undefined {
  if (event.kind === 'deliver') return appendEntries(event)?.term;
  return (event.reply as RequestVoteReply).term;
}

function inWords(event: EventOf<'deliver' | 'return'>): string {
  if (event.kind === 'deliver') return `an AppendEntries of ${name(event.from)} in that term`;
  const request = requestVote(event) ? 'RequestVote' : 'AppendEntries';
  const { term } = event.args as RequestVoteArgs;
  return `the reply of ${name(event.to)} to its ${request} of term ${term}, and the reply had the term that it was in`;
}

/** @param began the term in which the server began after the crash */
function afterCrash(term: number, began: number | undefined): string {
  if (began !== undefined && began < term)
    return ` After the restart its getState() began with term ${began}: is the vote saved together with its term before it leaves, and is the state read in the constructor, before anything else happens?`;
  return ' Is the vote on the disk before it leaves, and does every save since then hold a term and the vote that belongs to it, both in one save?';
}

/** Requesting votes in a term that a message brought is not a candidacy of that term. */
function notItsOwn(origin: TraceEvent | undefined): string {
  if (origin?.kind !== 'deliver' && origin?.kind !== 'return') return '';
  const from = origin.kind === 'deliver' ? origin.from : origin.to;
  return ` A message of ${name(from)} had brought it to that term (${when(origin)}), and it asked for votes in that term. A candidate must start a new term, and a request that leaves later must carry the term of the candidacy.`;
}
