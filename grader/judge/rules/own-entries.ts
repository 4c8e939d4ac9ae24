import { accountOf } from './commit-account';
import type { Rule } from './rule';
import { appendEntries, name, when } from './wire';

/** What a leader names as the entry before those that it sends must once have come into its log. */
export const ownEntries: Rule = {
  id: 'L.2',
  title: 'A leader takes a command by appending it to its log',
  paper: 'Figure 2, "Leaders"; section 5.3',
  explanation:
    'Entries come into being in one way: a server that leads takes a command. One that was made otherwise has an index and a term that belong to another entry, or to none.',
  lookAt:
    'start(): which index and term it answers, when it refuses, and whether it leaves the log alone then',
  from: '2B',
  watch: (world) => {
    const account = accountOf(world);
    return {
      send: (event) => {
        const args = appendEntries(event);
        if (!args || world.isPuppet(event.from)) return undefined;
        const { prevLogIndex, prevLogTerm } = args;
        const { held } = account;
        if (prevLogIndex === 0 || held.mayReach(event.from, prevLogIndex)) return undefined;
        return {
          message: `${name(event.from)}, leader of term ${args.term}, sends what follows an entry of term ${prevLogTerm} at index ${prevLogIndex} of its log ${when(event)}. No leader ever sent it an entry for that place, and no command was taken there while it led.`,
          witness: [event],
        };
      },
    };
  },
};
