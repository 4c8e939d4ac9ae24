import type { EventOf } from '../../world/sim/trace';
import type { Rule } from './rule';
import { name, when } from './wire';

type Message = EventOf<'send' | 'reply'>;

/**
 * Compares what a server sends after a boot with what it sent before the crash. Within one boot nothing
 * is compared, because a reply may be computed early and leave late.
 */
export const termSurvives: Rule = {
  id: 'P.1',
  title: 'Persistent state (currentTerm, votedFor, log) survives a crash',
  paper: 'Figure 2, "Persistent state on all servers"',
  explanation:
    'A server that sent messages in a term and restarts in an older one may vote again, or follow a deposed leader.',
  lookAt:
    'the field or entry named above: is it saved, is it read back unchanged, and if you save only after changes, is every change noticed (also an entry that replaces another at the same index)? Volatile fields such as commitIndex and lastApplied start at 0 at each boot',
  from: '2C',
  watch: ({ servers }) => {
    const told = new Array<Message | undefined>(servers).fill(undefined);
    const beforeCrash = new Array<Message | undefined>(servers).fill(undefined);
    const termOf = (event: Message) =>
      event.kind === 'send'
        ? (event.args as { term: number }).term
        : (event.reply as { term: number }).term;
    const say = (server: number, event: Message) => {
      const earlier = beforeCrash[server];
      const highest = told[server];
      if (!highest || termOf(event) > termOf(highest)) told[server] = event;
      if (!earlier || termOf(event) >= termOf(earlier)) return undefined;
      return {
        message: `${name(server)} sent a message with term ${termOf(earlier)} ${when(earlier)}, crashed, restarted, and sent one with term ${termOf(event)} ${when(event)}. Is currentTerm saved before every message that carries it, and read back at boot?`,
        witness: [earlier, event],
      };
    };
    return {
      crash: ({ server }) => {
        beforeCrash[server] = told[server];
        return undefined;
      },
      send: (event) => say(event.from, event),
      reply: (event) => say(event.to, event),
    };
  },
};
