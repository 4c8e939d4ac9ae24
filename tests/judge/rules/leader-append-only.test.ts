import { leaderAppendOnly } from '../../../grader/judge/rules/leader-append-only';
import { describeRule } from '../../support/rule-table';

describeRule(leaderAppendOnly, {
  fires: {
    'a leader replaces an entry of an older term by one of its own': {
      play: (h) => {
        const first = h.appends(0, 1, { term: 3, terms: [1, 2] }).sent;
        return [first, h.appends(0, 2, { term: 3, prev: [1, 1], terms: [3] }).sent];
      },
      message:
        /^As leader of term 3, S0 sent an entry of term 2 at index 2 at 0\.001 s and an entry of term 3 at the same index at 0\.002 s\.$/,
    },
    'it lets an old AppendEntries change its log': {
      play: (h) => {
        const first = h.appends(0, 1, { term: 3, terms: [1, 3, 3] }).sent;
        return [first, h.appends(0, 2, { term: 3, terms: [1, 2] }).sent];
      },
      message: /^As leader of term 3, S0 sent an entry of term 3 at index 2 .* an entry of term 2/,
    },
    'what it sends outlives its term as leader': {
      play: (h) => {
        const first = h.appends(0, 1, { term: 3, terms: [1, 3, 3] }).sent;
        const left = h.isIn(0, 5);
        return [first, left, h.appends(0, 2, { term: 3, terms: [1, 4] }).sent];
      },
      message: /It had been in term 5 since 0\.\d+ s when it sent this: a deposed leader/,
    },
  },
  quiet: {
    'a leader appends, and sends everything again and in parts': (h) => {
      h.appends(0, 1, { term: 3, terms: [1, 2] });
      h.appends(0, 1, { term: 3, terms: [1, 2, 3] });
      h.appends(0, 2, { term: 3, prev: [2, 2], terms: [3, 3] });
      h.appends(0, 2, { term: 3, prev: [1, 1], terms: [2] });
    },
    'the same server leads a later term with another log': (h) => {
      h.appends(0, 1, { term: 3, terms: [1, 3] });
      h.isIn(0, 4);
      h.leads(0, 5);
      h.appends(0, 1, { term: 5, terms: [1, 4, 5] });
    },
    'a deposed leader sends once more what it had when it led': (h) => {
      h.appends(0, 1, { term: 3, terms: [1, 3] });
      h.appends(2, 0, { term: 4, terms: [1, 4] });
      h.appends(0, 3, { term: 3, terms: [1, 3] });
    },
  },
});
