import { accountOf } from './commit-account';
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
      const { office, event, bound, leaderCommit, vouched, mismatch, server } = excess;
      if (office || mismatch) return undefined;
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
