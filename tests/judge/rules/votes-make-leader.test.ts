import { votesMakeLeader } from '../../../grader/judge/rules/votes-make-leader';
import { History } from '../../support/history';
import { breachOf, describeRule, world } from '../../support/rule-table';

/** S0 asks all others in a term. */
function stand(h: History, term: number) {
  return [1, 2, 3, 4].map((to) => h.asks(0, to, term));
}

describeRule(votesMakeLeader, {
  fires: {
    'two votes of five make a leader': {
      play: (h) => {
        const [first] = stand(h, 3);
        const vote = first && h.wins(first);
        return [vote, h.leads(0, 3)].filter((event) => event !== undefined);
      },
      message:
        /^The getState\(\) of S0 says that it leads term 3 at 0\.008 s, but it has only its own vote and that of S1; a majority of 5 servers is 3\.$/,
    },
    'nobody was asked': {
      play: (h) => [h.appends(0, 1, { term: 3 }).sent],
      message:
        /^S0 sent AppendEntries of term 3 at 0\.001 s, as only that term's leader may, but has not asked for votes/,
    },
    'votes of an older election are counted': {
      play: (h) => {
        const old = stand(h, 2).slice(0, 2);
        for (const ask of old) h.grants(ask);
        stand(h, 3);
        const late = old.map((ask) => h.returns(ask, { term: 2, voteGranted: true }));
        return [...late, h.leads(0, 3)];
      },
      message:
        /only its own vote; .* The vote of S1 that arrived at 0\.013 s was for term 2, an election that was over\. The vote of S2/,
    },
    'one vote is counted twice': {
      play: (h) => {
        const first = h.wins(h.asks(0, 1, 3));
        const again = h.wins(h.asks(0, 1, 3));
        return [first, again, h.leads(0, 3)];
      },
      message:
        /its own vote and that of S1; .* The vote of S1 that arrived again at 0\.008 s counts only once\.$/,
    },
    'refusals and losses are counted': {
      play: (h) => {
        const [first, second] = stand(h, 3);
        if (first) h.returns(first, undefined);
        if (second) h.returns(second, { term: 3, voteGranted: false });
        return [h.leads(0, 3)];
      },
      message: /only its own vote;/,
    },
    'its votes came before a crash': {
      play: (h) => {
        for (const ask of stand(h, 3)) h.wins(ask);
        h.restarts(0);
        return [h.leads(0, 3)];
      },
      message: /has not asked/,
    },
  },
  quiet: {
    'three of five make a leader, who goes on sending after a newer term has come': (h) => {
      for (const ask of stand(h, 3).slice(0, 2)) h.wins(ask);
      h.leads(0, 3);
      h.isIn(0, 4);
      h.appends(0, 1, { term: 3 });
    },
    'it sends before getState() is asked': (h) => {
      for (const ask of stand(h, 3).slice(0, 2)) h.wins(ask);
      h.appends(0, 1, { term: 3 });
      h.leads(0, 3);
    },
    'votes come twice, late and after the election is won': (h) => {
      const asks = [...stand(h, 3), ...stand(h, 3)];
      for (const ask of asks) h.wins(ask);
      h.leads(0, 3);
      for (const ask of asks) h.returns(ask, { term: 3, voteGranted: true });
    },
    'the vote carries a newer term': (h) => {
      for (const ask of stand(h, 3).slice(0, 2)) h.returns(ask, { term: 4, voteGranted: true });
      h.leads(0, 3);
    },
  },
});

test('C.2 takes what a puppet claims as it is', () => {
  const h = new History();
  h.appends(1, 0, { term: 3 });
  expect(breachOf(votesMakeLeader, h.events)).toBeDefined();
  const puppets = world({ isPuppet: (server) => server === 1 });
  expect(breachOf(votesMakeLeader, h.events, puppets)).toBeUndefined();
});
