import { litter } from '../../../grader/judge/rules/litter';
import type { History } from '../../support/history';
import { describeRule } from '../../support/rule-table';

const MANY = 300;

function write(h: History, server: number, file: string) {
  return h.disk(server, { op: 'write', file, content: { id: 1, length: 0 } });
}

describeRule(litter, {
  fires: {
    'each save leaves a file behind': {
      play: (h) => {
        for (let i = 0; i < 256; i++) write(h, 1, `save-${i}`);
        return [write(h, 1, 'save-256')];
      },
      message:
        /^The disk of S1 holds 257 files that it has written since it booted \(at 0\.\d+ s\), and 256 are allowed: files that are no longer needed must be removed\.$/,
    },
    'each save is renamed to a name of its own': {
      play: (h) => {
        for (let i = 0; i < 256; i++) {
          write(h, 1, 'new');
          h.disk(1, { op: 'rename', file: 'new', to: `save-${i}` });
        }
        return [write(h, 1, 'new')];
      },
      message: /^The disk of S1 holds 257 files/,
    },
  },
  quiet: {
    'one name is written again and again': (h) => {
      for (let i = 0; i < MANY; i++) write(h, 1, 'state');
    },
    'what was replaced is removed or renamed over': (h) => {
      for (let i = 0; i < MANY; i++) {
        write(h, 1, `save-${i}`);
        if (i % 2 === 0) h.disk(1, { op: 'remove', file: `save-${i}` });
        else h.disk(1, { op: 'rename', file: `save-${i}`, to: 'state' });
      }
    },
    'a crash in each save leaves its file, which nobody can find again': (h) => {
      for (let i = 0; i < MANY; i++) {
        write(h, 1, `new-${i}`);
        h.restarts(1);
      }
    },
    'many servers have a few files each': (h) => {
      for (let i = 0; i < 100; i++) for (let id = 0; id < 5; id++) write(h, id, `part-${i}`);
    },
  },
});
