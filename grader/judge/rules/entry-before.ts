import type { AppendEntriesArgs } from '../../contract';
import type { Breach } from '../../world/sim/broken';
import type { EventOf } from '../../world/sim/trace';
import { accountOf } from './commit-account';
import { deed } from './commit-by-majority';
import type { Rule } from './rule';
import { appendEntries, appendReply, lastSent, name, requestVote, when } from './wire';

export const entryBefore: Rule = {
  id: 'AE.2',
  title: 'Refuse when nothing matches at prevLogIndex',
  paper: 'Figure 2, AppendEntries receiver 2; section 5.3',
  explanation:
    'A success tells the leader that both logs are the same up to the last entry of the request. Said without a look at the entry before, the leader counts copies that do not exist.',
  lookAt:
    "the comparison of prevLogTerm with the term of one's own entry at prevLogIndex: also for an empty request, and when the log does not reach that far; and whether a request that is refused changes nothing, commitIndex neither",
  from: '2A',
  watch: (world) => {
    const account = accountOf(world);
    /** By server: the newest term in which it was a candidate, and the furthest success that it answered. */
    const stood = new Map<number, number>();
    const accepted = new Map<number, EventOf<'reply'>>();
    const watcher = account.watch((excess) => {
      const { mismatch, event } = excess;
      const args = mismatch && appendEntries(mismatch);
      if (!args) return undefined;
      return {
        message: `${name(excess.server)} ${deed(excess)} ${when(event)} on the word of an AppendEntries of ${name(mismatch.from)} that follows ${entry(args)} (${when(mismatch)}), and no such entry was ever brought to it: such a request is refused, and its leaderCommit does not count.`,
        witness: [mismatch, event],
      };
    });
    return {
      ...watcher,
      send: (event) => {
        const candidacy = requestVote(event);
        if (candidacy) stood.set(event.from, candidacy.term);
        return watcher.send?.(event);
      },
      reply: (event) => {
        account.take(event);
        const args = appendEntries(event);
        const reply = appendReply(event);
        if (!args || !reply || world.isPuppet(event.to)) return undefined;
        if (args.prevLogIndex === 0 && args.prevLogTerm === 0 && !reply.success)
          return reply.term === args.term
            ? refusedAtSentinel(event, args, {
                isCandidate: stood.get(event.to) === args.term,
                before: accepted.get(event.to),
              })
            : undefined;
        if (!reply.success) return undefined;
        if (args.entries.length > 0) accepted.set(event.to, event);
        if (account.held.mayHold(event.to, args.prevLogIndex, args.prevLogTerm)) return undefined;
        return {
          message: `${name(event.to)} accepted an AppendEntries of ${name(event.from)} that follows ${entry(args)} ${when(event)}, and no such entry was ever brought to it.`,
          witness: [event],
        };
      },
    };
  },
};

/** All logs match at the sentinel, so only an older term is a reason to refuse. */
function refusedAtSentinel(
  event: EventOf<'reply'>,
  args: AppendEntriesArgs,
  {
    isCandidate,
    before,
  }: { readonly isCandidate: boolean; readonly before: EventOf<'reply'> | undefined },
): Breach {
  const { term, entries } = args;
  const refused = `${name(event.to)} refused an AppendEntries of ${name(event.from)}, leader of term ${term}, in that same term ${when(event)}`;
  const known = before && appendEntries(before);
  if (known && entries.length > 0 && lastSent(known).index >= lastSent(args).index)
    return {
      rule: 'AE.4',
      message: `${refused}, though it follows index 0, where all logs match. Is it refused because the log is no longer empty (AE.2), because of its term (AE.1), or because all its entries are there already (AE.4)? ${name(event.to)} had accepted entries up to index ${lastSent(known).index} ${when(before)}, and a request that brings nothing new is a success.`,
      witness: [before, event],
    };
  if (isCandidate)
    return {
      rule: 'C.3',
      message: `${refused}, in which it was a candidate. Whoever sends AppendEntries in that term has won it: the candidate becomes a follower and accepts. Only args.term < currentTerm is a reason to refuse (AE.1).`,
      witness: [event],
    };
  return {
    rule: 'AE.1',
    message: `${refused}. A request of its own term is not stale: only args.term < currentTerm is refused, and an equal term is that of the leader that it follows.`,
    witness: [event],
  };
}

function entry(args: { readonly prevLogIndex: number; readonly prevLogTerm: number }): string {
  return `the entry of term ${args.prevLogTerm} at index ${args.prevLogIndex}`;
}
