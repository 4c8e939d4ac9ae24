import type { AppendEntriesArgs } from '../../contract';
import type { EventOf } from '../../world/sim/trace';
import type { Rule } from './rule';
import { appendEntries, appendReply, lastSent, name, requestVote, voteReply, when } from './wire';

interface Acknowledged {
  readonly term: number;
  readonly index: number;
  readonly event: EventOf<'reply'>;
  /** Up to which index it had acknowledged entries in that term before, and 0 if none. */
  readonly known: number;
  /** Up to which index it had applied entries when the request arrived. */
  readonly applied: number;
  /** Whether its disk was synced between the request and the answer. */
  readonly isSaved: boolean;
  /** Whether it has crashed and restarted since. */
  readonly isBeforeCrash: boolean;
  /** What it had acknowledged in an older term. */
  readonly earlier?: EventOf<'reply'>;
  /** The latest success since then whose request ends earlier. */
  readonly shorter?: EventOf<'reply'>;
}

/** Unanswered requests of one call: more than one if it was duplicated. */
interface InService {
  copies: number;
  readonly firstArrived: number;
  /** Up to which index the server had applied entries by then. */
  readonly applied: number;
}

/**
 * Within one term a follower keeps what it acknowledged to that term's leader, even across a crash.
 *
 * A receiver may await before it answers, so a refusal may be older than it looks. It is judged only if
 * its request arrived after the acknowledgement had left, whichever copy of the request it answers, and
 * if nothing of a newer term had reached the server by then: a newer leader may rightly cut the log.
 */
export const acknowledgedStays: Rule = {
  id: 'AE.3',
  title: 'Delete only conflicting entries: acknowledged entries stay',
  paper: 'Figure 2, AppendEntries receiver 3 and 4; section 5.3',
  explanation:
    'The leader counts acknowledged entries towards a majority and may have committed them. A follower may delete an entry only when a leader sends a different one for that index.',
  lookAt:
    'whether the log is cut only at a real conflict (another term at the same index), whether success is sent only when the log holds all entries of the request, and in 2C whether they are saved before the reply',
  from: '2B',
  watch: ({ isPuppet }) => {
    const synced = new Map<number, number>();
    const applied = new Map<number, number>();
    const highest = new Map<number, Acknowledged>();
    const inService = new Map<number, Map<number, InService>>();
    const newestSeen = new Map<number, number>();
    const see = (server: number, term: number) => {
      if (term > (newestSeen.get(server) ?? 0)) newestSeen.set(server, term);
    };
    const inServiceOf = (server: number) => {
      const calls = inService.get(server) ?? new Map<number, InService>();
      inService.set(server, calls);
      return calls;
    };
    /** @returns the answered request, or an earlier copy of it, as it arrived */
    const answered = (server: number, call: number): InService => {
      const calls = inServiceOf(server);
      const found = calls.get(call);
      if (!found) return { copies: 0, firstArrived: 0, applied: 0 };
      found.copies--;
      if (found.copies === 0) calls.delete(call);
      return found;
    };
    return {
      boot: ({ server }) => {
        inService.delete(server);
        applied.delete(server);
        newestSeen.delete(server);
        const told = highest.get(server);
        if (told) highest.set(server, { ...told, isBeforeCrash: true });
        return undefined;
      },
      apply: ({ server, index }) => {
        applied.set(server, index);
        return undefined;
      },
      disk: ({ server, operation, order }) => {
        if (operation.op === 'sync' || operation.op === 'rename') synced.set(server, order);
        return undefined;
      },
      state: (event) => {
        see(event.server, event.term);
        return undefined;
      },
      return: (event) => {
        see(event.from, voteReply(event)?.term ?? appendReply(event)?.term ?? 0);
        return undefined;
      },
      deliver: (event) => {
        const args = appendEntries(event);
        see(event.to, args?.term ?? requestVote(event)?.term ?? 0);
        if (!args) return undefined;
        const calls = inServiceOf(event.to);
        const found = calls.get(event.call);
        if (found) found.copies++;
        else
          calls.set(event.call, {
            ...{ copies: 1, firstArrived: event.order },
            applied: applied.get(event.to) ?? 0,
          });
        return undefined;
      },
      reply: (event) => {
        const args = appendEntries(event);
        const reply = appendReply(event);
        if (!args || !reply || isPuppet(event.to)) return undefined;
        const { firstArrived: arrived, applied: appliedThen } = answered(event.to, event.call);
        const before = highest.get(event.to);
        if (reply.success) {
          const { index } = lastSent(args);
          if (
            !before ||
            args.term > before.term ||
            (args.term === before.term && index > before.index)
          )
            highest.set(event.to, {
              ...{ term: args.term, index, event, applied: appliedThen },
              known: before?.term === args.term ? before.index : 0,
              ...(before && args.term > before.term && { earlier: before.event }),
              ...(before?.earlier && args.term === before.term && { earlier: before.earlier }),
              isSaved: (synced.get(event.to) ?? -1) > arrived,
              isBeforeCrash: false,
            });
          else if (args.term === before.term && index < before.index)
            highest.set(event.to, { ...before, shorter: event });
          return undefined;
        }
        const isLost =
          before?.term === args.term &&
          reply.term === args.term &&
          (newestSeen.get(event.to) ?? 0) <= args.term &&
          args.prevLogIndex > 0 &&
          args.prevLogIndex <= before.index &&
          fits(args, before.event) &&
          before.event.order < arrived;
        if (!isLost) return undefined;
        // Entries that a crash lost were not saved, or were saved wrongly.
        const rule = before.isSaved ? 'P.1' : 'P.2';
        return {
          ...(before.isBeforeCrash && { rule }),
          message: `${name(event.to)} acknowledged all entries up to index ${before.index} to ${name(event.from)} in term ${args.term} (${when(before.event)})${before.isBeforeCrash ? ', crashed, restarted,' : ''} and then refused an AppendEntries with prevLogIndex ${args.prevLogIndex} in the same term (${when(event)}).${before.isBeforeCrash ? '' : before.shorter ? cutBy(before.shorter) : appliedThen >= args.prevLogIndex ? belowCommit(event, appliedThen, before) : keptIn(before, args)}`,
          witness: [before.event, event],
        };
      },
    };
  },
};

/** An entry that a newer leader replaced: was it really replaced? */
function keptIn(acknowledged: Acknowledged, args: AppendEntriesArgs): string {
  const { event, earlier } = acknowledged;
  const index = args.prevLogIndex;
  const old = earlier && termIn(earlier, index);
  const sent = termIn(event, index);
  if (old === undefined || sent === undefined || old === sent)
    return (
      notAppended(acknowledged, index) ??
      ' Are all entries of a request in the log before it succeeds? Is entries[i] put at index prevLogIndex + 1 + i, and is an entry deleted only if one of another term is sent for its index?'
    );
  return ` At index ${index} it held an entry of term ${old} before, and was sent one of term ${sent}: is a conflicting entry found (its index must be a number, not text) and deleted, but nothing before it, and is the new one put in its place?`;
}

/** A sentence if the refused index is that of a new entry of the request, whose first ones were known. */
function notAppended(acknowledged: Acknowledged, refused: number): string | undefined {
  const { index, known, applied, event } = acknowledged;
  const { prevLogIndex, entries } = event.args as AppendEntriesArgs;
  if (known <= prevLogIndex || refused <= known || entries.length === 0) return undefined;
  const isBelow = prevLogIndex < applied;
  const entry = known + 1 === index ? `entry ${index}` : `entries ${known + 1} to ${index}`;
  return ` The acknowledged request carried entries ${prevLogIndex + 1} to ${index}, and those up to index ${known} were there before: did your code append ${entry}, each entries[i] at index prevLogIndex + 1 + i, before it replied?${isBelow ? ` Or does it reply with success at once, because prevLogIndex ${prevLogIndex} is below commitIndex (it had applied index ${applied})?` : ''}`;
}

/** What is applied is committed, so the logs match there, and all that was acknowledged is still in its log. */
function belowCommit(event: EventOf<'reply'>, applied: number, before: Acknowledged): string {
  const { prevLogIndex, prevLogTerm } = event.args as AppendEntriesArgs;
  const { term } = lastSent(before.event.args as AppendEntriesArgs);
  const other =
    term === prevLogTerm
      ? ''
      : ` Or does it compare prevLogTerm ${prevLogTerm} with the term of its last entry?`;
  return ` ${name(event.to)} had applied all entries up to index ${applied} by then, so its log matches the leader's at index ${prevLogIndex}, and it must accept (AE.2): does your code refuse a request that starts below commitIndex?${other}`;
}

/** The term of the entry at that index in the acknowledged request, if it carries one. */
function termIn(acknowledged: EventOf<'reply'>, index: number): number | undefined {
  const { prevLogIndex, entries } = acknowledged.args as AppendEntriesArgs;
  return entries[index - prevLogIndex - 1]?.term;
}

/** A request that ends earlier says nothing about the entries after its last one. */
function cutBy(shorter: EventOf<'reply'>): string {
  const { index } = lastSent(shorter.args as AppendEntriesArgs);
  return ` In between it accepted an AppendEntries that ends at index ${index} (${when(shorter)}): does your code delete the entries after index ${index} then, though none of them conflicts?`;
}

/**
 * Whether the request names the same previous entry as the acknowledged one; if not, its sender is
 * wrong.
 */
function fits(args: AppendEntriesArgs, acknowledged: EventOf<'reply'>): boolean {
  const { prevLogIndex, prevLogTerm, entries } = acknowledged.args as AppendEntriesArgs;
  const known =
    args.prevLogIndex === prevLogIndex
      ? prevLogTerm
      : entries[args.prevLogIndex - prevLogIndex - 1]?.term;
  // An earlier index: logs that match at a later entry also match there.
  return known === undefined || known === args.prevLogTerm;
}
