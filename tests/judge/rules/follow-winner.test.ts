import { followWinner } from '../../../grader/judge/rules/follow-winner';
import { describeRule } from '../../support/rule-table';

describeRule(followWinner, {
  fires: {
    'a candidate refuses the winner of its term': {
      play: (h) => {
        h.asks(1, 2, 3);
        return [h.refuses(h.appends(0, 1, { term: 3 }))];
      },
      message:
        /^S1, a candidate of term 3, refused the AppendEntries of S0, which has won that term/,
    },
  },
  quiet: {
    'a candidate follows the winner of its term': (h) => {
      h.asks(1, 2, 3);
      h.acknowledges(h.appends(0, 1, { term: 3 }));
    },
    'a candidate has gone on to a newer term before it answers': (h) => {
      h.asks(1, 2, 3);
      const request = h.appends(0, 1, { term: 3 });
      h.arrives(request);
      h.asks(1, 2, 4);
      h.refuses(request, 4);
    },
    "a candidate's log does not match": (h) => {
      h.asks(1, 2, 3);
      h.refuses(h.appends(0, 1, { term: 3, prev: [4, 2] }));
    },
  },
});
