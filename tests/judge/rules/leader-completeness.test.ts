import { leaderCompleteness } from '../../../grader/judge/rules/leader-completeness';
import { describeRule } from '../../support/rule-table';

describeRule(leaderCompleteness, {
  fires: {
    'a later leader has another command where one was applied': {
      play: (h) => {
        h.takes(0, 1, 1, 'a');
        h.commits(0, 1, ['a']);
        const applied = h.applies(0, 1, 'a');
        return [applied, h.appends(1, 2, { term: 2, terms: [2], commands: ['b'] }).sent];
      },
      message:
        /^S0 applied "a" at index 1 at \S+ s, before any term above 1 began\. S1, leader of term 2, has "b" at that index \(at/,
    },
    'it is the second of several entries': {
      play: (h) => {
        h.commits(0, 1, ['a', 'b']);
        h.applies(0, 1, 'a');
        const applied = h.applies(0, 2, 'b');
        const entries = { terms: [1, 2], commands: ['a', 'c'] };
        return [applied, h.appends(1, 2, { term: 2, ...entries }).sent];
      },
      message: /^S0 applied "b" at index 2 .* has "c" at that index/,
    },
    'the votes that let it win are told and shown': {
      play: (h) => {
        h.takes(0, 1, 1, 'a');
        h.commits(0, 1, ['a']);
        const applied = h.applies(0, 1, 'a');
        const votes = [2, 3].map((voter) => h.grants(h.asks(1, voter, 2)));
        h.denies(h.asks(1, 4, 2));
        return [applied, ...votes, h.appends(1, 2, { term: 2, terms: [2], commands: ['b'] }).sent];
      },
      message:
        / has "b" at that index \(at \S+ s\)\. It was elected with the votes of S2 and S3\.$/,
    },
  },
  quiet: {
    'a leader of an older term, cut off, still has what was never committed': (h) => {
      h.takes(1, 1, 2, 'a');
      h.leads(0, 1);
      h.commits(1, 2, ['a']);
      h.applies(1, 1, 'a');
      h.appends(0, 2, { term: 1, terms: [1], commands: ['b'] });
    },
    'later leaders have what was applied, and send it together with what was not': (h) => {
      h.takes(0, 1, 1, 'a');
      h.commits(0, 1, ['a']);
      h.applies(0, 1, 'a');
      h.appends(1, 2, { term: 2, terms: [1, 2], commands: ['a', 'b'] });
      h.appends(2, 1, { term: 3, terms: [1, 3], commands: ['a', 'c'] });
    },
    'a term had begun when the entry was applied, though its leader came later': (h) => {
      h.takes(0, 1, 1, 'a');
      h.commits(0, 1, ['a']);
      h.asks(4, 0, 2);
      h.applies(0, 1, 'a');
      h.appends(4, 1, { term: 2, terms: [2], commands: ['b'] });
    },
  },
});
