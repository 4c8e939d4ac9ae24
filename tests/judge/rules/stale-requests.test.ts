import { refuseStaleAppend, refuseStaleVote } from '../../../grader/judge/rules/stale-requests';
import { describeRule } from '../../support/rule-table';

describeRule(refuseStaleVote, {
  fires: {
    'a vote is granted for a term that is over': {
      play: (h) => {
        const state = h.isIn(2, 5);
        return [state, h.grants(h.asks(0, 2, 4), 5)];
      },
      message:
        /^S2 was in term 5 \(at 0\.001 s\) when the requestVote request of S0 with term 4 arrived, but it granted the vote at 0\.004 s\./,
    },
    'the refusal does not tell the newer term': {
      play: (h) => {
        const state = h.isIn(2, 5);
        return [state, h.denies(h.asks(0, 2, 4), 4)];
      },
      message: /^S2 was in term 5 .* but it replied with term 4 at 0\.004 s\./,
    },
  },
  quiet: {
    'a stale request is refused with the newer term, or an even newer one': (h) => {
      h.isIn(2, 5);
      h.denies(h.asks(0, 2, 4), 5);
      h.denies(h.asks(0, 2, 4), 6);
    },
    'a request is granted in the present term and in a newer one': (h) => {
      h.isIn(2, 5);
      h.grants(h.asks(0, 2, 5));
      h.grants(h.asks(1, 2, 6));
    },
    'a receiver that awaits goes on to a newer term before the vote leaves': (h) => {
      h.isIn(2, 4);
      const ask = h.asks(0, 2, 4);
      h.arrives(ask);
      h.isIn(2, 5);
      h.grants(ask);
    },
    'of two copies in service the earlier came in time, and the later is answered first': (h) => {
      h.isIn(2, 4);
      const ask = h.asks(0, 2, 4);
      h.arrives(ask, 0);
      h.isIn(2, 5);
      h.arrives(ask, 1);
      h.denies(ask, 5);
      h.grants(ask, 4);
    },
    'a crash made it forget a term of which nobody had heard': (h) => {
      h.boots(2);
      h.isIn(2, 5);
      h.restarts(2);
      h.isIn(2, 3);
      h.grants(h.asks(0, 2, 4));
    },
  },
});

describeRule(refuseStaleAppend, {
  fires: {
    'an AppendEntries of an older term is accepted': {
      play: (h) => {
        const state = h.isIn(2, 5);
        return [state, h.acknowledges(h.appends(0, 2, { term: 4 }), 5)];
      },
      message:
        /^S2 was in term 5 .* the appendEntries request of S0 with term 4 arrived, but it accepted it at/,
    },
    'both copies came too late': {
      play: (h) => {
        const state = h.isIn(2, 5);
        const append = h.appends(0, 2, { term: 4 });
        h.arrives(append, 0);
        h.arrives(append, 1);
        h.refuses(append, 5);
        return [state, h.acknowledges(append, 5)];
      },
      message: /^S2 was in term 5 .* but it accepted it/,
    },
  },
  quiet: {
    'it is refused': (h) => {
      h.isIn(2, 5);
      h.refuses(h.appends(0, 2, { term: 4 }), 5);
    },
    'it came in time and was answered late': (h) => {
      h.isIn(2, 4);
      const append = h.appends(0, 2, { term: 4 });
      h.arrives(append);
      h.isIn(2, 5);
      h.acknowledges(append, 4);
    },
  },
});
