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
  title: 'Log Matching: same index and term, same entry and same past',
  paper: 'Figure 3; section 5.3',
  explanation:
    'An index and a term together name one entry for good, and with it all entries before. The check of prevLogIndex and prevLogTerm rests on that.',
  lookAt:
    'which term and index a new entry gets, and whether prevLogTerm is the term of the entry just before the first one sent',
  from: '2B',
  watch: ({ isPuppet }) => {
    /** By term, then by index: a lookup for every entry of every message must be cheap. */
    const entries = new Map<number, Map<number, Known>>();
    const by = (event: EventOf<'send'>) =>
      `${name(event.from)}${isPuppet(event.from) ? ', which the test plays,' : ''} sent ${when(event)}`;
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
              message: `The entry of term ${entry.term} at index ${index} is "${known.command}" in what ${by(known.event)} and "${entry.command}" in what ${by(event)}.`,
              witness: [known.event, event],
            };
          else if (known.previous !== previous)
            return {
              message: `Before the entry of term ${entry.term} at index ${index} stands an entry of term ${known.previous} in what ${by(known.event)} and of term ${previous} in what ${by(event)}.`,
              witness: [known.event, event],
            };
          previous = entry.term;
        }
        return undefined;
      },
    };
  },
};
