import type { Breach } from '../../world/sim/broken';
import type { EventOf } from '../../world/sim/trace';
import type { Rule } from './rule';
import { appendEntries, name, quoted, when } from './wire';

export const stateMachineSafety: Rule = {
  id: 'S.5',
  title: 'State Machine Safety: no two servers apply different commands at one index',
  paper: 'Figure 3; section 5.4.3',
  explanation:
    'This is the purpose of Raft. Once a command is applied at an index, no server may ever apply another one there, and the command must not be lost.',
  lookAt:
    'the commit rule of the leader (L.5) and of the follower (AE.5, after the check of AE.2), the election restriction (RV.3), and in 2C whether what is acknowledged is saved first and read back as it was written',
  from: '2B',
  watch: ({ isPuppet }) => {
    const applied = new Map<number, EventOf<'apply'>>();
    const offered = new Set<string>();
    /** By the server that accepted them and the index that it returned. */
    const accepted = new Map<string, EventOf<'start'>>();
    /**
     * Commands from no client, by the message in which a leader first sent them as entries of its own
     * term.
     */
    const made = new Map<string, EventOf<'send'>>();
    return {
      start: (event) => {
        offered.add(event.command);
        accepted.set(`${event.server} ${event.index}`, event);
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
            message: `${name(first.server)} applied ${quoted(first.command)} at index ${event.index} ${when(first)}, but ${name(event.server)} applied ${quoted(event.command)} at the same index ${when(event)}.`,
            witness: [first, event],
          };
        if (first || offered.has(event.command)) return undefined;
        const maker = made.get(event.command);
        if (maker) return ofItsOwn(event, maker, accepted.get(`${maker.from} ${event.index}`));
        return {
          message: `${name(event.server)} applied ${quoted(event.command)} at index ${event.index} ${when(event)}, a command that no client ever passed to start().`,
          witness: [event],
        };
      },
    };
  },
};

/** The logs agree, so safety is not broken, but this entry must not exist. */
function ofItsOwn(
  event: EventOf<'apply'>,
  maker: EventOf<'send'>,
  started: EventOf<'start'> | undefined,
): Breach {
  if (started)
    return {
      rule: 'L.2',
      message: `${name(event.server)} applied ${quoted(event.command)} at index ${event.index} ${when(event)}, but ${name(started.server)} had accepted ${quoted(started.command)} for that index ${when(started)}: Raft never changes a command, not even its spaces${looksAlike(event.command, started.command)}.`,
      witness: [started, maker, event],
    };
  return {
    rule: 'L.2',
    message: `${name(event.server)} applied ${quoted(event.command)} at index ${event.index} ${when(event)}, a command that no client ever passed to start(). ${name(maker.from)} sent it as an entry of its own term ${when(maker)}. In this lab the log holds only commands that were passed to start(): a leader appends nothing else, such as a no-op at the start of its term.`,
    witness: [maker, event],
  };
}

/** The same letters in another Unicode form look alike in a report. */
function looksAlike(one: string, other: string): string {
  return one.normalize() === other.normalize()
    ? ', nor its Unicode form (normalize(): the same letters, but other characters)'
    : '';
}
