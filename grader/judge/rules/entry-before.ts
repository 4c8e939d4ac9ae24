import type { Breach } from '../../world/sim/broken';
import type { EventOf } from '../../world/sim/trace';
import { accountOf } from './commit-account';
import { deed } from './commit-by-majority';
import type { Rule } from './rule';
import { appendEntries, appendReply, name, when } from './wire';

export const entryBefore: Rule = {
  id: 'AE.2',
  title: 'Refuse when nothing matches at prevLogIndex',
  paper: 'Figure 2, AppendEntries receiver 2; section 5.3',
  explanation:
    'A success tells the leader that both logs are the same up to the last entry of the request. Said without a look at the entry before, the leader counts copies that do not exist.',
  lookAt:
    "the comparison of prevLogTerm with the term of one's own entry at prevLogIndex: also for an empty request, and when the log does not reach that far",
  from: '2A',
  watch: (world) => {
    const account = accountOf(world);
    return {
      ...account.watch((excess) => {
        const { mismatch, event } = excess;
        const args = mismatch && appendEntries(mismatch);
        if (!args) return undefined;
        return {
          message: `${name(excess.server)} ${deed(excess)} ${when(event)} on the word of an AppendEntries of ${name(mismatch.from)} that follows ${entry(args)} (${when(mismatch)}), and no such entry was ever brought to it.`,
          witness: [mismatch, event],
        };
      }),
      reply: (event) => {
        account.take(event);
        const args = appendEntries(event);
        const reply = appendReply(event);
        if (!args || !reply || world.isPuppet(event.to)) return undefined;
        if (args.prevLogIndex === 0 && args.prevLogTerm === 0 && !reply.success)
          return reply.term === args.term ? refusedAtSentinel(event, args.term) : undefined;
        if (!reply.success) return undefined;
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
function refusedAtSentinel(event: EventOf<'reply'>, term: number): Breach {
  return {
    message: `${name(event.to)} refused an AppendEntries of ${name(event.from)}, leader of term ${term}, in that same term ${when(event)}, though it follows index 0, where all logs match. A request of one's own term is not stale: is it refused only if args.term < currentTerm (AE.1)?`,
    witness: [event],
  };
}

function entry(args: { readonly prevLogIndex: number; readonly prevLogTerm: number }): string {
  return `the entry of term ${args.prevLogTerm} at index ${args.prevLogIndex}`;
}
