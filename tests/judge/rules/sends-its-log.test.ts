import { ownEntries } from '../../../grader/judge/rules/own-entries';
import { sendsItsLog } from '../../../grader/judge/rules/sends-its-log';
import { describeRule } from '../../support/rule-table';

describeRule(sendsItsLog, {
  fires: {
    'the sentinel is given a term': {
      play: (h) => [h.appends(0, 1, { term: 2, prev: [0, 2] }).sent],
      message: /prevLogIndex 0 and prevLogTerm 2 .*The sentinel at index 0 has term 0/,
    },
    'the entry before has another term': {
      play: (h) => {
        h.acknowledges(h.appends(0, 1, { term: 1, terms: [1, 1] }));
        return [h.appends(1, 2, { term: 2, prev: [2, 2] }).sent];
      },
      message: /It never had an entry of term 2 at index 2/,
    },
    'a command is sent at another index than the one at which it was taken': {
      play: (h) => {
        const taken = h.takes(0, 1, 1, 'a');
        return [taken, h.appends(0, 1, { term: 1, terms: [1, 1], commands: ['b', 'a'] }).sent];
      },
      message:
        /^S0 accepted "a" at index 1 in term 1 at .*, but sent it to S1 as the entry at index 2/,
    },
  },
  quiet: {
    'a command is taken twice and sent in both places': (h) => {
      h.takes(0, 1, 1, 'a');
      h.takes(0, 2, 1, 'a');
      h.appends(0, 1, { term: 1, terms: [1, 1], commands: ['a', 'a'] });
    },
    'a command is sent before start() has answered': (h) => {
      h.appends(0, 1, { term: 1, terms: [1], commands: ['a'] });
      h.takes(0, 1, 1, 'a');
      h.appends(0, 2, { term: 1, terms: [1], commands: ['a'] });
    },
    'the same command was taken elsewhere in an older term': (h) => {
      h.takes(0, 1, 1, 'a');
      h.takes(0, 3, 2, 'a');
      h.appends(0, 1, { term: 2, prev: [2, 1], terms: [2], commands: ['a'] });
    },
  },
});

describeRule(ownEntries, {
  fires: {
    'a leader names an entry that nobody has given it': {
      play: (h) => [h.appends(0, 1, { term: 1, prev: [9, 1] }).sent],
      message:
        /^S0, leader of term 1, sent S1 AppendEntries with prevLogIndex 9 and prevLogTerm 1 at .* and does only a leader append in start\(\)\?$/,
    },
    'a leader names a place behind the end of its log': {
      play: (h) => [h.appends(0, 1, { term: 1, prev: [9, 0] }).sent],
      message: /prevLogTerm 0 at .* no entry at index 9\. prevLogIndex is nextIndex - 1/,
    },
  },
  quiet: {
    'the entry before was sent by an older leader': (h) => {
      h.acknowledges(h.appends(0, 1, { term: 1, terms: [1, 1] }));
      h.appends(1, 2, { term: 2, prev: [2, 1] });
    },
    'the entry before was taken in an older term as leader, before a crash': (h) => {
      h.takes(0, 1, 1);
      h.restarts(0);
      h.appends(0, 2, { term: 3, prev: [1, 1] });
    },
  },
});
