import type { EventOf } from '../../world/sim/trace';
import type { Rule } from './rule';
import { name, when } from './wire';

/** Checks only getState(): a reply that was computed earlier may rightly leave late. */
export const termInBoot: Rule = {
  id: 'K.4',
  title: 'The term that getState() returns never decreases',
  paper: 'Figure 2, "currentTerm ... increases monotonically"',
  explanation:
    "Terms are Raft's clock. A server whose term decreases accepts stale requests again.",
  lookAt: 'every place that assigns currentTerm: is the new value always larger?',
  from: '2A',
  watch: () => {
    const latest = new Map<number, EventOf<'state'>>();
    return {
      boot: (event) => {
        latest.delete(event.server);
        return undefined;
      },
      state: (event) => {
        const before = latest.get(event.server);
        latest.set(event.server, event);
        if (!before || event.term >= before.term) return undefined;
        return {
          message: `${name(event.server)} was in term ${before.term} ${when(before)} and went back to term ${event.term} ${when(event)}.`,
          witness: [before, event],
        };
      },
    };
  },
};
