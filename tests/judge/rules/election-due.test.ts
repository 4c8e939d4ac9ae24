import { standAgain, standForElection } from '../../../grader/judge/rules/election-due';
import { describeRule } from '../../support/rule-table';

describeRule(standForElection, {
  fires: {
    'a server hears nothing from its boot on': {
      play: (h) => {
        const boot = h.boots(2);
        h.isIn(2, 0);
        h.waits(5_000);
        return [boot, h.asks(0, 1, 1).sent];
      },
      message:
        /^S2 booted at 0\.001 s\. Until 5\.003 s it heard from no leader of its term 0 and granted no vote, but it did not start an election\. Does its election timer run from the start, and does its callback start an election\?$/,
    },
    'a leader has stepped down': {
      play: (h) => {
        h.boots(2);
        h.leads(2, 3);
        const down = h.isIn(2, 3);
        h.waits(5_000);
        return [down, h.asks(0, 1, 4).sent];
      },
      message: /^S2 stopped leading at 0\.003 s.* Does its election timer run after it steps down/,
    },
    'it only refuses votes': {
      play: (h) => {
        h.boots(2);
        const state = h.isIn(2, 4);
        for (let i = 0; i < 4; i++) {
          h.denies(h.asks(0, 2, 3), 4);
          h.waits(1_249);
        }
        return [state, h.asks(0, 2, 3).sent];
      },
      message:
        /^S2 moved to term 4 at 0\.002 s.* In that time it refused 4 requests: does a refused request reset/,
    },
    'only a leader of an older term is heard': {
      play: (h) => {
        h.boots(2);
        const state = h.isIn(2, 4);
        h.waits(2_500);
        h.arrives(h.appends(0, 2, { term: 3 }));
        h.waits(2_500);
        return [state, h.appends(0, 2, { term: 3 }).sent];
      },
      message: /^S2 moved to term 4.* it refused 1 request: does/,
    },
  },
  quiet: {
    'it hears a leader, grants a vote or stands, every four seconds': (h) => {
      h.boots(2);
      h.isIn(2, 3);
      h.waits(4_000);
      h.arrives(h.appends(0, 2, { term: 3 }));
      h.waits(4_000);
      h.grants(h.asks(1, 2, 3));
      h.waits(4_000);
      h.asks(2, 1, 4);
      h.isIn(2, 4);
      h.waits(4_000);
      h.asks(2, 1, 5);
    },
    'it leads': (h) => {
      h.boots(2);
      h.leads(2, 3);
      h.waits(9_000);
      h.appends(2, 0, { term: 3 });
    },
    'it is down': (h) => {
      h.boots(2);
      h.crashes(2);
      h.thaws(2);
      h.waits(9_000);
      h.asks(0, 1, 1);
    },
    'it is paused, and has just been thawed': (h) => {
      h.boots(2);
      h.pauses(2);
      h.waits(9_000);
      h.asks(0, 1, 1);
      h.thaws(2);
      h.waits(4_000);
      h.asks(0, 1, 2);
    },
    'news of newer terms put its election off': (h) => {
      h.boots(2);
      for (const term of [1, 2, 3]) {
        h.isIn(2, term);
        h.waits(4_000);
        h.denies(h.asks(0, 2, term));
      }
    },
  },
});

describeRule(standAgain, {
  fires: {
    'a candidate waits for replies': {
      play: (h) => {
        h.boots(2);
        h.isIn(2, 1);
        const { sent } = h.asks(2, 0, 1);
        h.waits(5_000);
        return [sent, h.asks(0, 1, 1).sent];
      },
      message: /^S2 started an election in term 1 at 0\.003 s\. Until/,
    },
  },
  quiet: {
    'it asks again in the same term, or in the next': (h) => {
      h.boots(2);
      h.isIn(2, 1);
      h.asks(2, 0, 1);
      h.waits(4_000);
      h.asks(2, 0, 1);
      h.waits(4_000);
      h.asks(2, 0, 2);
      h.waits(500);
      h.asks(0, 1, 1);
    },
  },
});
