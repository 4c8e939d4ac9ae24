import type { Stage } from '../../grader/contract';
import { RULES } from '../../grader/rules';
import { namedIds } from '../../grader/rules/book';
import { electionSafety } from '../../grader/rules/election-safety';
import type { Question } from '../../grader/rules/rule';
import { History } from '../support/history';
import { breachOf, brokenRule, world } from '../support/rule-table';

const STAGES: readonly Stage[] = ['2A', '2B', '2C'];

/** No disk keeps anything. */
const forgetful: Question = (_server, method) =>
  method === 'requestVote' ? { term: 1, voteGranted: true } : { term: 1, success: false };

/** For every rule a short history that breaks it and none that is asked before it. */
const BREAKS: Readonly<Record<string, (h: History) => void>> = {
  'RV.2': (h) => {
    h.grants(h.asks(0, 2, 1));
    h.grants(h.asks(1, 2, 1));
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
  'S.1': (h) => {
    h.leads(0, 1);
    h.leads(1, 1);
  },
  'P.2': (h) => {
    h.grants(h.asks(0, 1, 1));
  },
  'AE.3': (h) => {
    h.acknowledges(h.appends(0, 1, { term: 1, terms: [1] }));
    h.refuses(h.appends(0, 1, { term: 1, prev: [1, 1] }));
  },
  'S.3': (h) => {
    h.appends(0, 1, { term: 1, terms: [1], commands: ['a'] });
    h.appends(0, 1, { term: 1, terms: [1], commands: ['b'] });
  },
  'S.2': (h) => {
    h.appends(0, 1, { term: 3, terms: [1] });
    h.appends(0, 1, { term: 3, terms: [2] });
  },
  'ALL.1': (h) => {
    h.takes(0, 2, 1, 'a');
    h.applies(0, 2, 'a');
  },
  'S.5': (h) => {
    h.applies(0, 1, 'a');
  },
};

/** The rule that a history breaks; only P.2's has disks that forget. */
function verdict(rule: string, play: (h: History) => void, stage: Stage) {
  const h = new History();
  play(h);
  return brokenRule(h.events, stage, world(rule === 'P.2' ? { question: forgetful } : {}));
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
  expect(from).toMatchObject({ 'RV.2': '2A', 'S.1': '2A', 'K.4': '2A' });
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
    expect(brokenRule(h.events)).toMatchObject({ rule: 'S.1' });
  });

  test('an entry applied out of order is named as that, and not as an unknown command', () => {
    const h = new History();
    h.applies(0, 2, 'a');
    expect(brokenRule(h.events)).toMatchObject({ rule: 'ALL.1' });
  });
});

test('a referee remembers nothing of the run before', () => {
  const run = (server: number) => {
    const h = new History();
    h.leads(server, 1);
    return brokenRule(h.events);
  };
  expect([run(0), run(1)]).toEqual([undefined, undefined]);
});

test('what is thrown carries the rule, the message and the witness', () => {
  const broken = verdict('RV.2', BREAKS['RV.2'] ?? (() => undefined), '2A');
  expect(broken?.message).toMatch(/^RV\.2: S2 voted for S0 in term 1/);
  expect(broken?.breach.witness.map(({ kind }) => kind)).toEqual(['reply', 'reply']);
});
