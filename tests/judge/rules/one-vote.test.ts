import { oneVote } from '../../../grader/judge/rules/one-vote';
import { describeRule } from '../../support/rule-table';

describeRule(oneVote, {
  fires: {
    'a server grants two candidates in one term': {
      play: (h) => {
        const first = h.grants(h.asks(0, 2, 4));
        return [first, h.grants(h.asks(1, 2, 4))];
      },
      message:
        /^S2 voted for S0 in term 4 at 0\.003 s, and voted for S1 in the same term at 0\.006 s\. If only votes for S0 are forgotten: 0 is a server like any other, not null\.$/,
    },
    'it crashed in between': {
      play: (h) => {
        const first = h.grants(h.asks(0, 2, 4));
        h.restarts(2);
        return [first, h.grants(h.asks(1, 2, 4))];
      },
      message:
        /^S2 voted for S0 in term 4 .*, crashed, restarted, and voted for S1 .*does every save since then hold a term and the vote that belongs to it/,
    },
    'a candidate grants another one': {
      play: (h) => {
        const own = h.asks(0, 2, 4);
        return [own.sent, h.grants(h.asks(1, 0, 4))];
      },
      message: /^S0 voted for itself in term 4 .* and voted for S1 in the same term/,
    },
    'a server that voted becomes a candidate of the same term': {
      play: (h) => {
        const vote = h.grants(h.asks(1, 0, 4));
        return [vote, h.asks(0, 2, 4).sent];
      },
      message: /^S0 voted for S1 in term 4 .* and voted for itself in the same term/,
    },
    'the second vote is for an older term that it had voted in long before': {
      play: (h) => {
        const first = h.grants(h.asks(0, 2, 4));
        h.grants(h.asks(3, 2, 5));
        return [first, h.grants(h.asks(1, 2, 4), 5)];
      },
      message: /^S2 voted for S0 in term 4 .* and voted for S1 in the same term/,
    },
  },
  quiet: {
    'a candidate asks everybody, itself voted for, again and again': (h) => {
      for (let round = 0; round < 3; round++) for (const to of [1, 2, 3, 4]) h.asks(0, to, 4);
    },
    'a duplicated request is granted twice': (h) => {
      const ask = h.asks(0, 2, 4);
      h.arrives(ask, 0);
      h.arrives(ask, 1);
      h.grants(ask);
      h.grants(ask);
    },
    'a request repeated within the term is granted again, across a crash': (h) => {
      h.grants(h.asks(0, 2, 4));
      h.restarts(2);
      h.grants(h.asks(0, 2, 4));
    },
    'a vote of one term is followed by one of the next': (h) => {
      h.grants(h.asks(0, 2, 4));
      h.grants(h.asks(1, 2, 5));
    },
    'a receiver that awaits sends the older of two votes last': (h) => {
      const [older, newer] = [h.asks(0, 2, 4), h.asks(1, 2, 5)];
      h.arrives(older);
      h.arrives(newer);
      h.grants(newer);
      h.grants(older, 4);
    },
    'such a vote of an older term carries the newer term': (h) => {
      const [older, newer] = [h.asks(0, 2, 4), h.asks(1, 2, 5)];
      h.arrives(older);
      h.arrives(newer);
      h.grants(newer);
      h.grants(older, 5);
    },
    'a candidate refuses its rivals and asks late for an older term': (h) => {
      h.asks(0, 1, 4);
      h.denies(h.asks(2, 0, 4));
      h.asks(0, 1, 5);
      h.asks(0, 3, 4);
    },
    'a candidate whose candidacy nobody heard of crashes and votes in that term': (h) => {
      h.boots(0);
      h.isIn(0, 4);
      h.restarts(0);
      h.isIn(0, 3);
      h.grants(h.asks(1, 0, 4));
    },
    'a candidate starts anew in a newer term after votes were split': (h) => {
      h.grants(h.asks(0, 2, 4));
      h.grants(h.asks(1, 3, 4));
      h.grants(h.asks(1, 2, 5));
      h.grants(h.asks(1, 3, 5));
    },
    'two servers vote for two candidates': (h) => {
      h.grants(h.asks(0, 2, 4));
      h.grants(h.asks(1, 3, 4));
    },
  },
});
