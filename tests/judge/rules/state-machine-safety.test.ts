import { stateMachineSafety } from '../../../grader/judge/rules/state-machine-safety';
import { describeRule } from '../../support/rule-table';

describeRule(stateMachineSafety, {
  fires: {
    'two servers apply different commands at one index': {
      play: (h) => {
        h.takes(0, 1, 1, 'a');
        h.takes(2, 1, 2, 'b');
        const first = h.applies(0, 1, 'a');
        return [first, h.applies(2, 1, 'b')];
      },
      message:
        /^S0 applied "a" at index 1 at 0\.003 s, but S2 applied "b" at the same index at 0\.004 s\.$/,
    },
    'a restarted server applies another command than before': {
      play: (h) => {
        h.takes(0, 1, 1, 'a');
        h.takes(2, 1, 2, 'b');
        const first = h.applies(0, 1, 'a');
        h.restarts(0);
        return [first, h.applies(0, 1, 'b')];
      },
      message: /^S0 applied "a" at index 1 .* but S0 applied "b" at the same index/,
    },
    'a command is applied that nobody gave': {
      play: (h) => {
        h.takes(0, 1, 1, 'a');
        return [h.applies(0, 1, 'b')];
      },
      message:
        /^S0 applied "b" at index 1 at 0\.002 s, a command that no client ever passed to start\(\)/,
    },
  },
  quiet: {
    'equal commands are applied at different indexes': (h) => {
      h.takes(0, 1, 1, 'x');
      h.takes(0, 2, 1, 'x');
      h.commits(0, 1, ['x', 'x']);
      h.applies(0, 1, 'x');
      h.applies(1, 1, 'x');
      h.applies(0, 2, 'x');
      h.applies(1, 2, 'x');
    },
    'a command that was lost is offered again and applied elsewhere': (h) => {
      h.takes(0, 1, 1, 'a');
      h.takes(2, 1, 2, 'b');
      h.takes(2, 2, 2, 'a');
      h.commits(2, 2, ['b', 'a']);
      for (const server of [0, 1, 2]) {
        h.applies(server, 1, 'b');
        h.applies(server, 2, 'a');
      }
    },
    'a command offered twice is applied twice': (h) => {
      h.takes(2, 1, 2, 'a');
      h.takes(2, 2, 2, 'a');
      h.commits(2, 2, ['a', 'a']);
      h.applies(0, 1, 'a');
      h.applies(0, 2, 'a');
    },
    'a restarted server applies the same again': (h) => {
      h.takes(0, 1, 1, 'a');
      h.commits(0, 1, ['a']);
      h.applies(0, 1, 'a');
      h.restarts(0);
      h.applies(0, 1, 'a');
    },
    'another index and term were promised than those at which it is applied': (h) => {
      h.takes(0, 7, 3, 'a');
      h.commits(0, 4, ['a']);
      h.applies(1, 1, 'a');
    },
  },
});
