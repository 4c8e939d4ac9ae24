import type { EventOf } from '../../world/sim/trace';
import type { Rule } from './rule';
import { name, when } from './wire';

export const stateMachineSafety: Rule = {
  id: 'S.5',
  title: 'State Machine Safety: no two servers apply different commands at one index',
  paper: 'Figure 3; section 5.4.3',
  explanation:
    'This is what Raft is for. Once a command was applied at an index, no server may ever apply another there, nor may the command be lost.',
  lookAt:
    'the commit rule of the leader (L.5) and of the follower (AE.5, after the check of AE.2), the election restriction (RV.3), and in 2C what is saved before it is acknowledged',
  from: '2B',
  watch: () => {
    const applied = new Map<number, EventOf<'apply'>>();
    const offered = new Set<string>();
    return {
      start: (event) => {
        offered.add(event.command);
        return undefined;
      },
      apply: (event) => {
        const first = applied.get(event.index);
        if (!first) applied.set(event.index, event);
        if (first && first.command !== event.command)
          return {
            message: `${name(first.server)} applied "${first.command}" at index ${event.index} ${when(first)}, and ${name(event.server)} applied "${event.command}" there ${when(event)}.`,
            witness: [first, event],
          };
        if (first || offered.has(event.command)) return undefined;
        return {
          message: `${name(event.server)} applied "${event.command}" at index ${event.index} ${when(event)}, a command that no client ever gave to start().`,
          witness: [event],
        };
      },
    };
  },
};
