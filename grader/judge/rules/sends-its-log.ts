import type { EventOf } from '../../world/sim/trace';
import { accountOf } from './commit-account';
import type { Rule } from './rule';
import { appendEntries, name, quoted, when } from './wire';

type Start = EventOf<'start'>;

const NOWHERE: ReadonlyMap<string, Start[]> = new Map();

/** A leader sends its log as it is: the previous entry, and each command at its index. */
export const sendsItsLog: Rule = {
  id: 'L.3',
  title: 'Send missing entries, and keep nextIndex and matchIndex up to date',
  paper: 'Figure 2, "Leaders"; section 5.3',
  explanation:
    "prevLogIndex and prevLogTerm describe the entry just before the first one sent, and the follower's check relies on them. If they describe another entry, the follower joins logs that do not fit.",
  lookAt:
    'whether each request is built from the nextIndex of the server that it goes to, not once for all servers; whether prevLogIndex and prevLogTerm belong to the entry before the first one sent; and how nextIndex and matchIndex are set: from the request that the reply belongs to, not from the log as it is now',
  from: '2B',
  watch: (world) => {
    const account = accountOf(world);
    /** By server: commands accepted in the latest term that it led. */
    const taken = new Map<number, { readonly term: number; readonly at: Map<string, Start[]> }>();
    /** By server and index: the latest command accepted there. */
    const placed = new Map<string, Start>();
    const highest = new Map<number, { readonly term: number; index: number }>();
    return {
      start: (event) => {
        placed.set(`${event.server} ${event.index}`, event);
        let leadership = taken.get(event.server);
        if (leadership?.term !== event.term)
          taken.set(event.server, (leadership = { term: event.term, at: new Map() }));
        const places = leadership.at.get(event.command);
        if (places) places.push(event);
        else leadership.at.set(event.command, [event]);
        return undefined;
      },
      send: (event) => {
        const args = appendEntries(event);
        if (!args || world.isPuppet(event.from)) return undefined;
        const { prevLogIndex, prevLogTerm, term, entries } = args;
        const from = name(event.from);
        if (
          !account.held.mayHold(event.from, prevLogIndex, prevLogTerm) ||
          (prevLogIndex === 0 && prevLogTerm !== 0)
        ) {
          const start = placed.get(`${event.from} ${prevLogIndex}`);
          const isLate =
            start && start.term < prevLogTerm && !account.held.hasSeen(event.from, prevLogTerm);
          return {
            message: `${from}, leader of term ${term}, sent ${name(event.to)} prevLogIndex ${prevLogIndex} and prevLogTerm ${prevLogTerm} ${when(event)}. ${prevLogIndex === 0 ? 'The sentinel at index 0 has term 0' : `It never had an entry of term ${prevLogTerm} at index ${prevLogIndex}`}. ${isLate ? appendedLate(start, prevLogTerm) : 'Both must belong to the entry just before the first one sent.'}`,
            witness: isLate ? [start, event] : [event],
          };
        }
        let sent = highest.get(event.from);
        if (sent?.term !== term) highest.set(event.from, (sent = { term, index: 0 }));
        const leadership = taken.get(event.from);
        const places = leadership?.term === term ? leadership.at : NOWHERE;
        // Entries that were sent before are skipped, because logs are long and requests many.
        for (let i = Math.max(0, sent.index - prevLogIndex); i < entries.length; i++) {
          const entry = entries[i];
          const index = prevLogIndex + 1 + i;
          const starts = entry?.term === term ? places.get(entry.command) : undefined;
          const start = starts?.[0];
          if (!start || starts.some((one) => one.index === index)) continue;
          return {
            message: `${from} accepted ${quoted(start.command)} at index ${start.index} in term ${term} ${when(start)}, but sent it to ${name(event.to)} as the entry at index ${index} ${when(event)}. Does start() return the index of the new entry itself (the sentinel has index 0), and does prevLogIndex belong to the entry before the first one sent?`,
            witness: [start, event],
          };
        }
        sent.index = Math.max(sent.index, prevLogIndex + entries.length);
        return undefined;
      },
    };
  },
};

/** No entry of that term has reached it, and a client's command is there. */
function appendedLate(start: Start, now: number): string {
  return `${name(start.server)} accepted ${quoted(start.command)} at that index as leader of term ${start.term} ${when(start)}, and no entry of term ${now} has reached it. start() itself appends the entry, with the term that it returns (L.2): does your code append it later, with the term of that moment, and without asking whether it still leads?`;
}
