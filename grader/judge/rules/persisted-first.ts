import type { AppendEntriesArgs, RequestVoteArgs } from '../../contract';
import type { EventOf } from '../../world/sim/trace';
import { accountOf } from './commit-account';
import { CounterQuestions } from './counter-questions';
import { knownEntriesOf } from './known-entries';
import { type Ask, copyKept, entriesKept, termKept, voteKept } from './promise-kept';
import type { Rule } from './rule';
import { entryKey, Saves, termKey, voteKey } from './saves';
import { appendEntries, appendReply, lastSent, requestVote, voteReply } from './wire';

type Message = EventOf<'send' | 'reply'>;

/**
 * The first promises of each kind are all questioned, later ones at random, with half the chance after each
 * eight questions: a long run has questions until its end. A promise that is repeated counts once per boot, so
 * repeated messages or writes do not use up the questions.
 */
const ALWAYS_FIRST = 4;
const CHANCE_HALVES_AFTER = 8;
const ONE_IN = { vote: 2, candidacy: 2, acknowledgement: 32, copy: 32 } as const;

/**
 * Whenever a message leaves that promises something, a throwaway server is booted on what the sender's
 * disk is certain to keep at that instant, and asked whether it would keep the promise. This is
 * sampled, because a boot costs as much as some hundred messages. In a directed test, where little
 * happens, all promises are questioned, and also whether the term of each message is kept.
 *
 * A leader may send an entry while it is still saving it (section 10.2.1 of Ongaro's dissertation), so
 * sending one promises nothing. The leader's own copy becomes a promise when the leader counts it.
 */
export const persistedFirst: Rule = {
  id: 'P.2',
  title: 'Persist before you reply',
  paper: 'Figure 2, "Updated on stable storage before responding to RPCs"',
  explanation:
    "A promise made in a message (a vote, accepted entries, a term) must survive a crash right after it. So must the leader's own copy of an entry that it counts. Data that is saved later, or written but not synced, may be lost.",
  lookAt:
    'the order of steps in the handler: change, save, and only then reply or send; if you save only after a change, whether each change counts as one, such as the term or the vote alone',
  from: '2C',
  watch: (world) => {
    const asked = { vote: 0, candidacy: 0, acknowledgement: 0, copy: 0 };
    const account = accountOf(world);
    const again = new Asked();
    const chosen = (kind: keyof typeof ONE_IN, server: number, promise: string) => {
      if (world.questions === 'none' || !again.isNew(server, `${kind} ${promise}`)) return false;
      if (world.questions === 'all') return true;
      const later = asked[kind] - ALWAYS_FIRST;
      const oneIn = ONE_IN[kind] * 2 ** Math.floor(later / CHANCE_HALVES_AFTER);
      if (later >= 0 && !world.rng.chance(1, oneIn)) return false;
      asked[kind]++;
      return true;
    };
    const saves = new Saves(world.servers);
    const ask: Ask = { world, saves };
    const counter = new CounterQuestions(ask);
    const voteAsked = (event: Message, voter: number, args: RequestVoteArgs) =>
      voteKept(ask, event, voter, args) ?? counter.vote(event, voter, args);
    const termTold = (event: Message, server: number, term: number) =>
      world.questions === 'all' && again.isNew(server, `term ${term}`)
        ? termKept(ask, event, server, term)
        : undefined;
    const ownCopyKept = (event: EventOf<'apply' | 'send'>) => {
      account.take(event);
      const copy = account.ownCopy(event);
      return copy && chosen('copy', copy.leader, `${copy.index} ${copy.term}`)
        ? (copyKept(ask, event, copy) ?? counter.log(event, copy.leader, copy.index))
        : undefined;
    };
    return {
      boot: (event) => {
        account.take(event);
        saves.booted(event);
        again.forget(event.server);
        return undefined;
      },
      deliver: (event) => {
        account.take(event);
        saves.came(event);
        return undefined;
      },
      return: (event) => {
        account.take(event);
        saves.heard(event);
        return undefined;
      },
      state: (event) => {
        account.take(event);
        saves.did(event.server, event.order);
        return undefined;
      },
      start: (event) => {
        account.take(event);
        saves.took(event.server, entryKey(event), event.order);
        return undefined;
      },
      disk: (event) => {
        if (world.questions === 'all') again.forget(event.server);
        saves.wrote(event);
        return undefined;
      },
      send: (event) => {
        const { from } = event;
        knownEntriesOf(world).take(event);
        saves.promised(event, promiseIn(event));
        const candidacy = requestVote(event);
        if (candidacy && chosen('candidacy', from, `${candidacy.term}`))
          return voteAsked(event, from, candidacy);
        const args = appendEntries(event);
        if (!args || world.isPuppet(from)) return undefined;
        return ownCopyKept(event) ?? termTold(event, from, args.term);
      },
      apply: ownCopyKept,
      reply: (event) => {
        account.take(event);
        const { to } = event;
        saves.promised(event, promiseIn(event));
        const vote = requestVote(event);
        if (vote && voteReply(event)?.voteGranted && chosen('vote', to, `${vote.term}`))
          return voteAsked(event, to, vote);
        const args = appendEntries(event);
        const { index } = args ? lastSent(args) : { index: 0 };
        // An empty log promises nothing, so heartbeats to it must not use up the questions.
        const isPromise = index > 0 && appendReply(event)?.success;
        if (args && isPromise && chosen('acknowledgement', to, promiseOf(args))) {
          const breach = entriesKept(ask, event, args) ?? counter.log(event, to, index);
          if (breach) return breach;
        }
        return termTold(event, to, (voteReply(event) ?? appendReply(event))?.term ?? 0);
      },
    };
  },
};

/** Questions already put to a disk that has not changed since. The answer would be the same. */
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

/** The most important promise of the message, as a key of {@link Saves}. */
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
