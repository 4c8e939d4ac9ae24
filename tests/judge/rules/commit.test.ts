import { commitByMajority } from '../../../grader/judge/rules/commit-by-majority';
import { commitOwnTerm } from '../../../grader/judge/rules/commit-own-term';
import { followCommit } from '../../../grader/judge/rules/follow-commit';
import { commandOf, type History } from '../../support/history';
import { describeRule } from '../../support/rule-table';

/** The client's commands of a log, and then that the server applies them. */
function applies(h: History, server: number, ...terms: readonly number[]): void {
  terms.forEach((term, i) => {
    h.takes(0, i + 1, term);
    h.applies(server, i + 1, commandOf(term, i + 1));
  });
}

describeRule(commitByMajority, {
  fires: {
    'a leader commits with one other of five': {
      play: (h) => {
        h.leads(0, 1);
        const ack = h.holds(h.appends(0, 1, { term: 1, terms: [1] }));
        return [ack, h.applies(0, 1, 'a')];
      },
      message:
        /^S0, leader of term 1, applied index 1 at 0\.006 s\. For this it needs acknowledgements up to index 1 from 2 other servers in that term; it has one from S1 up to index 1\. With itself, 2 of 5 servers hold it, and a majority is 3: does your code count the leader twice, or half of the servers as a majority\?$/,
    },
    'a success counted for a longer log, and another one for its own': {
      play: (h) => {
        h.leads(0, 1);
        h.takes(0, 2, 1);
        const acks = [
          h.holds(h.appends(0, 1, { term: 1, terms: [1, 1] })),
          h.holds(h.appends(0, 2, { term: 1, terms: [1] })),
        ];
        return [...acks, h.appends(0, 1, { term: 1, prev: [2, 1], commit: 2 }).sent];
      },
      message:
        /half of the servers as a majority\? Or does a success count for more than its own request held\? That of S2 covers prevLogIndex \+ entries\.length = 1, wherever the log ends by now\.$/,
    },
    'the shorter success came before the log was longer': {
      play: (h) => {
        h.leads(0, 1);
        h.takes(0, 1, 1);
        const shorter = h.holds(h.appends(0, 2, { term: 1, terms: [1] }));
        h.takes(0, 2, 1);
        const acks = [h.holds(h.appends(0, 1, { term: 1, terms: [1, 1] }))];
        return [shorter, ...acks, h.appends(0, 1, { term: 1, prev: [2, 1], commit: 2 }).sent];
      },
      message: /half of the servers as a majority\?$/,
    },
    'it counts more than a request carried': {
      play: (h) => {
        h.leads(0, 1);
        const acks = [1, 2].map((to) => h.holds(h.appends(0, to, { term: 1, terms: [1] })));
        return [...acks, h.appends(0, 1, { term: 1, prev: [2, 1], commit: 2 }).sent];
      },
      message:
        /sent S1 leaderCommit 2 .* S1 up to index 1 and one from S2 up to index 1\. Does a success count for more than its own request held\? That of S2 covers prevLogIndex \+ entries\.length = 1/,
    },
    'it counts acknowledgements of an older term': {
      play: (h) => {
        const old = [1, 2].map((to) => h.appends(0, to, { term: 1, terms: [1] }));
        h.appends(0, 3, { term: 3, prev: [1, 1] });
        h.leads(0, 3);
        const acks = old.map((append) => h.holds(append));
        return [...acks, h.applies(0, 1, 'a')];
      },
      message:
        /it has none\. The success of S1 up to index 1 \(received at \S+ s\) replies to a request of term 1, not of term 3 \(L\.3\)\. The success of S2/,
    },
    'its acknowledgements came before a crash': {
      play: (h) => {
        for (const to of [1, 2]) h.returns(h.appends(0, to, { term: 1, terms: [1] }), undefined);
        h.restarts(0);
        h.leads(0, 2);
        return [h.applies(0, 1, 'a')];
      },
      message: /it has none\./,
    },
  },
  quiet: {
    'a majority has acknowledged an entry of the present term, and all before it is committed': (
      h,
    ) => {
      h.leads(0, 2);
      for (const to of [3, 4]) h.holds(h.appends(0, to, { term: 2, terms: [1, 1, 2] }));
      applies(h, 0, 1, 1, 2);
      h.appends(0, 1, { term: 2, prev: [3, 2], commit: 3 });
    },
    'acknowledgements overtake each other': (h) => {
      h.leads(0, 1);
      const [a, b] = [
        h.appends(0, 1, { term: 1, terms: [1] }),
        h.appends(0, 2, { term: 1, terms: [1] }),
      ];
      const longer = h.appends(0, 1, { term: 1, terms: [1, 1] });
      for (const append of [longer, a, b]) h.holds(append);
      applies(h, 0, 1);
    },
    'a leader applies and tells of it after it was deposed': (h) => {
      h.leads(0, 1);
      for (const to of [1, 2]) h.holds(h.appends(0, to, { term: 1, terms: [1] }));
      h.isIn(0, 2);
      applies(h, 0, 1);
      h.appends(0, 3, { term: 1, prev: [1, 1], commit: 1 });
    },
    'a server that saved its commitIndex leads after a crash': (h) => {
      h.leads(0, 1);
      for (const to of [1, 2]) h.holds(h.appends(0, to, { term: 1, terms: [1] }));
      h.restarts(0);
      h.leads(0, 2);
      applies(h, 0, 1);
      h.appends(0, 3, { term: 2, prev: [1, 1], commit: 1 });
    },
    'a new leader goes by what an older one called committed': (h) => {
      h.commits(4, 1, ['a', 'b']);
      h.acknowledges(h.appends(4, 0, { term: 1, prev: [2, 1], commit: 2 }));
      h.leads(0, 2);
      h.appends(0, 3, { term: 2, prev: [2, 1], commit: 2 });
    },
  },
});

describeRule(commitOwnTerm, {
  fires: {
    'an entry of an older term stands on a majority (Figure 8)': {
      play: (h) => {
        h.leads(0, 4);
        const acks = [1, 2].map((to) => h.holds(h.appends(0, to, { term: 4, terms: [1, 2] })));
        return [...acks, h.applies(0, 1, 'a')];
      },
      message:
        /^S0, leader of term 4, applied index 1 at 0\.010 s\. The entry at index 1 is of term 1\. It is on S0, S1 and S2, but a majority is not enough/,
    },
    'one of the present term is behind it, on a minority': {
      play: (h) => {
        h.leads(0, 4);
        const acks = [
          h.holds(h.appends(0, 1, { term: 4, terms: [2] })),
          h.holds(h.appends(0, 2, { term: 4, terms: [2, 4] })),
        ];
        return [...acks, h.appends(0, 2, { term: 4, prev: [2, 4], commit: 1 }).sent];
      },
      message: /sent S2 leaderCommit 1 .* is of term 2\. It is on S0, S1 and S2/,
    },
  },
  quiet: {
    'one of the present term behind it stands on a majority too': (h) => {
      h.leads(0, 4);
      for (const to of [1, 2]) h.holds(h.appends(0, to, { term: 4, terms: [1, 2] }));
      for (const to of [2, 3]) h.holds(h.appends(0, to, { term: 4, terms: [1, 2, 4] }));
      applies(h, 0, 1, 2, 4);
    },
  },
});

describeRule(followCommit, {
  fires: {
    'a follower applies its own entries beyond the last new one': {
      play: (h) => {
        h.acknowledges(h.appends(0, 1, { term: 1, terms: [1, 1, 1] }));
        const vouched = h.arrives(h.appends(4, 1, { term: 2, prev: [1, 1], commit: 3 }));
        h.applies(1, 1, 'a');
        return [vouched, vouched, h.applies(1, 2, 'b')];
      },
      message:
        /^S1 applied index 2 at 0\.007 s, but may commit only up to index 1\. The highest leaderCommit it has received is 3 \(at 0\.005 s\), and its log is known to match that of the leader of term 2 up to index 1 \(at 0\.005 s\)\.$/,
    },
    'it applies what nobody has called committed': {
      play: (h) => {
        const append = h.arrives(h.appends(0, 1, { term: 1, terms: [1] }));
        return [append, h.applies(1, 1, 'a')];
      },
      message:
        /^S1 applied index 1 .* only up to index 0\. It has received no leaderCommit above 0/,
    },
    'the news came from a leader whose term is over': {
      play: (h) => {
        h.isIn(1, 5);
        h.arrives(h.appends(0, 1, { term: 4, terms: [4], commit: 1 }));
        return [h.applies(1, 1, 'a')];
      },
      message: /It has received no leaderCommit above 0\.$/,
    },
  },
  quiet: {
    'a leaderCommit is remembered until the log is known to match so far': (h) => {
      h.commits(0, 1, ['a', 'b']);
      h.takes(0, 1, 1, 'a');
      h.takes(0, 2, 1, 'b');
      h.applies(1, 1, 'a');
      h.applies(1, 2, 'b');
    },
    'it is so remembered across requests that arrive in another order': (h) => {
      h.leads(0, 1);
      for (const to of [2, 3]) h.holds(h.appends(0, to, { term: 1, terms: [1, 1] }));
      h.refuses(h.appends(0, 1, { term: 1, prev: [2, 1], commit: 2 }));
      h.acknowledges(h.appends(0, 1, { term: 1, terms: [1, 1] }));
      applies(h, 1, 1, 1);
    },
    'a refused request brings the news of entries that matched in its term before': (h) => {
      h.leads(0, 1);
      for (const index of [1, 2, 3, 4]) h.takes(0, index, 1);
      for (const to of [1, 2, 3]) h.holds(h.appends(0, to, { term: 1, terms: [1, 1] }));
      h.refuses(h.appends(0, 1, { term: 1, prev: [4, 1], commit: 2 }));
      h.applies(1, 1, commandOf(1, 1));
      h.applies(1, 2, commandOf(1, 2));
    },
    'a receiver that awaits works off two requests in the right order': (h) => {
      h.leads(0, 1);
      for (const to of [2, 3]) h.holds(h.appends(0, to, { term: 1, terms: [1, 1] }));
      const first = h.appends(0, 1, { term: 1, terms: [1] });
      const second = h.appends(0, 1, { term: 1, prev: [1, 1], terms: [1], commit: 2 });
      h.arrives(second);
      h.arrives(first);
      applies(h, 1, 1, 1);
    },
    'a restarted follower that saved its commitIndex applies all again at once': (h) => {
      h.commits(0, 1, ['a']);
      h.restarts(1);
      h.takes(0, 1, 1, 'a');
      h.applies(1, 1, 'a');
    },
  },
});
