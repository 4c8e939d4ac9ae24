import { termSurvives } from '../../../grader/judge/rules/term-survives';
import { describeRule } from '../../support/rule-table';

describeRule(termSurvives, {
  fires: {
    'a candidate comes back and asks in an older term': {
      play: (h) => {
        h.asks(1, 0, 4);
        const before = h.asks(1, 0, 7).sent;
        h.restarts(1);
        return [before, h.asks(1, 2, 6).sent];
      },
      message:
        /^S1 sent a message with term 7 at 0\.002 s, crashed, restarted, and sent one with term 6 at 0\.005 s\. Is currentTerm saved/,
    },
    'a follower that refused with a newer term comes back and answers with an older': {
      play: (h) => {
        const before = h.denies(h.asks(0, 1, 4), 5);
        h.restarts(1);
        return [before, h.grants(h.asks(2, 1, 4), 4)];
      },
      message: /^S1 sent a message with term 5 .* sent one with term 4/,
    },
    'a follower acknowledges entries, comes back and refuses in an older term': {
      play: (h) => {
        const before = h.acknowledges(h.appends(0, 1, { term: 3, terms: [3] }));
        h.restarts(1);
        return [before, h.refuses(h.appends(2, 1, { term: 2, prev: [9, 2] }), 2)];
      },
      message: /^S1 sent a message with term 3 .* sent one with term 2/,
    },
    'it happens only after the second crash': {
      play: (h) => {
        h.grants(h.asks(0, 1, 2));
        h.restarts(1);
        const before = h.grants(h.asks(0, 1, 4));
        h.restarts(1);
        return [before, h.grants(h.asks(2, 1, 3))];
      },
      message: /^S1 sent a message with term 4 .* sent one with term 3/,
    },
  },
  quiet: {
    'it comes back in the same term': (h) => {
      h.grants(h.asks(0, 1, 4));
      h.restarts(1);
      h.denies(h.asks(2, 1, 4));
    },
    'within one boot a reply leaves late': (h) => {
      const late = h.asks(0, 1, 4);
      h.arrives(late);
      h.grants(h.asks(2, 1, 6));
      h.grants(late, 4);
    },
    'after a crash a reply computed in the present boot leaves late': (h) => {
      h.grants(h.asks(0, 1, 3));
      h.restarts(1);
      const late = h.asks(0, 1, 4);
      h.arrives(late);
      h.grants(h.asks(2, 1, 6));
      h.grants(late, 4);
    },
    'another server speaks of an older term': (h) => {
      h.grants(h.asks(0, 1, 4));
      h.restarts(1);
      h.asks(2, 3, 2);
    },
    'a term that was never told is forgotten': (h) => {
      h.grants(h.asks(0, 1, 4));
      h.isIn(1, 5);
      h.restarts(1);
      h.isIn(1, 4);
      h.grants(h.asks(0, 1, 4));
    },
    'a leader of an older term is cut off and keeps sending': (h) => {
      h.leads(0, 2);
      h.leads(1, 3);
      for (const to of [1, 2, 3]) h.appends(0, to, { term: 2 });
    },
  },
});
