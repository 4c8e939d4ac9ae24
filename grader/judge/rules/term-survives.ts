import type { EventOf } from '../../world/sim/trace';
import type { Rule } from './rule';
import { name, when } from './wire';

type Message = EventOf<'send' | 'reply'>;

/**
 * Compares what left a server after a boot with what left it before the crash. Within one boot nothing
 * is compared: a reply may be computed early and leave late.
 */
export const termSurvives: Rule = {
  id: 'P.1',
  title: 'Persistent state (currentTerm, votedFor, log) survives a crash',
  paper: 'Figure 2, "Persistent state on all servers"',
  explanation:
    'A server that has told others of a term and comes back in an older one may vote again, or follow a leader that is long deposed.',
  lookAt:
    'the field that is named: is it part of what is saved, does it come back as it was, and does a check whether anything has changed notice every change of it (an entry that replaces another of the same index, too)? All else, such as commitIndex and lastApplied, starts at 0 at each boot',
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
        message: `${name(server)} spoke of term ${termOf(earlier)} ${when(earlier)}, crashed, came back, and speaks of term ${termOf(event)} ${when(event)}. Is currentTerm saved before every message that carries it, and read back at boot?`,
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
