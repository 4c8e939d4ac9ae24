import type { Breach } from '../../world/sim/broken';
import type { EventOf } from '../../world/sim/trace';
import type { Rule } from './rule';
import { appendEntries, lastSent, name, when } from './wire';

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
    const boots = new Map<number, EventOf<'boot'>[]>();
    /** The latest command that a leader accepted at each index. */
    const taken = new Map<number, string>();
    /** By server: the latest request since its latest apply that reached less far than that. */
    const shorter = new Map<number, EventOf<'deliver'>>();
    return {
      deliver: (event) => {
        const args = appendEntries(event);
        const applied = last.get(event.to)?.index ?? 0;
        if (args && args.leaderCommit > applied && lastSent(args).index < applied)
          shorter.set(event.to, event);
        return undefined;
      },
      start: ({ index, command }) => {
        taken.set(index, command);
        return undefined;
      },
      boot: (event) => {
        last.delete(event.server);
        shorter.delete(event.server);
        boots.set(event.server, [...(boots.get(event.server) ?? []), event]);
        return undefined;
      },
      apply: (event) => {
        const before = last.get(event.server);
        const due = (before?.index ?? 0) + 1;
        const between = shorter.get(event.server);
        last.set(event.server, event);
        shorter.delete(event.server);
        if (event.index === due) return undefined;
        const [, ...again] = boots.get(event.server) ?? [];
        const restart = again.at(-1);
        if (restart && !before) return skipsAfterBoot(event, restart);
        const after = before
          ? `after index ${before.index} (${when(before)})`
          : 'the first since it booted';
        return {
          message: `${name(event.server)} applied index ${event.index} ${when(event)}, ${after}; it must apply index ${due} next.${event.index > due ? whySkipped(due, taken.get(due)) : before ? whyAgain(between) : ''}`,
          witness: [before, event.index > due ? undefined : between, event].filter(
            (one) => one !== undefined,
          ),
        };
      },
    };
  },
};

function whyAgain(between: EventOf<'deliver'> | undefined): string {
  const args = between && appendEntries(between);
  if (!args)
    return ' Each index is applied once: if there is an await between reading lastApplied and moving it, a second run begins in between.';
  const { index } = lastSent(args);
  return ` In between it received an AppendEntries that reaches only up to index ${index}, with leaderCommit ${args.leaderCommit} (${when(between)}): did commitIndex go down to ${index}? It never goes down.`;
}

/**
 * An index without a client's command holds an entry that the server created; all others need a call
 * each.
 */
function whySkipped(due: number, command: string | undefined): string {
  if (command === '')
    return ` It skipped index ${due}, whose command is "" (the empty string): that is a command like any other, but in a condition such as if (command) it counts as false. Each index needs its own call of apply.`;
  return command !== undefined
    ? ` It skipped index ${due}, which holds a command of a client: each index from lastApplied + 1 to commitIndex needs its own call of apply. A call that comes later, in a setTimeout or after an await, must not read lastApplied or commitIndex, because they have moved on by then; and of two timers, the one set later may run out first.`
    : ` No client sent a command for index ${due}. Does your log hold an entry that is never applied? In this lab a leader appends no entries that clients did not send, such as a no-op at the start of its term (L.2).`;
}

/** In its first boot the server started correctly, so after a crash it must have read a saved index. */
function skipsAfterBoot(event: EventOf<'apply'>, restart: EventOf<'boot'>): Breach {
  return {
    rule: 'P.1',
    message: `${name(event.server)} restarted after a crash (${when(restart)}) and first applied index ${event.index} (${when(event)}). It must start at index 1, because the service starts empty at each boot. lastApplied and commitIndex are volatile: they are 0 at each boot and are not saved.`,
    witness: [restart, event],
  };
}
