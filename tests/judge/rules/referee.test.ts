import type { Stage } from '../../../grader/contract';
import { RULES } from '../../../grader/judge/rules';
import { namedIds } from '../../../grader/judge/rules/explanations';
import { electionSafety } from '../../../grader/judge/rules/election-safety';
import type { Question } from '../../../grader/judge/rules/rule';
import { withElections } from '../../support/elected';
import { History } from '../../support/history';
import { breachOf, brokenRule, world } from '../../support/rule-table';

const STAGES: readonly Stage[] = ['2A', '2B', '2C'];

/** No disk keeps anything. */
const forgetful: Question = (_server, method) =>
  method === 'requestVote' ? { term: 1, voteGranted: true } : { term: 1, success: false };

/** For every rule a short history that breaks it and none that is asked before it. */
const BREAKS: Readonly<Record<string, (h: History) => void>> = {
  'RV.1': (h) => {
    h.isIn(0, 2);
    h.grants(h.asks(1, 0, 1), 2);
  },
  'AE.1': (h) => {
    h.isIn(0, 2);
    h.acknowledges(h.appends(1, 0, { term: 1 }), 2);
  },
  'RV.2': (h) => {
    h.grants(h.asks(0, 2, 1));
    h.grants(h.asks(1, 2, 1));
  },
  'P.3': (h) => {
    for (let i = 0; i <= 256; i++)
      h.disk(0, { op: 'write', file: `save-${i}`, content: { id: i, length: 0 } });
  },
  'K.4': (h) => {
    h.isIn(0, 2);
    h.isIn(0, 1);
  },
  'P.1': (h) => {
    h.denies(h.asks(1, 0, 1), 2);
    h.restarts(0);
    h.denies(h.asks(1, 0, 1), 1);
  },
  'ALL.2': (h) => {
    for (const to of [1, 2]) h.wins(h.asks(0, to, 1));
    h.leads(0, 1);
    h.leads(0, 2);
  },
  'C.2': (h) => {
    h.wins(h.asks(0, 1, 1));
    h.leads(0, 1);
  },
  'S.1': (h) => {
    h.leads(0, 1);
    h.leads(1, 1);
  },
  'P.2': (h) => {
    h.grants(h.asks(0, 1, 1));
  },
  'C.3': (h) => {
    h.asks(1, 2, 1);
    h.refuses(h.appends(0, 1, { term: 1 }));
  },
  'L.2': (h) => {
    for (const to of [1, 2]) h.wins(h.asks(0, to, 1));
    h.appends(0, 1, { term: 1, prev: [3, 1] });
  },
  'L.3': (h) => {
    h.appends(0, 1, { term: 1, prev: [0, 1] });
  },
  'AE.3': (h) => {
    h.acknowledges(h.appends(0, 1, { term: 1, terms: [1] }));
    h.refuses(h.appends(0, 1, { term: 1, prev: [1, 1] }));
  },
  'AE.2': (h) => {
    h.acknowledges(h.appends(0, 1, { term: 1, prev: [1, 1] }));
  },
  'S.3': (h) => {
    h.appends(0, 1, { term: 1, terms: [1], commands: ['a'] });
    h.appends(0, 1, { term: 1, terms: [1], commands: ['b'] });
  },
  'S.2': (h) => {
    h.appends(0, 1, { term: 3, terms: [1] });
    h.appends(0, 1, { term: 3, terms: [2] });
  },
  'S.4': (h) => {
    h.takes(0, 1, 1, 'a');
    h.commits(0, 1, ['a']);
    h.applies(0, 1, 'a');
    h.appends(1, 2, { term: 2, terms: [2], commands: ['b'] });
  },
  'ALL.1': (h) => {
    h.takes(0, 2, 1, 'a');
    h.applies(0, 2, 'a');
  },
  'AE.5': (h) => {
    h.applies(0, 1, 'a');
  },
  'L.5': (h) => {
    for (const to of [1, 2]) h.holds(h.appends(0, to, { term: 2, terms: [1] }));
    h.appends(0, 1, { term: 2, prev: [1, 1], commit: 1 });
  },
  'V.3': (h) => {
    h.holds(h.appends(0, 1, { term: 1, terms: [1] }));
    h.appends(0, 1, { term: 1, prev: [1, 1], commit: 1 });
  },
  'S.5': (h) => {
    h.commits(0, 1, ['a']);
    h.applies(0, 1, 'b');
  },
  'F.2': (h) => {
    h.boots(0);
    h.isIn(0, 0);
    h.waits(5_000);
    h.asks(1, 2, 1);
  },
  'C.4': (h) => {
    h.boots(0);
    h.asks(0, 1, 1);
    h.isIn(0, 1);
    h.waits(5_000);
    h.asks(1, 2, 2);
  },
};

/** These tell of the elections themselves. */
const WITH_ELECTIONS = ['ALL.2', 'C.2', 'L.2'];

/** The rule that a history breaks; only P.2's has disks that forget. */
function verdict(rule: string, play: (h: History) => void, stage: Stage) {
  const h = new History();
  play(h);
  const events = WITH_ELECTIONS.includes(rule) ? h.events : withElections(h.events);
  return brokenRule(events, stage, world(rule === 'P.2' ? { question: forgetful } : {}));
}

test('every rule has a history here, and stands in the book of rules', () => {
  const ids = RULES.map(({ id }) => id);
  expect(new Set(ids)).toEqual(new Set(Object.keys(BREAKS)));
  expect(new Set(ids).size).toBe(ids.length);
  expect(namedIds()).toEqual(expect.arrayContaining(ids));
});

describe('the stage from which a rule is judged:', () => {
  const rows = RULES.flatMap((rule) => STAGES.map((stage) => [rule.id, stage, rule] as const));
  test.each(rows)('%s in %s', (id, stage, rule) => {
    const isJudged = STAGES.indexOf(stage) >= STAGES.indexOf(rule.from);
    const broken = verdict(id, BREAKS[id] ?? (() => undefined), stage);
    expect(broken?.rule).toBe(isJudged ? id : undefined);
  });
});

test('what needs a log is not judged in 2A, and what needs a disk only in 2C', () => {
  const from = Object.fromEntries(RULES.map((rule) => [rule.id, rule.from]));
  expect(from).toMatchObject({ 'RV.2': '2A', 'S.1': '2A', 'K.4': '2A', 'C.2': '2A', 'F.2': '2A' });
  expect(from).toMatchObject({
    'AE.3': '2B',
    'S.2': '2B',
    'S.3': '2B',
    'S.5': '2B',
    'ALL.1': '2B',
  });
  expect(from).toMatchObject({ 'P.1': '2C', 'P.2': '2C' });
});

describe('of several broken rules', () => {
  test('the one that broke first is named', () => {
    const h = new History();
    h.grants(h.asks(0, 2, 1));
    h.grants(h.asks(1, 2, 1));
    h.leads(0, 1);
    const second = h.leads(1, 1);
    expect(breachOf(electionSafety, h.events)?.event).toBe(second);
    expect(brokenRule(h.events)?.rule).toBe('RV.2');
  });

  test('the cause is named before its consequence if one event breaks both', () => {
    const h = new History();
    h.appends(0, 1, { term: 1, terms: [1], commands: ['a'] });
    h.appends(2, 1, { term: 1, terms: [1], commands: ['b'] });
    expect(brokenRule(withElections(h.events))).toMatchObject({ rule: 'S.1' });
  });

  test('an entry applied out of order is named as that, and not as an unknown command', () => {
    const h = new History();
    h.applies(0, 2, 'a');
    expect(brokenRule(h.events)).toMatchObject({ rule: 'ALL.1' });
  });
});

describe('a cause is named before what comes of it:', () => {
  test('a leader made by stale votes, before two leaders of a term', () => {
    const h = new History();
    const old = [1, 2].map((to) => h.asks(0, to, 1));
    for (const vote of old) h.grants(vote);
    for (const to of [3, 4]) h.wins(h.asks(1, to, 2));
    h.leads(1, 2);
    h.asks(0, 3, 2);
    for (const vote of old) h.returns(vote, { term: 1, voteGranted: true });
    h.leads(0, 2);
    expect(brokenRule(h.events)).toMatchObject({ rule: 'C.2' });
  });

  test('an entry of an older term committed by counting, before the command that replaces it', () => {
    const h = new History();
    h.takes(0, 1, 2, 'a');
    h.takes(4, 1, 3, 'b');
    for (const to of [1, 2]) h.holds(h.appends(0, to, { term: 4, terms: [2], commands: ['a'] }));
    h.applies(0, 1, 'a');
    h.commits(4, 5, ['b']);
    h.applies(4, 1, 'b');
    const broken = brokenRule(withElections(h.events));
    expect(broken).toMatchObject({ rule: 'L.5' });
    expect(broken?.message).toContain('S0, leader of term 4, applied index 1');
  });

  test('a follower that applies what it was not sure of, before another command there', () => {
    const h = new History();
    h.takes(0, 1, 1, 'a');
    h.takes(4, 1, 2, 'b');
    h.arrives(h.appends(0, 1, { term: 1, terms: [1], commands: ['a'] }));
    for (const to of [2, 3]) h.holds(h.appends(4, to, { term: 2, terms: [2], commands: ['b'] }));
    h.applies(4, 1, 'b');
    h.arrives(h.appends(4, 1, { term: 2, commit: 1 }));
    h.applies(1, 1, 'a');
    expect(brokenRule(withElections(h.events))).toMatchObject({ rule: 'AE.5' });
  });
});

test('a referee remembers nothing of the run before', () => {
  const run = (server: number) => {
    const h = new History();
    h.leads(server, 1);
    return brokenRule(withElections(h.events));
  };
  expect([run(0), run(1)]).toEqual([undefined, undefined]);
});

test('what is thrown carries the rule, the message and the witness', () => {
  const broken = verdict('RV.2', BREAKS['RV.2'] ?? (() => undefined), '2A');
  expect(broken?.message).toMatch(/^RV\.2: S2 voted for S0 in term 1/);
  expect(broken?.breach.witness.map(({ kind }) => kind)).toEqual(['reply', 'reply']);
});
