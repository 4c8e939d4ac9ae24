import { termInBoot } from '../../../grader/judge/rules/term-in-boot';
import { describeRule } from '../../support/rule-table';

describeRule(termInBoot, {
  fires: {
    'getState() goes back by a term': {
      play: (h) => {
        h.isIn(1, 3);
        const before = h.isIn(1, 5);
        return [before, h.isIn(1, 4)];
      },
      message: /^S1 was in term 5 at 0\.002 s and went back to term 4 at 0\.003 s\.$/,
    },
    'a candidate goes back after a lost election': {
      play: (h) => {
        const before = h.isIn(1, 5);
        h.asks(1, 0, 5);
        return [before, h.isIn(1, 4)];
      },
      message: /^S1 was in term 5 .* back to term 4/,
    },
    'it goes back after a crash and a boot that brought it further': {
      play: (h) => {
        h.isIn(1, 9);
        h.restarts(1);
        const before = h.isIn(1, 4);
        return [before, h.isIn(1, 3)];
      },
      message: /^S1 was in term 4 .* back to term 3/,
    },
  },
  quiet: {
    'only the role changes': (h) => {
      h.isIn(1, 3);
      h.leads(1, 3);
      h.isIn(1, 3);
    },
    'a boot finds an older term that was told to nobody': (h) => {
      h.isIn(1, 3);
      h.isIn(1, 4);
      h.restarts(1);
      h.isIn(1, 3);
    },
    'another server is in an older term': (h) => {
      h.isIn(1, 4);
      h.isIn(2, 3);
    },
    'a reply computed in an older term leaves late': (h) => {
      const late = h.asks(0, 1, 3);
      h.arrives(late);
      h.isIn(1, 3);
      h.isIn(1, 4);
      h.grants(late, 3);
    },
    'a request of an older term leaves late': (h) => {
      h.leads(0, 3);
      h.isIn(0, 4);
      h.appends(0, 1, { term: 3 });
    },
  },
});
