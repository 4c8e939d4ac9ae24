import { newerTerm } from '../../../grader/judge/rules/newer-term';
import type { History } from '../../support/history';
import { describeRule } from '../../support/rule-table';

function elect(h: History, server: number, term: number): void {
  for (const to of [0, 1, 2, 3, 4].filter((id) => id !== server).slice(0, 2))
    h.wins(h.asks(server, to, term));
}

describeRule(newerTerm, {
  fires: {
    'a leader goes on to a newer term and stays leader': {
      play: (h) => {
        elect(h, 0, 2);
        const before = h.leads(0, 2);
        return [before, h.leads(0, 4)];
      },
      message: /^S0 led term 2 \(at 0\.009 s\) and moved to term 4 without an election/,
    },
    'a leader leads on after the reply of a newer term': {
      play: (h) => {
        h.leads(0, 2);
        const news = h.returns(h.appends(0, 1, { term: 2 }), { term: 5, success: false });
        h.waits(1_001);
        return [news, h.appends(0, 1, { term: 2 }).sent];
      },
      message:
        /^A reply of S1 brought term 5 to S0 at 0\.003 s, but S0 still leads term 2 at 1\.005 s\.$/,
    },
    'a candidate pays no heed to the term of a refusal': {
      play: (h) => {
        h.isIn(0, 2);
        const news = h.returns(h.asks(0, 1, 2), { term: 5, voteGranted: false });
        h.waits(1_001);
        h.isIn(0, 3);
        return [news, h.asks(0, 1, 3).sent];
      },
      message: /^A reply of S1 brought term 5 to S0 .* but S0 is still in term 3/,
    },
    'a leader pays no heed to a newer leader': {
      play: (h) => {
        h.leads(0, 2);
        const news = h.arrives(h.appends(1, 0, { term: 3 }));
        h.waits(1_001);
        return [news, h.appends(0, 1, { term: 2 }).sent];
      },
      message: /^An AppendEntries of S1 brought term 3 to S0 .* but S0 still leads term 2/,
    },
  },
  quiet: {
    'it adopts the newer term': (h) => {
      h.leads(0, 2);
      h.returns(h.appends(0, 1, { term: 2 }), { term: 5, success: false });
      h.isIn(0, 5);
      h.waits(2_000);
      h.asks(0, 1, 6);
    },
    'what it had sent for leaves a little later': (h) => {
      h.leads(0, 2);
      h.returns(h.appends(0, 1, { term: 2 }), { term: 5, success: false });
      h.waits(900);
      h.appends(0, 2, { term: 2 });
    },
    'it was paused meanwhile': (h) => {
      h.leads(0, 2);
      h.returns(h.appends(0, 1, { term: 2 }), { term: 5, success: false });
      h.pauses(0);
      h.waits(3_000);
      h.thaws(0);
      h.appends(0, 2, { term: 2 });
    },
    'it ignores a vote request, as one that leads may': (h) => {
      h.leads(0, 2);
      h.denies(h.asks(1, 0, 3), 2);
      h.waits(2_000);
      h.appends(0, 2, { term: 2 });
    },
    'it throws away replies to requests of an older term': (h) => {
      const old = h.asks(0, 1, 2);
      h.isIn(0, 3);
      h.returns(old, { term: 5, voteGranted: false });
      h.waits(2_000);
      h.asks(0, 2, 3);
    },
    'it leads again in a newer term for which it has stood': (h) => {
      h.leads(0, 2);
      elect(h, 0, 4);
      h.leads(0, 4);
    },
  },
});
