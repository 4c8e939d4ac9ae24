import type { EventOf } from '../../world/sim/trace';
import type { Rule } from './rule';
import { appendEntries, name, when } from './wire';

/** What is known of the one entry that an index and a term name. */
interface Known {
  readonly command: string;
  readonly event: EventOf<'send'>;
  /** Term of the entry before it. */
  readonly previous: number;
}

export const logMatching: Rule = {
  id: 'S.3',
  title:
    'Log Matching: entries with the same index and term are equal, and so are all entries before them',
  paper: 'Figure 3; section 5.3',
  explanation:
    'An index and a term together identify one entry, and with it all entries before. The check of prevLogIndex and prevLogTerm relies on that.',
  lookAt:
    'which term and index a new entry gets, and whether prevLogTerm is the term of the entry just before the first one sent',
  from: '2B',
  watch: ({ isPuppet }) => {
    /** By term, then by index: a lookup for every entry of every message must be cheap. */
    const entries = new Map<number, Map<number, Known>>();
    const by = (event: EventOf<'send'>) =>
      `${name(event.from)}${isPuppet(event.from) ? ' (played by the test)' : ''} sent ${when(event)}`;
    return {
      send: (event) => {
        const args = appendEntries(event);
        if (!args) return undefined;
        let previous = args.prevLogTerm;
        for (let i = 0; i < args.entries.length; i++) {
          const entry = args.entries[i];
          if (!entry) continue;
          let ofTerm = entries.get(entry.term);
          if (!ofTerm) entries.set(entry.term, (ofTerm = new Map<number, Known>()));
          const index = args.prevLogIndex + 1 + i;
          const known = ofTerm.get(index);
          if (!known) ofTerm.set(index, { command: entry.command, event, previous });
          // What two puppets say is the test's affair: no server breaks anything by it.
          else if (isPuppet(event.from) && isPuppet(known.event.from)) break;
          else if (known.command !== entry.command)
            return {
              message: `The entry of term ${entry.term} at index ${index} is "${known.command}" in the AppendEntries that ${by(known.event)} and "${entry.command}" in the AppendEntries that ${by(event)}.`,
              witness: [known.event, event],
            };
          else if (known.previous !== previous)
            return {
              message: `The entry before that of term ${entry.term} at index ${index} has term ${known.previous} in the AppendEntries that ${by(known.event)} and term ${previous} in the AppendEntries that ${by(event)}.`,
              witness: [known.event, event],
            };
          previous = entry.term;
        }
        return undefined;
      },
    };
  },
};
