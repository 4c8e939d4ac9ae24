import type { Breach } from '../../world/sim/broken';
import type { EventOf } from '../../world/sim/trace';
import type { Rule } from './rule';
import { appendEntries, list, name, requestVote, voteReply, when } from './wire';

/** The replies to vote requests of one term that a server has received since its boot. */
interface Election {
  hasAsked: boolean;
  isWon: boolean;
  /** The first granted vote of each other server. */
  readonly votes: Map<number, EventOf<'return'>>;
  /** Granted votes of older elections that arrived after this one had begun. */
  readonly late: EventOf<'return'>[];
  /** Granted votes of servers that had already granted theirs. */
  readonly again: EventOf<'return'>[];
  /** Requests that got no reply. */
  readonly lost: EventOf<'return'>[];
}

/** A server claims leadership by sending AppendEntries or through getState(). */
export const votesMakeLeader: Rule = {
  id: 'C.2',
  title: 'Votes from a majority make a leader',
  paper: 'Figure 2, "Candidates"; section 5.2',
  explanation:
    'Any two majorities share a server, which votes once per term, so a term has at most one leader. This fails if a candidate counts a vote of another term, counts a vote twice, or acts as leader without a majority.',
  lookAt:
    'what is checked when a vote arrives (is it granted, is it for the current term, has this server voted before, are you still a candidate?), whether each candidacy starts a new count, how many votes make a majority, whether a deposed leader still sends, and what getState() returns',
  from: '2A',
  watch: ({ servers, isPuppet }) => {
    const majority = Math.floor(servers / 2) + 1;
    const elections = Array.from({ length: servers }, () => new Map<number, Election>());
    const newest = new Array<number>(servers).fill(0);
    /** By server: the event that shows it in its present term. */
    const came = new Map<number, EventOf<'state'>>();
    const electionOf = (server: number, term: number): Election => {
      const known = elections[server]?.get(term);
      if (known) return known;
      const made: Election = {
        hasAsked: false,
        isWon: false,
        votes: new Map(),
        late: [],
        again: [],
        lost: [],
      };
      elections[server]?.set(term, made);
      return made;
    };
    const claim = (server: number, term: number, event: EventOf<'state' | 'send'>) => {
      if (isPuppet(server)) return undefined;
      const election = electionOf(server, term);
      election.isWon ||= election.votes.size + 1 >= majority;
      if (election.isWon) return undefined;
      const { hasAsked, votes, late, again, lost } = election;
      const led = [...(elections[server] ?? [])].filter(([, { isWon }]) => isWon).at(-1)?.[0] ?? 0;
      const arrival = came.get(server);
      if (event.kind === 'send' && !hasAsked && led > 0 && led < term && arrival?.term === term)
        return goesOnSending(event, led, arrival);
      const others = `${votes.size === 1 ? 'that' : 'those'} of ${list(votes.keys())}`;
      const own = votes.size === 0 ? 'only its own vote' : `only its own vote and ${others}`;
      const has = hasAsked ? `has ${own}` : 'has not asked for votes in that term';
      const lateVotes = late.map(
        (vote) =>
          ` The vote of ${name(vote.to)} that arrived ${when(vote)} was for term ${requestVote(vote)?.term ?? 0}, an election that was over.`,
      );
      const votesAgain = again.map(
        (vote) =>
          ` The vote of ${name(vote.to)} that arrived again ${when(vote)} counts only once.`,
      );
      const former = late.length + again.length > 0 ? [] : formerVotes(elections[server], term);
      const formerText = former.map(
        (vote) =>
          ` ${name(vote.to)} voted for it ${when(vote)}, in term ${requestVote(vote)?.term ?? 0}: does each candidacy start a new count?`,
      );
      const unanswered =
        votes.size === 0 && lost.length >= majority - 1
          ? ` It learned that ${lost.length} of its requests got no reply: undefined is not a vote.`
          : '';
      const isIt =
        event.kind === 'state'
          ? `The getState() of ${name(server)} says that it leads term ${term} ${when(event)}, but it`
          : `${name(server)} sent AppendEntries of term ${term} ${when(event)}, as only that term's leader may, but`;
      return {
        message: `${isIt} ${has}; a majority of ${servers} servers is ${majority}.${[...lateVotes, ...votesAgain, ...formerText].join('')}${unanswered}`,
        witness: [
          ...former,
          ...votes.values(),
          ...late,
          ...again,
          ...(unanswered ? lost : []),
          event,
        ],
      };
    };
    return {
      boot: ({ server }) => {
        elections[server]?.clear();
        came.delete(server);
        newest[server] = 0;
        return undefined;
      },
      return: (event) => {
        const args = requestVote(event);
        if (args && event.reply === undefined) electionOf(event.from, args.term).lost.push(event);
        if (!args || voteReply(event)?.voteGranted !== true) return undefined;
        const { votes, again } = electionOf(event.from, args.term);
        if (votes.has(event.to)) again.push(event);
        else votes.set(event.to, event);
        const present = newest[event.from] ?? 0;
        if (args.term < present) electionOf(event.from, present).late.push(event);
        return undefined;
      },
      state: (event) => {
        if (came.get(event.server)?.term !== event.term) came.set(event.server, event);
        return event.isLeader ? claim(event.server, event.term, event) : undefined;
      },
      send: (event) => {
        const append = appendEntries(event);
        if (append) return claim(event.from, append.term, event);
        const term = requestVote(event)?.term ?? 0;
        electionOf(event.from, term).hasAsked = true;
        newest[event.from] = Math.max(newest[event.from] ?? 0, term);
        return undefined;
      },
    };
  },
};

/** The latest vote of each server that voted for it in an older term, and not in this one. */
function formerVotes(
  elections: ReadonlyMap<number, Election> | undefined,
  term: number,
): readonly EventOf<'return'>[] {
  const latest = new Map<number, EventOf<'return'>>();
  for (const [older, { votes }] of elections ?? [])
    if (older < term) for (const [server, vote] of votes) latest.set(server, vote);
  for (const server of elections?.get(term)?.votes.keys() ?? []) latest.delete(server);
  return [...latest.values()].sort((a, b) => a.order - b.order);
}

/** The server won an older term and did not ask for votes in this one, so it simply keeps sending. */
function goesOnSending(event: EventOf<'send'>, led: number, arrival: EventOf<'state'>): Breach {
  const { term } = arrival;
  return {
    rule: 'ALL.2',
    message: `${name(event.from)} led term ${led}, learned of term ${term} ${when(arrival)}, and still sends AppendEntries ${when(event)}, now in term ${term}, in which it was never a candidate. A leader that sees a newer term becomes a follower: do its heartbeats stop then, and does code that has waited (a timer, an await) check role and term again before it sends, counts a vote or becomes leader?`,
    witness: [arrival, event],
  };
}
