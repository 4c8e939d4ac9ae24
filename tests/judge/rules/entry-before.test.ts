import { entryBefore } from '../../../grader/judge/rules/entry-before';
import { describeRule } from '../../support/rule-table';

describeRule(entryBefore, {
  fires: {
    'a heartbeat is accepted that follows what the server never had': {
      play: (h) => [h.acknowledges(h.appends(0, 1, { term: 2, prev: [3, 1] }))],
      message:
        /^S1 accepted an AppendEntries of S0 without entries with prevLogIndex 3 and prevLogTerm 1 at 0\.003 s, but it has never received such an entry: no entry for that index has ever reached it\.$/,
    },
    'it has an entry of another term there': {
      play: (h) => {
        h.acknowledges(h.appends(0, 1, { term: 2, terms: [1, 1, 1] }));
        return [h.acknowledges(h.appends(0, 1, { term: 2, prev: [3, 2], terms: [2] }))];
      },
      message: /prevLogIndex 3 and prevLogTerm 2/,
    },
    'the entry came in a request that it had to refuse': {
      play: (h) => {
        h.refuses(h.appends(0, 1, { term: 2, prev: [2, 1], terms: [1] }));
        return [h.acknowledges(h.appends(0, 1, { term: 2, prev: [3, 1] }))];
      },
      message: /prevLogIndex 3 and prevLogTerm 1/,
    },
    'it applies on the word of such a request': {
      play: (h) => {
        const heartbeat = h.arrives(h.appends(0, 1, { term: 2, prev: [3, 1], commit: 3 }));
        return [heartbeat, h.applies(1, 1, 'a')];
      },
      message:
        /^S1 applied index 1 at 0\.003 s because of an AppendEntries of S0 with prevLogIndex/,
    },
    'it applies on the word of such a request what matched only in an older term': {
      play: (h) => {
        h.acknowledges(h.appends(0, 1, { term: 1, terms: [1, 1] }));
        const heartbeat = h.arrives(h.appends(4, 1, { term: 2, prev: [3, 2], commit: 2 }));
        return [heartbeat, h.applies(1, 1, 'a')];
      },
      message:
        /^S1 applied index 1 at 0\.006 s because of an AppendEntries of S4 with prevLogIndex 3/,
    },
  },
  quiet: {
    'it follows what was brought, across a crash': (h) => {
      h.acknowledges(h.appends(0, 1, { term: 2, terms: [1, 1, 2] }));
      h.acknowledges(h.appends(0, 1, { term: 2, prev: [3, 2], terms: [2] }));
      h.restarts(1);
      h.acknowledges(h.appends(0, 1, { term: 2, prev: [2, 1], terms: [2, 2] }));
    },
    'it follows what the server took when it led': (h) => {
      h.takes(1, 1, 1);
      h.isIn(1, 2);
      h.acknowledges(h.appends(0, 1, { term: 2, prev: [1, 1], terms: [2] }));
    },
    'requests arrive in the wrong order, and a receiver that awaits looks at them in the right one':
      (h) => {
        const first = h.appends(0, 1, { term: 1, terms: [1] });
        const second = h.appends(0, 1, { term: 1, prev: [1, 1], terms: [1] });
        const third = h.appends(0, 1, { term: 1, prev: [2, 1], terms: [1] });
        for (const rpc of [third, second, first]) h.arrives(rpc);
        for (const rpc of [first, second, third]) h.acknowledges(rpc);
        h.acknowledges(h.appends(0, 1, { term: 1, prev: [3, 1] }));
      },
  },
});
