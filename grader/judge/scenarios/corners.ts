/**
 * Corner cases that a random scenario should reach, each with the events that show it. They name only
 * faults and their effects in messages, so that any correct server gets there.
 */
import type { Cluster } from '../../world/cluster/cluster';
import { appendEntries, appendReply, lastSent } from '../rules/wire';
import type { TraceEvent } from '../../world/sim/trace';

export interface Corner {
  /** Its name in the report: `a request was lost`. */
  readonly name: string;
  /** @returns a function that watches the events of one run until the corner case is reached */
  readonly watch: (cluster: Cluster) => (event: TraceEvent) => boolean;
}

/** Marks each of these corner cases when the run reaches it. Their names belong in the scenario's marks. */
export function watchFor(cluster: Cluster, ...corners: readonly Corner[]): void {
  for (const { name, watch } of corners) cluster.markWhen(name, watch(cluster));
}

export const requestLost: Corner = {
  name: 'a request was lost',
  watch: () => (event) => event.kind === 'lost' && event.leg === 'request',
};

export const replyLost: Corner = {
  name: 'a request arrived and its reply was lost',
  watch: () => (event) => event.kind === 'lost' && event.leg === 'reply' && event.reason !== 'down',
};

export const requestTwice: Corner = {
  name: 'a duplicated request was delivered',
  watch: () => (event) => event.kind === 'deliver' && event.copy > 0,
};

/** The caller had moved to another term when the reply arrived. */
export const replyAfterItsTerm: Corner = {
  name: 'a reply arrived after the term of its request was over',
  watch: () => {
    const terms = new Map<number, number>();
    return (event) => {
      if (event.kind === 'state') terms.set(event.server, event.term);
      if (event.kind !== 'return' || event.reply === undefined) return false;
      return (event.args as { readonly term: number }).term < (terms.get(event.from) ?? 0);
    };
  },
};

/** The situation of Figure 8: counting copies alone would commit the entry. */
export const oldEntryOnMajority: Corner = {
  name: 'a majority held an entry of an older term',
  watch: ({ majority }) => {
    const holders = new Map<string, Set<number>>();
    return (event) => {
      if (event.kind !== 'reply' || !appendReply(event)?.success) return false;
      const args = appendEntries(event);
      if (!args) return false;
      const { index, term } = lastSent(args);
      if (term === 0 || term === args.term) return false;
      const key = `${args.term} ${index}`;
      const others = holders.get(key) ?? new Set<number>();
      holders.set(key, others.add(event.to));
      return others.size + 1 >= majority;
    };
  },
};

export const leaderCrashedAhead: Corner = {
  name: 'a leader crashed with an entry that no majority held',
  watch: ({ majority }) => {
    const taken = new Map<number, { readonly index: number; readonly held: Set<number> }>();
    return (event) => {
      if (event.kind === 'start')
        taken.set(event.server, { index: event.index, held: new Set([event.server]) });
      if (event.kind === 'reply' && appendReply(event)?.success) {
        const args = appendEntries(event);
        const newest = taken.get(event.from);
        if (args && newest && lastSent(args).index >= newest.index) newest.held.add(event.to);
      }
      if (event.kind !== 'crash') return false;
      const newest = taken.get(event.server);
      taken.delete(event.server);
      return newest !== undefined && newest.held.size < majority;
    };
  },
};

/** The server had accepted a command at an index for which its leader now sends another entry. */
export const conflict: Corner = {
  name: "a server held entries that conflicted with its leader's",
  watch: () => {
    const taken = new Map<number, Map<number, number>>();
    return (event) => {
      if (event.kind === 'start') {
        const own = taken.get(event.server) ?? new Map<number, number>();
        taken.set(event.server, own.set(event.index, event.term));
      }
      if (event.kind !== 'deliver') return false;
      const args = appendEntries(event);
      const own = taken.get(event.to);
      if (!args || !own) return false;
      return args.entries.some(({ term }, i) => {
        const mine = own.get(args.prevLogIndex + 1 + i);
        return mine !== undefined && mine < term;
      });
    };
  },
};

/** Power failed after a disk operation and before the message that depends on it. */
export const crashAfterSave: Corner = {
  name: 'a server crashed between a save and the message that depends on it',
  watch: () => {
    const saved = new Set<number>();
    return (event) => {
      if (event.kind === 'disk') saved.add(event.server);
      if (event.kind === 'send') saved.delete(event.from);
      if (event.kind === 'reply') saved.delete(event.to);
      return event.kind === 'crash' && event.midHandler && saved.has(event.server);
    };
  },
};

/** The leader was paused during an election, and resumes in its old state. */
export const wokeDeposed: Corner = {
  name: 'a paused leader resumed after another was elected',
  watch: () => {
    const leads = new Map<number, number>();
    let newest = 0;
    return (event) => {
      if (event.kind === 'state') {
        if (event.isLeader) leads.set(event.server, event.term);
        else leads.delete(event.server);
        if (event.isLeader) newest = Math.max(newest, event.term);
      }
      if (event.kind === 'boot') leads.delete(event.server);
      return event.kind === 'thaw' && (leads.get(event.server) ?? Infinity) < newest;
    };
  },
};
