import { acknowledgedStays } from '../../../grader/judge/rules/acknowledged-stays';
import type { DiskOperation } from '../../../grader/world/sim/disk';
import { History } from '../../support/history';
import { breachOf, describeRule } from '../../support/rule-table';

/** Entries 1 to 5 of term 1, as the leader of term 2 sends them. */
const FIVE = { term: 2, terms: [1, 1, 1, 1, 1] } as const;

describeRule(acknowledgedStays, {
  fires: {
    'a follower refuses what follows an entry that it acknowledged': {
      play: (h) => {
        const ack = h.acknowledges(h.appends(0, 1, FIVE));
        return [ack, h.refuses(h.appends(0, 1, { term: 2, prev: [5, 1] }))];
      },
      message:
        /^S1 acknowledged all entries up to index 5 to S0 in term 2 \(at 0\.003 s\) and then refused an AppendEntries with prevLogIndex 5 in the same term \(at 0\.006 s\)\. Are all entries of a request in the log before it succeeds\? Is entries\[i\] put at index prevLogIndex \+ 1 \+ i, and is an entry deleted only if one of another term is sent for its index\?$/,
    },
    'what it refuses follows an earlier entry': {
      play: (h) => {
        const ack = h.acknowledges(h.appends(0, 1, FIVE));
        return [ack, h.refuses(h.appends(0, 1, { term: 2, prev: [3, 1], terms: [1, 1] }))];
      },
      message: /^S1 acknowledged .* up to index 5 to S0 in term 2 .* prevLogIndex 3/,
    },
    'it had acknowledged a heartbeat alone': {
      play: (h) => {
        const ack = h.acknowledges(h.appends(0, 1, { term: 2, prev: [5, 1] }));
        return [ack, h.refuses(h.appends(0, 1, { term: 2, prev: [5, 1], terms: [2] }))];
      },
      message: /up to index 5 .* prevLogIndex 5/,
    },
    'it crashed in between': {
      play: (h) => {
        const ack = h.acknowledges(h.appends(0, 1, FIVE));
        h.restarts(1);
        h.isIn(1, 2);
        return [ack, h.refuses(h.appends(0, 1, { term: 2, prev: [5, 1] }))];
      },
      message:
        /^S1 acknowledged .* up to index 5 to S0 in term 2 .*, crashed, restarted, and then refused/,
    },
    'a newer term that it had seen, and nobody heard of from it, went with the crash': {
      play: (h) => {
        const ack = h.acknowledges(h.appends(0, 1, FIVE));
        h.arrives(h.asks(3, 1, 9));
        h.restarts(1);
        return [ack, h.refuses(h.appends(0, 1, { term: 2, prev: [5, 1] }))];
      },
      message: /^S1 acknowledged .* up to index 5 to S0 in term 2/,
    },
    'a stale prefix that arrived late made it cut its log': {
      play: (h) => {
        const early = h.appends(0, 1, { term: 2, terms: [1, 1] });
        const ack = h.acknowledges(h.appends(0, 1, FIVE));
        h.acknowledges(early);
        return [ack, h.refuses(h.appends(0, 1, { term: 2, prev: [5, 1] }))];
      },
      message: /up to index 5 .* prevLogIndex 5/,
    },
    'the second copy of a request is refused after the first has been answered': {
      play: (h) => {
        const twice = h.appends(0, 1, { term: 2, prev: [2, 1] });
        h.refuses(twice);
        const ack = h.acknowledges(h.appends(0, 1, FIVE));
        h.arrives(twice, 1);
        return [ack, h.refuses(twice)];
      },
      message: /up to index 5 .* prevLogIndex 2/,
    },
  },
  quiet: {
    'a follower refuses what follows an entry beyond those that it acknowledged': (h) => {
      h.acknowledges(h.appends(0, 1, FIVE));
      h.refuses(h.appends(0, 1, { term: 2, prev: [7, 1] }));
    },
    'a refusal computed before the acknowledgement leaves after it': (h) => {
      const early = h.appends(0, 1, { term: 2, prev: [5, 1] });
      h.arrives(early);
      h.acknowledges(h.appends(0, 1, FIVE));
      h.refuses(early);
    },
    'both copies of a duplicated request are in service, and one is refused late': (h) => {
      const twice = h.appends(0, 1, { term: 2, prev: [5, 1] });
      h.arrives(twice, 0);
      h.acknowledges(h.appends(0, 1, FIVE));
      h.arrives(twice, 1);
      h.refuses(twice);
      h.acknowledges(twice);
    },
    'the copy that arrived later is answered first': (h) => {
      const twice = h.appends(0, 1, { term: 2, prev: [5, 1] });
      h.arrives(twice, 0);
      h.acknowledges(h.appends(0, 1, FIVE));
      h.arrives(twice, 1);
      h.acknowledges(twice);
      h.refuses(twice);
    },
    'a newer term is the reason of the refusal': (h) => {
      h.acknowledges(h.appends(0, 1, FIVE));
      h.isIn(1, 3);
      h.refuses(h.appends(0, 1, { term: 2, prev: [5, 1] }), 3);
    },
    'the refusal itself brings the news of a newer term': (h) => {
      h.acknowledges(h.appends(0, 1, FIVE));
      h.refuses(h.appends(0, 1, { term: 2, prev: [5, 1] }), 3);
    },
    'what was acknowledged to an older leader is not what the newer one has there': (h) => {
      h.acknowledges(h.appends(4, 1, { term: 1, terms: [1, 1, 1] }));
      h.acknowledges(h.appends(0, 1, { term: 2, prev: [3, 1], terms: [2, 2] }));
      h.refuses(h.appends(3, 1, { term: 4, prev: [5, 3] }));
      h.refuses(h.appends(3, 1, { term: 4, prev: [4, 3] }));
      h.acknowledges(h.appends(3, 1, { term: 4, prev: [3, 1], terms: [3, 3] }));
    },
    'a leader of a newer term had entries cut that an older one heard acknowledged': (h) => {
      h.acknowledges(h.appends(4, 1, { term: 1, terms: [1, 1, 1] }));
      h.acknowledges(h.appends(0, 1, { term: 2, prev: [3, 1], terms: [2, 2] }));
      h.acknowledges(h.appends(3, 1, { term: 4, prev: [3, 1], terms: [3] }));
      h.isIn(1, 4);
      h.refuses(h.appends(3, 1, { term: 4, prev: [6, 3] }));
      h.refuses(h.appends(0, 1, { term: 2, prev: [5, 2] }), 4);
    },
    'a receiver that awaits refuses in the old term after a newer leader cut the log': (h) => {
      h.acknowledges(h.appends(0, 1, FIVE));
      const old = h.appends(0, 1, { term: 2, prev: [5, 1] });
      h.arrives(old);
      h.acknowledges(h.appends(3, 1, { term: 3, prev: [2, 1], terms: [3] }));
      h.isIn(1, 3);
      h.refuses(old, 2);
    },
    'it does so in the same event, before getState() is asked again': (h) => {
      h.isIn(1, 2);
      h.acknowledges(h.appends(0, 1, FIVE));
      const old = h.appends(0, 1, { term: 2, prev: [5, 1] });
      h.arrives(old);
      const newer = h.appends(3, 1, { term: 3, prev: [2, 1], terms: [3] });
      h.arrives(newer);
      h.refuses(old, 2);
      h.acknowledges(newer);
      h.isIn(1, 3);
    },
    'the newer term came with a reply to the follower': (h) => {
      const asked = h.asks(1, 3, 1);
      h.acknowledges(h.appends(0, 1, FIVE));
      const old = h.appends(0, 1, { term: 2, prev: [5, 1] });
      h.arrives(old);
      h.returns(asked, { term: 3, voteGranted: false });
      h.refuses(old, 2);
    },
    'several requests in flight are acknowledged out of order': (h) => {
      const first = h.appends(0, 1, { term: 2, terms: [1, 1] });
      const second = h.appends(0, 1, { term: 2, prev: [2, 1], terms: [1, 1] });
      const third = h.appends(0, 1, { term: 2, prev: [4, 1], terms: [2] });
      for (const rpc of [first, second, third]) h.arrives(rpc);
      for (const rpc of [third, first, second]) h.acknowledges(rpc);
      h.acknowledges(h.appends(0, 1, { term: 2, prev: [5, 2] }));
    },
    'requests that arrived out of order are refused until the gap is closed': (h) => {
      const first = h.appends(0, 1, { term: 2, terms: [1, 1] });
      h.refuses(h.appends(0, 1, { term: 2, prev: [4, 1], terms: [2] }));
      h.refuses(h.appends(0, 1, { term: 2, prev: [2, 1], terms: [1, 1] }));
      h.acknowledges(first);
      h.refuses(h.appends(0, 1, { term: 2, prev: [4, 1], terms: [2] }));
    },
    'another follower refuses': (h) => {
      h.acknowledges(h.appends(0, 1, FIVE));
      h.refuses(h.appends(0, 2, { term: 2, prev: [5, 1] }));
    },
    'an acknowledgement of the older leader leaves after one of the newer': (h) => {
      const old = h.appends(0, 1, FIVE);
      h.arrives(old);
      h.acknowledges(h.appends(3, 1, { term: 3, prev: [2, 1], terms: [3] }));
      h.acknowledges(old, 2);
      h.refuses(h.appends(3, 1, { term: 3, prev: [5, 3] }));
    },
    'an acknowledged prefix is acknowledged again': (h) => {
      h.acknowledges(h.appends(0, 1, FIVE));
      h.acknowledges(h.appends(0, 1, { term: 2, terms: [1, 1] }));
      h.acknowledges(h.appends(0, 1, { term: 2, prev: [5, 1] }));
    },
    'a heartbeat on an empty log is acknowledged, and what follows entry 1 refused': (h) => {
      h.acknowledges(h.appends(0, 1, { term: 2 }));
      h.refuses(h.appends(0, 1, { term: 2, prev: [1, 1] }));
    },
  },
});

describe('what is gone after a crash is laid at', () => {
  /** @param saved what it did on its disk between the request and the answer */
  const lost = (isRestarted: boolean, ...saved: readonly DiskOperation[]) => {
    const h = new History();
    const entries = h.appends(0, 1, FIVE);
    h.arrives(entries);
    const [at, order] = [h.events.at(-1)?.at ?? 0, (h.events.at(-1)?.order ?? 0) + 0.5];
    const disk = saved.map(
      (operation) => ({ kind: 'disk', server: 1, operation, at, order }) as const,
    );
    const before = h.events.length;
    h.acknowledges(entries);
    if (isRestarted) h.restarts(1);
    h.refuses(h.appends(0, 1, { term: 2, prev: [5, 1] }));
    const events = [...h.events.slice(0, before), ...disk, ...h.events.slice(before)];
    const found = breachOf(acknowledgedStays, events);
    if (!found) throw new Error('nothing was found');
    return found.breach.rule;
  };

  test('P.2 if nothing was synced before the answer', () => {
    expect(lost(true)).toBe('P.2');
    const write = { op: 'write', file: 'state', content: { id: 1, length: 9 } } as const;
    expect(lost(true, write)).toBe('P.2');
  });

  test('P.1 if it was saved by then', () => {
    expect(lost(true, { op: 'sync', file: 'state' })).toBe('P.1');
  });

  test('this rule itself if there was no crash', () => {
    expect(lost(false)).toBeUndefined();
  });
});
