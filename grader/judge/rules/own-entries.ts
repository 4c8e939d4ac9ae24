import { accountOf } from './commit-account';
import type { Rule } from './rule';
import { appendEntries, name, when } from './wire';

/** The previous entry in a leader's AppendEntries must have entered its log at some time. */
export const ownEntries: Rule = {
  id: 'L.2',
  title: 'A leader accepts a command by appending it to its log',
  paper: 'Figure 2, "Leaders"; section 5.3',
  explanation:
    'Only a leader creates entries, one for each command it accepts. An entry created in any other way has an index and a term that belong to another entry, or to none.',
  lookAt:
    'start(): which index and term it returns, when it refuses, whether a refusal leaves the log unchanged; and whether prevLogIndex is nextIndex - 1',
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
        const sent = `${name(event.from)}, leader of term ${args.term}, sent ${name(event.to)} AppendEntries with prevLogIndex ${prevLogIndex} and prevLogTerm ${prevLogTerm} ${when(event)}`;
        // A missing entry reads as term 0. An invented one has term 0 only from before the first
        // election.
        if (prevLogTerm === 0)
          return {
            rule: 'L.3',
            message: `${sent}, but its log has no entry at index ${prevLogIndex}. prevLogIndex is nextIndex - 1, and nextIndex is at most one past the end of the leader's log. Or has start() appended a command in term 0, when there was no leader (L.2)?`,
            witness: [event],
          };
        return {
          message: `${sent}. No leader ever sent it an entry for that index, and it accepted no command there as leader. Is prevLogIndex nextIndex - 1 (L.3), and does only a leader append in start()?`,
          witness: [event],
        };
      },
    };
  },
};
