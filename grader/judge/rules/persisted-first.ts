import type { AppendEntriesArgs, AppendEntriesReply, RequestVoteReply } from '../../contract';
import type { Breach } from '../../world/sim/broken';
import type { EventOf, TraceEvent } from '../../world/sim/trace';
import type { Rule, World } from './rule';
import { entryKey, lossText, Saves, termKey } from './saves';
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
 * because a boot costs as much as some hundred messages; in a directed test, where little happens, all
 * are asked, and whether the term that a message tells is kept as well.
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
    const again = new Asked();
    const chosen = (kind: keyof typeof ONE_IN, server: number, promise: string) => {
      if (world.questions === 'none') return false;
      if (world.questions === 'all') return again.isNew(server, `${kind} ${promise}`);
      if (asked[kind] >= QUESTIONS_MAX) return false;
      if (asked[kind] >= ALWAYS_FIRST && !world.rng.chance(1, ONE_IN[kind])) return false;
      asked[kind]++;
      return true;
    };
    const saves = new Saves(world.servers);
    const ask: Ask = { world, saves };
    const termTold = (event: Message, server: number, term: number) =>
      world.questions === 'all' && again.isNew(server, `term ${term}`)
        ? termKept(ask, event, server, term)
        : undefined;
    return {
      boot: (event) => {
        saves.booted(event);
        return undefined;
      },
      deliver: (event) => {
        saves.came(event);
        return undefined;
      },
      return: (event) => {
        saves.heard(event);
        return undefined;
      },
      state: ({ server, order }) => {
        saves.did(server, order);
        return undefined;
      },
      start: ({ server, index, term, order }) => {
        saves.took(server, entryKey({ index, term }), order);
        return undefined;
      },
      disk: (event) => {
        again.forget(event.server);
        saves.wrote(event);
        return undefined;
      },
      send: (event) => {
        const { from } = event;
        saves.promised(event, promiseIn(event));
        const candidacy = requestVote(event);
        if (candidacy && chosen('candidacy', from, `${candidacy.term}`))
          return voteKept(ask, event, from, candidacy.term, from);
        const args = appendEntries(event);
        if (args && args.entries.length > 0 && chosen('entries', from, promiseOf(args)))
          return entriesKept(ask, event, from, args.term, lastSent(args), 'sent');
        return args && termTold(event, from, args.term);
      },
      reply: (event) => {
        const { to } = event;
        saves.promised(event, promiseIn(event));
        const vote = requestVote(event);
        if (vote && voteReply(event)?.voteGranted && chosen('vote', to, `${vote.term}`))
          return voteKept(ask, event, to, vote.term, event.from);
        const args = appendEntries(event);
        if (args && appendReply(event)?.success && chosen('acknowledgement', to, promiseOf(args))) {
          const breach = entriesKept(ask, event, to, args.term, lastSent(args), 'acknowledged');
          if (breach) return breach;
        }
        return termTold(event, to, (voteReply(event) ?? appendReply(event))?.term ?? 0);
      },
    };
  },
};

interface Ask {
  readonly world: World;
  readonly saves: Saves;
}

/** What was asked already about a disk that has not changed since: the answer would be the same. */
class Asked {
  readonly #promises = new Map<number, Set<string>>();

  isNew(server: number, promise: string): boolean {
    const promises = this.#promises.get(server) ?? new Set();
    this.#promises.set(server, promises);
    if (promises.has(promise)) return false;
    promises.add(promise);
    return true;
  }

  /** Its disk has changed. */
  forget(server: number): void {
    this.#promises.delete(server);
  }
}

function promiseOf(args: AppendEntriesArgs): string {
  const { index, term } = lastSent(args);
  return `${args.term} ${index} ${term}`;
}

/** What the message promises first of all, as {@link Saves} knows it. */
function promiseIn(event: Message): string {
  const vote = requestVote(event);
  if (event.kind === 'send') {
    if (vote) return voteKey(vote.term, event.from);
    const args = appendEntries(event);
    return args && args.entries.length > 0 ? entryKey(lastSent(args)) : termKey(args?.term ?? 0);
  }
  const args = appendEntries(event);
  if (args && appendReply(event)?.success) return entryKey(lastSent(args));
  if (vote && voteReply(event)?.voteGranted) return voteKey(vote.term, event.from);
  return termKey((voteReply(event) ?? appendReply(event))?.term ?? 0);
}

function voteKey(term: number, candidate: number): string {
  return `vote ${term} ${candidate}`;
}

/** Would it, after a crash right now, come back in an older term than it has just told? */
function termKept(
  { world, saves }: Ask,
  event: Message,
  server: number,
  term: number,
): Breach | undefined {
  // The question itself brings term 1.
  if (term < 2) return undefined;
  const reply = world.question(server, 'requestVote', {
    term: 1,
    candidateId: event.from === server ? event.to : event.from,
    lastLogIndex: 0,
    lastLogTerm: 0,
  }) as RequestVoteReply | undefined;
  if (!reply || reply.term >= term) return undefined;
  const disk = saves.of(server, termKey(term));
  const then = reply.term < 2 ? `it knows nothing of term ${term}` : `it is in term ${reply.term}`;
  return {
    message: `${name(server)} spoke of term ${term} ${when(event)}${lossText(server, disk, { then, what: 'that' })}`,
    witness: shown(disk, event),
  };
}

/** Would it, after a crash right now, vote for another candidate in the same term? */
function voteKept(
  { world, saves }: Ask,
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
  const disk = saves.of(voter, voteKey(term, candidate));
  const then = `it would vote for ${name(other)} in term ${term}`;
  const besides = candidate === 0 ? " 0 is a server's number, too." : '';
  return {
    message: `${what} ${when(event)}${lossText(voter, disk, { then, what: 'that', besides })}`,
    witness: shown(disk, event),
  };
}

/**
 * Would it, after a crash right now, still take an AppendEntries of that term that follows the entry?
 * A newer term on the disk means that the message is an old one on its way out: no answer either way.
 */
function entriesKept(
  { world, saves }: Ask,
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
  const disk = saves.of(holder, entryKey(last));
  const then = `it does not have the entry of term ${last.term} at index ${last.index}`;
  const besides = ' One entry more or less, such as that at index 0, moves all others.';
  return {
    message: `${name(holder)} ${verb} entries up to index ${last.index} in term ${term} ${when(event)}${lossText(holder, disk, { then, what: 'they', besides })}`,
    witness: shown(disk, event),
  };
}

function shown(disk: EventOf<'disk'> | undefined, event: Message): readonly TraceEvent[] {
  return disk ? [disk, event] : [event];
}
