import type { Breach } from '../../world/sim/broken';
import type { EventOf } from '../../world/sim/trace';
import { accountOf, type Excess } from './commit-account';
import { deed } from './commit-by-majority';
import type { Rule } from './rule';
import { appendEntries, name, when } from './wire';

export const followCommit: Rule = {
  id: 'AE.5',
  title: "Follow the leader's commitIndex, only as far as the logs are known to match",
  paper: 'Figure 2, AppendEntries receiver 5; section 5.3',
  explanation:
    "The end of a follower's log may hold entries that the leader does not have. leaderCommit refers to the leader's log, so it counts only as far as both logs are known to be the same.",
  lookAt:
    'the smaller of leaderCommit and the index of the last new entry, which is prevLogIndex plus the number of entries of this request, not the end of the log; and whether commitIndex ever decreases',
  from: '2B',
  watch: (world) =>
    accountOf(world).watch((excess) => {
      const { leadership, event, bound, leaderCommit, vouched, mismatch, restart, server } = excess;
      if (leadership || mismatch) return undefined;
      if (restart) return takesUpCommitIndex(excess, restart);
      const told = leaderCommit
        ? `The highest leaderCommit it has received is ${leaderCommit.index} (${when(leaderCommit.event)})`
        : 'It has received no leaderCommit above 0';
      const term = vouched && appendEntries(vouched.event)?.term;
      const known = vouched
        ? `, and its log is known to match that of the leader of term ${term ?? 0} up to index ${vouched.index} (${when(vouched.event)})`
        : '';
      return {
        message: `${name(server)} ${deed(excess)} ${when(event)}, but may commit only up to index ${bound}. ${told}${known}.`,
        witness: [leaderCommit?.event, vouched?.event, event].filter((one) => one !== undefined),
      };
    }),
};

/** No message brought that commitIndex, so the server must have read it from its disk. */
function takesUpCommitIndex(excess: Excess, restart: EventOf<'boot'>): Breach {
  const { event, server } = excess;
  return {
    rule: 'P.1',
    message: `${name(server)} restarted after a crash (${when(restart)}) and ${deed(excess)} ${when(event)}, though no message since then brought such a high leaderCommit. commitIndex and lastApplied are volatile and start at 0 at each boot: a saved entry counts as committed only after a leader confirms it.`,
    witness: [restart, event],
  };
}
