import type { Breach } from '../../world/sim/broken';
import type { EventOf } from '../../world/sim/trace';
import { accountOf, type Excess } from './commit-account';
import { deed } from './commit-by-majority';
import type { Rule } from './rule';
import { appendEntries, name, when } from './wire';

export const followCommit: Rule = {
  id: 'AE.5',
  title: "Follow the leader's commitIndex, no further than you know",
  paper: 'Figure 2, AppendEntries receiver 5; section 5.3',
  explanation:
    "A follower may hold entries at the end of its log that are not the leader's. leaderCommit speaks of the leader's log, so it counts only as far as both logs are known to be the same.",
  lookAt:
    'the lesser of leaderCommit and the index of the last new entry: prevLogIndex plus the number of entries of this request, not the end of the log',
  from: '2B',
  watch: (world) =>
    accountOf(world).watch((excess) => {
      const { office, event, bound, leaderCommit, vouched, mismatch, restart, server } = excess;
      if (office || mismatch) return undefined;
      if (restart) return takesUpCommitIndex(excess, restart);
      const told = leaderCommit
        ? `The highest leaderCommit that has come to it is ${leaderCommit.index} (${when(leaderCommit.event)})`
        : 'No leaderCommit above 0 has come to it';
      const term = vouched && appendEntries(vouched.event)?.term;
      const known = vouched
        ? `, and the last entry that the leader of term ${term ?? 0} has vouched for is at index ${vouched.index} (${when(vouched.event)})`
        : '';
      return {
        message: `${name(server)} ${deed(excess)} ${when(event)}, and may go no further than index ${bound}. ${told}${known}.`,
        witness: [leaderCommit?.event, vouched?.event, event].filter((one) => one !== undefined),
      };
    }),
};

/** No message has told it so: it must have come off the disk. */
function takesUpCommitIndex(excess: Excess, restart: EventOf<'boot'>): Breach {
  const { event, server } = excess;
  return {
    rule: 'P.1',
    message: `${name(server)} came back from a crash ${when(restart)} and ${deed(excess)} ${when(event)}, though no message since then has told it of a leaderCommit that far. commitIndex and lastApplied are volatile and start at 0 at each boot: an entry that is saved is not known to be committed, until a leader says so.`,
    witness: [restart, event],
  };
}
