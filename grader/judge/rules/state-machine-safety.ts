import type { Breach } from '../../world/sim/broken';
import type { EventOf } from '../../world/sim/trace';
import type { Rule } from './rule';
import { appendEntries, name, when } from './wire';

export const stateMachineSafety: Rule = {
  id: 'S.5',
  title: 'State Machine Safety: no two servers apply different commands at one index',
  paper: 'Figure 3; section 5.4.3',
  explanation:
    'This is what Raft is for. Once a command was applied at an index, no server may ever apply another there, nor may the command be lost.',
  lookAt:
    'the commit rule of the leader (L.5) and of the follower (AE.5, after the check of AE.2), the election restriction (RV.3), and in 2C what is saved before it is acknowledged',
  from: '2B',
  watch: ({ isPuppet }) => {
    const applied = new Map<number, EventOf<'apply'>>();
    const offered = new Set<string>();
    /** Commands that no client had given when a leader first sent them as entries of its own term. */
    const made = new Map<string, EventOf<'send'>>();
    return {
      start: (event) => {
        offered.add(event.command);
        return undefined;
      },
      send: (event) => {
        const args = isPuppet(event.from) ? undefined : appendEntries(event);
        for (const { term, command } of args?.entries ?? [])
          if (term === args?.term && !offered.has(command) && !made.has(command))
            made.set(command, event);
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
        const maker = made.get(event.command);
        if (maker) return ofItsOwn(event, maker);
        return {
          message: `${name(event.server)} applied "${event.command}" at index ${event.index} ${when(event)}, a command that no client ever gave to start().`,
          witness: [event],
        };
      },
    };
  },
};

/** No safety of logs is at stake: all have the entry, and it should not be there. */
function ofItsOwn(event: EventOf<'apply'>, maker: EventOf<'send'>): Breach {
  return {
    rule: 'L.2',
    message: `${name(event.server)} applied "${event.command}" at index ${event.index} ${when(event)}, a command that no client ever gave to start(). ${name(maker.from)} sent it as an entry of its own term ${when(maker)}. In this lab a leader appends nothing of its own, such as a no-op at the start of its term: the log holds what start() was given, and nothing else.`,
    witness: [maker, event],
  };
}
