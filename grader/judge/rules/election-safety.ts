import type { EventOf } from '../../world/sim/trace';
import type { Rule } from './rule';
import { appendEntries, name, when } from './wire';

type Claim = EventOf<'state' | 'send'>;

/** A server claims leadership by sending AppendEntries or through getState(). */
export const electionSafety: Rule = {
  id: 'S.1',
  title: 'Election Safety: at most one leader in a term',
  paper: 'Figure 3; sections 5.2 and 5.4',
  explanation:
    'Two leaders in one term would both assign the same log indexes, and each would overwrite what the other commits.',
  lookAt:
    'how votes are counted (each server once, only for the current term) and what counts as a majority',
  from: '2A',
  watch: () => {
    const claims = new Map<number, { readonly server: number; readonly event: Claim }>();
    const claim = (term: number, server: number, event: Claim) => {
      const first = claims.get(term);
      if (!first) claims.set(term, { server, event });
      if (!first || first.server === server) return undefined;
      return {
        message: `${name(first.server)} was leader of term ${term} (${when(first.event)}), and ${name(server)} was also leader of term ${term} (${when(event)}).`,
        witness: [first.event, event],
      };
    };
    return {
      state: (event) => (event.isLeader ? claim(event.term, event.server, event) : undefined),
      send: (event) => {
        const args = appendEntries(event);
        return args && claim(args.term, event.from, event);
      },
    };
  },
};
