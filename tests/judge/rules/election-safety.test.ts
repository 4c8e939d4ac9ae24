import { electionSafety } from '../../../grader/judge/rules/election-safety';
import { describeRule } from '../../support/rule-table';

describeRule(electionSafety, {
  fires: {
    'two servers say that they lead a term': {
      play: (h) => {
        const first = h.leads(0, 3);
        return [first, h.leads(2, 3)];
      },
      message:
        /^S0 was leader of term 3 \(at 0\.001 s\), and S2 was also leader of term 3 \(at 0\.002 s\)\.$/,
    },
    'two servers send AppendEntries of one term': {
      play: (h) => {
        const first = h.appends(0, 1, { term: 3 }).sent;
        return [first, h.appends(2, 1, { term: 3 }).sent];
      },
      message: /^S0 was leader of term 3 .* S2 was also leader of term 3/,
    },
    'one says so and the other sends, long after the first has crashed': {
      play: (h) => {
        const first = h.leads(0, 3);
        h.restarts(0);
        h.leads(1, 4);
        return [first, h.appends(2, 1, { term: 3 }).sent];
      },
      message: /^S0 was leader of term 3 .* S2 was also leader of term 3/,
    },
  },
  quiet: {
    'a new leader comes while the old one, cut off, keeps sending': (h) => {
      h.leads(0, 2);
      h.appends(0, 1, { term: 2 });
      h.leads(1, 3);
      h.appends(0, 1, { term: 2 });
      h.appends(1, 2, { term: 3 });
      h.appends(0, 2, { term: 2 });
    },
    'a leader steps back in its own term and an old request of it leaves late': (h) => {
      h.leads(0, 2);
      h.isIn(0, 3);
      h.leads(1, 3);
      h.appends(0, 2, { term: 2 });
    },
    'a leader crashes and another leads the next term': (h) => {
      h.leads(0, 2);
      h.restarts(0);
      h.isIn(0, 2);
      h.leads(1, 3);
    },
    'the same server leads again and again': (h) => {
      h.leads(0, 2);
      h.isIn(0, 3);
      h.leads(0, 4);
      h.appends(0, 1, { term: 4 });
      h.leads(0, 4);
    },
    'two candidates of one term neither of which wins': (h) => {
      h.asks(0, 1, 2);
      h.asks(2, 1, 2);
      h.isIn(0, 2);
      h.isIn(2, 2);
    },
  },
});
