import type { AppendEntriesReply, RequestVoteReply } from '../contract';
import type { Breach } from '../sim/broken';
import type { EventOf } from '../sim/trace';
import type { Rule, World } from './rule';
import { appendEntries, appendReply, lastSent, name, requestVote, voteReply, when } from './wire';

type Message = EventOf<'send' | 'reply'>;

/** The first so many promises of a kind are all questioned, later ones one in so many, up to a limit. */
const ALWAYS_FIRST = 4;
const QUESTIONS_MAX = 24;
const ONE_IN = { vote: 4, candidacy: 4, acknowledgement: 48, entries: 48 } as const;
/** A log that beats any other. */
const LONGEST_LOG = 1_000_000_000;

/**
 * Whenever a message leaves that promises something, a throwaway server is booted on what the sender's
 * disk is certain to keep at that instant, and asked whether it would keep the promise. Sampled,
 * because a boot costs as much as some hundred messages.
 */
export const persistedFirst: Rule = {
  id: 'P.2',
  title: 'Persist before you answer',
  paper: 'Figure 2, "Updated on stable storage before responding to RPCs"',
  explanation:
    'A promise that has left in a message must survive a crash that comes right after: the vote, the entries accepted, the term. What is saved later, or written but not synced, may be gone.',
  lookAt: 'the order of things in the handler: change, save, and only then answer or send',
  from: '2C',
  watch: (world) => {
    const asked = { vote: 0, candidacy: 0, acknowledgement: 0, entries: 0 };
    const chosen = (kind: keyof typeof ONE_IN) => {
      if (asked[kind] >= QUESTIONS_MAX) return false;
      if (asked[kind] >= ALWAYS_FIRST && !world.rng.chance(1, ONE_IN[kind])) return false;
      asked[kind]++;
      return true;
    };
    return {
      send: (event) => {
        const candidacy = requestVote(event);
        if (candidacy && chosen('candidacy'))
          return voteKept(world, event, event.from, candidacy.term, event.from);
        const args = appendEntries(event);
        if (args && args.entries.length > 0 && chosen('entries'))
          return entriesKept(world, event, event.from, args.term, lastSent(args), 'sent');
        return undefined;
      },
      reply: (event) => {
        const asked = requestVote(event);
        if (asked && voteReply(event)?.voteGranted && chosen('vote'))
          return voteKept(world, event, event.to, asked.term, event.from);
        const args = appendEntries(event);
        if (args && appendReply(event)?.success && chosen('acknowledgement'))
          return entriesKept(world, event, event.to, args.term, lastSent(args), 'acknowledged');
        return undefined;
      },
    };
  },
};

/** Would it, after a crash right now, vote for another candidate in the same term? */
function voteKept(
  world: World,
  event: Message,
  voter: number,
  term: number,
  candidate: number,
): Breach | undefined {
  const other = [0, 1, 2].find((id) => id !== voter && id !== candidate);
  if (other === undefined || other >= world.servers) return undefined;
  const reply = world.question(voter, 'requestVote', {
    term,
    candidateId: other,
    lastLogIndex: LONGEST_LOG,
    lastLogTerm: term,
  }) as RequestVoteReply | undefined;
  if (!reply?.voteGranted) return undefined;
  const what =
    voter === candidate
      ? `${name(voter)} asked for votes as a candidate of term ${term}`
      : `${name(voter)} granted its vote to ${name(candidate)} in term ${term}`;
  return {
    message: `${what} ${when(event)}, but that is not on its disk yet: booted on what is synced at that moment, it would vote for ${name(other)} in term ${term}.`,
    witness: [event],
  };
}

/**
 * Would it, after a crash right now, still take an AppendEntries of that term that follows the entry?
 * A newer term on the disk means that the message is an old one on its way out: no answer either way.
 */
function entriesKept(
  world: World,
  event: Message,
  holder: number,
  term: number,
  last: { readonly index: number; readonly term: number },
  verb: 'sent' | 'acknowledged',
): Breach | undefined {
  if (last.index === 0) return undefined;
  const reply = world.question(holder, 'appendEntries', {
    term,
    leaderId: event.from === holder ? event.to : event.from,
    prevLogIndex: last.index,
    prevLogTerm: last.term,
    entries: [],
    leaderCommit: 0,
  }) as AppendEntriesReply | undefined;
  if (!reply || reply.success || reply.term > term) return undefined;
  return {
    message: `${name(holder)} ${verb} entries up to index ${last.index} in term ${term} ${when(event)}, but they are not on its disk yet: booted on what is synced at that moment, it does not have the entry of term ${last.term} at index ${last.index}.`,
    witness: [event],
  };
}
