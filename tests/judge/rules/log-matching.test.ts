import { logMatching } from '../../../grader/judge/rules/log-matching';
import { describeRule } from '../../support/rule-table';

describeRule(logMatching, {
  fires: {
    'two commands go by the same index and term': {
      play: (h) => {
        const first = h.appends(0, 1, { term: 2, terms: [1, 2], commands: ['a', 'b'] }).sent;
        return [
          first,
          h.appends(3, 1, { term: 3, prev: [1, 1], terms: [2], commands: ['c'] }).sent,
        ];
      },
      message:
        /^The entry of term 2 at index 2 is "b" in the AppendEntries that S0 sent at 0\.001 s and "c" in the AppendEntries that S3 sent at 0\.002 s\.$/,
    },
    'prevLogTerm is not the term of the entry before': {
      play: (h) => {
        const first = h.appends(0, 1, { term: 2, terms: [1, 2] }).sent;
        return [first, h.appends(0, 2, { term: 2, prev: [1, 2], terms: [2] }).sent];
      },
      message:
        /^The entry before that of term 2 at index 2 has term 1 in the AppendEntries that S0 sent .* and term 2 in the AppendEntries that S0 sent/,
    },
    'two logs meet in an entry though their past is not the same': {
      play: (h) => {
        const first = h.appends(0, 1, { term: 4, terms: [1, 1, 4] }).sent;
        return [first, h.appends(3, 1, { term: 5, terms: [1, 3, 4] }).sent];
      },
      message: /^The entry before that of term 4 at index 3 has term 1 .* and term 3/,
    },
    'the sentinel is given a term': {
      play: (h) => {
        const first = h.appends(0, 1, { term: 2, terms: [2] }).sent;
        return [first, h.appends(0, 1, { term: 2, prev: [0, 2], terms: [2] }).sent];
      },
      message: /^The entry before that of term 2 at index 1 has term 0 .* and term 2/,
    },
  },
  quiet: {
    'equal commands stand at different indexes and in different terms': (h) => {
      h.appends(0, 1, { term: 2, terms: [1, 1, 2], commands: ['x', 'x', 'x'] });
      h.appends(0, 1, { term: 2, prev: [1, 1], terms: [1], commands: ['x'] });
    },
    'different leaders have different entries at one index': (h) => {
      h.appends(0, 1, { term: 2, terms: [1, 2], commands: ['a', 'b'] });
      h.appends(3, 1, { term: 3, terms: [1, 3], commands: ['a', 'c'] });
    },
    'a newer leader sends entries of an older term on': (h) => {
      h.appends(0, 1, { term: 2, terms: [1, 2, 2] });
      h.leads(3, 5);
      h.appends(3, 4, { term: 5, terms: [1, 2, 2, 5] });
    },
    'the same entries are sent in batches of every kind': (h) => {
      h.appends(0, 1, { term: 3, terms: [1, 1, 2, 3] });
      h.appends(0, 1, { term: 3, prev: [1, 1], terms: [1, 2] });
      h.appends(0, 2, { term: 3, prev: [3, 2], terms: [3] });
      h.appends(0, 2, { term: 3, prev: [2, 1], terms: [2, 3] });
    },
    'a heartbeat probes with no entries': (h) => {
      h.appends(0, 1, { term: 3, terms: [1, 1, 2, 3] });
      h.appends(0, 1, { term: 3, prev: [2, 1] });
      h.appends(0, 1, { term: 3, prev: [0, 0] });
    },
    'an old leader, cut off, sends its own entries late': (h) => {
      h.appends(0, 1, { term: 2, prev: [1, 1], terms: [2], commands: ['lost'] });
      h.appends(3, 1, { term: 3, prev: [1, 1], terms: [3], commands: ['won'] });
      h.appends(0, 4, { term: 2, prev: [1, 1], terms: [2], commands: ['lost'] });
    },
  },
});
