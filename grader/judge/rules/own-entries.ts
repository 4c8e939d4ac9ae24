import { accountOf } from './commit-account';
import type { Rule } from './rule';
import { appendEntries, name, when } from './wire';

/** What a leader names as the entry before those that it sends must once have come into its log. */
export const ownEntries: Rule = {
  id: 'L.2',
  title: 'A leader accepts a command by appending it to its log',
  paper: 'Figure 2, "Leaders"; section 5.3',
  explanation:
    'Only a leader creates entries, one for each command it accepts. An entry created in any other way has an index and a term that belong to another entry, or to none.',
  lookAt:
    'start(): which index and term it returns, when it refuses, and whether a refusal leaves the log unchanged',
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
          message: `${name(event.from)}, leader of term ${args.term}, sent AppendEntries with prevLogIndex ${prevLogIndex} and prevLogTerm ${prevLogTerm} ${when(event)}. No leader ever sent it an entry for that index, and it accepted no command there as leader.`,
          witness: [event],
        };
      },
    };
  },
};
