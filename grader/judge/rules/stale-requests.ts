/**
 * RV.1 and AE.1: how a server answers a request whose term was over for it when the request arrived. A
 * receiver may await before it looks, but its term can only have grown by then.
 */
import type { EventOf } from '../../world/sim/trace';
import type { Rule, Watcher, World } from './rule';
import { appendReply, name, voteReply, when } from './wire';

export const refuseStaleVote: Rule = {
  id: 'RV.1',
  title: 'Refuse a request of an older term',
  paper: 'Figure 2, RequestVote receiver 1; section 5.1',
  explanation:
    'The election that the request belongs to is over. A vote for it would mix two elections.',
  lookAt: 'the first comparison in the receiver of RequestVote, and the term in its reply',
  from: '2A',
  watch: (world) =>
    refusesStale(world, {
      name: 'requestVote',
      accepted: 'granted the vote',
      isAccepted: (event) => voteReply(event)?.voteGranted === true,
    }),
};

export const refuseStaleAppend: Rule = {
  id: 'AE.1',
  title: 'Refuse a request of an older term',
  paper: 'Figure 2, AppendEntries receiver 1; section 5.1',
  explanation:
    'The request comes from a deposed leader. Its entries may have been replaced since, and the sender would count the acknowledgement.',
  lookAt: 'the first comparison in the receiver of AppendEntries, and the term in its reply',
  from: '2A',
  watch: (world) =>
    refusesStale(world, {
      name: 'appendEntries',
      accepted: 'accepted it',
      isAccepted: (event) => appendReply(event)?.success === true,
    }),
};

/** An unanswered request, perhaps in two copies. */
interface InService {
  copies: number;
  /** The latest answer of getState() when the first of these copies arrived. */
  readonly state: EventOf<'state'> | undefined;
}

interface Method {
  readonly name: 'requestVote' | 'appendEntries';
  /** As in `granted the vote`. */
  readonly accepted: string;
  readonly isAccepted: (event: EventOf<'reply'>) => boolean;
}

function refusesStale({ isPuppet, servers }: World, method: Method): Watcher {
  const states = new Array<EventOf<'state'> | undefined>(servers).fill(undefined);
  const inService = Array.from({ length: servers }, () => new Map<number, InService>());
  return {
    boot: ({ server }) => {
      states[server] = undefined;
      inService[server]?.clear();
      return undefined;
    },
    state: (event) => {
      states[event.server] = event;
      return undefined;
    },
    deliver: (event) => {
      if (event.method !== method.name || isPuppet(event.to)) return undefined;
      const calls = inService[event.to];
      const found = calls?.get(event.call);
      if (found) found.copies++;
      else calls?.set(event.call, { copies: 1, state: states[event.to] });
      return undefined;
    },
    reply: (event) => {
      if (event.method !== method.name) return undefined;
      const found = inService[event.to]?.get(event.call);
      if (!found) return undefined;
      if (--found.copies === 0) inService[event.to]?.delete(event.call);
      const { state } = found;
      const { term } = event.args as { readonly term: number };
      const answer = event.reply as { readonly term: number };
      if (!state || state.term <= term) return undefined;
      const began = `${name(event.to)} was in term ${state.term} (${when(state)}) when the ${method.name} request of ${name(event.from)} with term ${term} arrived, but it`;
      if (method.isAccepted(event))
        return {
          message: `${began} ${method.accepted} ${when(event)}. A request of an older term must be refused.`,
          witness: [state, event],
        };
      if (answer.term < state.term)
        return {
          message: `${began} replied with term ${answer.term} ${when(event)}. The refusal must carry the current term, so that the sender learns that its own term is over.`,
          witness: [state, event],
        };
      return undefined;
    },
  };
}
