import type { AppendEntriesArgs } from '../../contract';
import type { Breach } from '../../world/sim/broken';
import type { EventOf } from '../../world/sim/trace';
import { accountOf } from './commit-account';
import { deed } from './commit-by-majority';
import type { Rule } from './rule';
import { appendEntries, appendReply, lastSent, name, requestVote, when } from './wire';

export const entryBefore: Rule = {
  id: 'AE.2',
  title: 'Refuse when the entry at prevLogIndex does not match',
  paper: 'Figure 2, AppendEntries receiver 2; section 5.3',
  explanation:
    'A success tells the leader that both logs are the same up to the last entry of the request. If the follower does not check the previous entry, the leader counts copies that do not exist.',
  lookAt:
    'the comparison of prevLogTerm with the term of your entry at prevLogIndex, also for heartbeats and when the log is too short; and whether a refused request leaves everything as it was, including commitIndex',
  from: '2A',
  watch: (world) => {
    const account = accountOf(world);
    /** By server: the newest term in which it was a candidate, and its latest success for entries. */
    const stood = new Map<number, number>();
    const accepted = new Map<number, EventOf<'reply'>>();
    const watcher = account.watch((excess) => {
      const { mismatch, event } = excess;
      const args = mismatch && appendEntries(mismatch);
      if (!args) return undefined;
      return {
        message: `${name(excess.server)} ${deed(excess)} ${when(event)} because of an AppendEntries of ${name(mismatch.from)} with ${entry(args)} (${when(mismatch)}). ${name(excess.server)} has never received such an entry: it must refuse the request and ignore its leaderCommit.`,
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
          message: `${name(event.to)} accepted an AppendEntries of ${name(event.from)}${args.entries.length === 0 ? ' without entries' : ''} with ${entry(args)} ${when(event)}, but it has never received such an entry: ${account.held.instead(event.to, args.prevLogIndex)}.`,
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
      message: `${refused}, though its prevLogIndex is 0, where all logs match. Does your code refuse it because the log is no longer empty (AE.2), because of its term (AE.1), because all its entries are there already (AE.4), or because it compares prevLogTerm ${args.prevLogTerm} with the term of its last entry instead of the one at prevLogIndex (AE.2)? ${name(event.to)} had accepted entries up to index ${lastSent(known).index} ${when(before)}, and the reply to a request with nothing new is a success.`,
      witness: [before, event],
    };
  if (isCandidate)
    return {
      rule: 'C.3',
      message: `${refused}, in which it was a candidate. The sender of AppendEntries has won that term: the candidate must become a follower and accept. Only args.term < currentTerm is a reason to refuse (AE.1).`,
      witness: [event],
    };
  return {
    rule: 'AE.1',
    message: `${refused}. A request of its own term is not stale: only args.term < currentTerm is refused. A server follows the leader of an equal term.`,
    witness: [event],
  };
}

function entry(args: { readonly prevLogIndex: number; readonly prevLogTerm: number }): string {
  return `prevLogIndex ${args.prevLogIndex} and prevLogTerm ${args.prevLogTerm}`;
}
