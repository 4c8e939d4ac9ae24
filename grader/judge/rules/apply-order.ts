import type { EventOf } from '../../world/sim/trace';
import type { Rule } from './rule';
import { name, when } from './wire';

export const applyOrder: Rule = {
  id: 'ALL.1',
  title: 'Entries are applied in log order, each once, without gaps',
  paper: 'Figure 2, "All servers"; section 5.3',
  explanation:
    'The service above Raft is a state machine that starts empty at every boot: it must be given entry 1, 2, 3, ... exactly once each.',
  lookAt: 'the loop that moves lastApplied up to commitIndex, one entry at a time',
  from: '2B',
  watch: () => {
    const last = new Map<number, EventOf<'apply'>>();
    return {
      boot: (event) => {
        last.delete(event.server);
        return undefined;
      },
      apply: (event) => {
        const before = last.get(event.server);
        const due = (before?.index ?? 0) + 1;
        last.set(event.server, event);
        if (event.index === due) return undefined;
        const after = before
          ? `after index ${before.index} (${when(before)})`
          : 'first since its boot';
        return {
          message: `${name(event.server)} applied index ${event.index} ${when(event)}, ${after}; index ${due} was due.`,
          witness: before ? [before, event] : [event],
        };
      },
    };
  },
};
