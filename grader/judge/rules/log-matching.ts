import type { EventOf } from '../../world/sim/trace';
import { knownEntriesOf } from './known-entries';
import type { Rule } from './rule';
import { name, quoted, when } from './wire';

const ITS_OWN =
  ' Both are its own: the entries of a request and the term before them are read from the log when it is sent. If they are remembered from before, another leader may have replaced them since.';

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
  watch: (world) => {
    const entries = knownEntriesOf(world);
    const by = (event: EventOf<'send'>) =>
      `${name(event.from)}${world.isPuppet(event.from) ? ' (played by the test)' : ''} sent ${when(event)}`;
    return {
      send: (event) => {
        const found = entries.take(event);
        if (!found) return undefined;
        const { index, term, known, said } = found;
        const [what, was, is] =
          known.command === said.command
            ? [
                `The entry before that of term ${term} at index ${index} has`,
                `term ${known.previous}`,
                `term ${said.previous}`,
              ]
            : [
                `The entry of term ${term} at index ${index} is`,
                quoted(known.command),
                quoted(said.command),
              ];
        return {
          message: `${what} ${was} in the AppendEntries that ${by(known.event)} and ${is} in the AppendEntries that ${by(event)}.${known.event.from === event.from ? ITS_OWN : ''}`,
          witness: [known.event, event],
        };
      },
    };
  },
};
