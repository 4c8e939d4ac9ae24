import { applyOrder } from '../../../grader/judge/rules/apply-order';
import type { History } from '../../support/history';
import { describeRule } from '../../support/rule-table';

const COMMANDS = ['a', 'b', 'c'];

/** A client gives the commands a, b and c to S0. */
function offer(h: History): void {
  COMMANDS.forEach((command, i) => h.takes(0, i + 1, 1, command));
}

/** S0 takes them and all know that they are committed. */
function agree(h: History): void {
  offer(h);
  h.commits(0, 1, COMMANDS);
}

describeRule(applyOrder, {
  fires: {
    'the sentinel is applied': {
      play: (h) => [h.applies(1, 0, 'a')],
      message:
        /^S1 applied index 0 at 0\.001 s, the first since it booted; it must apply index 1 next\.$/,
    },
    'an index is left out': {
      play: (h) => {
        const first = h.applies(1, 1, 'a');
        return [first, h.applies(1, 3, 'c')];
      },
      message:
        /^S1 applied index 3 at 0\.002 s, after index 1 \(at 0\.001 s\); it must apply index 2 next\. No client sent a command for index 2\./,
    },
    'the end of what is committed is applied for all of it': {
      play: (h) => {
        offer(h);
        return [h.applies(0, 3, 'c')];
      },
      message: /must apply index 1 next\. It skipped index 1, .* needs its own call of apply/,
    },
    'an entry is applied twice': {
      play: (h) => {
        h.applies(1, 1, 'a');
        const first = h.applies(1, 2, 'b');
        return [first, h.applies(1, 2, 'b')];
      },
      message: /^S1 applied index 2 .* after index 2 .* apply index 3 next/,
    },
    'entries are applied in the wrong order': {
      play: (h) => {
        h.applies(1, 1, 'a');
        const first = h.applies(1, 2, 'b');
        return [first, h.applies(1, 1, 'a')];
      },
      message: /^S1 applied index 1 .* after index 2 .* apply index 3 next/,
    },
    'a restarted server goes on where it was': {
      play: (h) => {
        h.applies(1, 1, 'a');
        h.applies(1, 2, 'b');
        h.restarts(1);
        return [h.applies(1, 3, 'c')];
      },
      message: /^S1 applied index 3 .* first since it booted; it must apply index 1 next/,
    },
  },
  quiet: {
    'a restarted server applies again from index 1': (h) => {
      agree(h);
      h.boots(1);
      h.applies(1, 1, 'a');
      h.applies(1, 2, 'b');
      h.restarts(1);
      h.applies(1, 1, 'a');
      h.applies(1, 2, 'b');
      h.applies(1, 3, 'c');
    },
    'a server crashes again before it has applied all again': (h) => {
      agree(h);
      h.applies(1, 1, 'a');
      h.applies(1, 2, 'b');
      h.restarts(1);
      h.applies(1, 1, 'a');
      h.restarts(1);
      h.restarts(1);
      h.applies(1, 1, 'a');
    },
    'servers are at different indexes': (h) => {
      agree(h);
      h.applies(0, 1, 'a');
      h.applies(0, 2, 'b');
      h.applies(1, 1, 'a');
      h.applies(0, 3, 'c');
      h.applies(1, 2, 'b');
    },
  },
});
