/** Which failures are told, and which wait for others. */
import { waitOf } from '../../grader/report/focus';
import type { TestResult } from '../../grader/report/result';
import { testLine } from '../../grader/report/terminal';
import { testOf } from './formats/samples';

const failed = (id: string, rule: string, more: Partial<TestResult> = {}): TestResult =>
  testOf('failed', { id, rule, seedsRun: 10, seedsFailed: 10, failingSeed: 1, ...more });
const todo = (id: string, rule: string, line: number): TestResult =>
  testOf('todo', { id, rule, place: { file: 'roles.ts', line }, seedsRun: 3, seedsFailed: 3 });

const noLeader = failed('2A/initial-election', 'V.1');
const noAgreement = failed('2B/basic-agree', 'V.2');

describe('blocked by what comes before it', () => {
  test.each([
    ['the same TODO', todo('2A/majority', 'C.1', 3), [todo('2A/initial-election', 'C.1', 3)]],
    ['no leader, where none was ever elected', failed('2A/re-election', 'V.1'), [noLeader]],
    ['no agreement without a leader', failed('2B/backup', 'V.2'), [noLeader]],
    ['no agreement, where there was never any', failed('2B/backup', 'V.2'), [noAgreement]],
    [
      'a term that was lost, where the Persister loses states',
      failed('2C/crash-points', 'P.1'),
      [failed('2C/persister-crash', 'P.3')],
    ],
    ['no leader behind a TODO', failed('2A/re-election', 'V.1'), [todo(noLeader.id, 'C.1', 3)]],
  ])('is %s', (_name, test, before) => {
    expect(waitOf(test, before)).toMatchObject({ kind: 'blocked' });
  });

  test.each([
    ['another TODO', todo('2A/majority', 'C.2', 9), [todo('2A/initial-election', 'C.1', 3)]],
    ['a rule that is broken', failed('2A/re-election', 'S.1'), [noLeader]],
    ['a server alone with puppets', failed('2B/match-index', 'V.2'), [noAgreement]],
    [
      'what follows a failure on some seeds',
      failed('2B/backup', 'V.2', { rule: 'V.2' }),
      [failed('2A/initial-election', 'V.1', { seedsFailed: 1 })],
    ],
    ['what follows another rule', failed('2A/re-election', 'V.1'), [failed(noLeader.id, 'B.1')]],
    ['a late save', failed('2C/crash-points', 'P.2'), [failed('2C/persister-crash', 'P.3')]],
    ['a term lost', failed('2C/crash-points', 'P.1'), [failed('2C/persister-growth', 'P.3')]],
    ['no leader behind no agreement', failed('2B/backup', 'V.1'), [noAgreement]],
    ['a test that passed', testOf('passed', { id: '2A/re-election' }), [noLeader]],
  ])('is not %s', (_name, test, before) => {
    expect(waitOf(test, before)?.kind).not.toBe('blocked');
  });
});

test('the same rule at the same place is the same cause, and without a place the same rule', () => {
  const at = (line: number) => ({ place: { file: 'raft.ts', line } });
  const first = failed('2A/one-vote', 'K.2', at(7));
  expect(waitOf(failed('2A/majority', 'K.2', at(7)), [first])).toEqual({
    kind: 'same cause',
    as: '2A/one-vote',
  });
  expect(waitOf(failed('2A/majority', 'K.2', at(8)), [first])).toBeUndefined();
  const other = failed('2A/one-vote', 'RV.2');
  expect(waitOf(failed('2A/majority', 'RV.2'), [other])?.kind).toBe('same rule');
});

test('two odd things that one method did are two causes; what differs in numbers alone is one', () => {
  const answered = (id: string, message: string) =>
    failed(id, 'K.1', { message, place: { file: 'raft.ts', line: 7 } });
  const first = answered('2A/one-vote', 'S1 answered requestVote of S0 in term 1 with null.');
  const numbers = answered('2A/majority', 'S2 answered requestVote of S1 in term 3 with null.');
  const other = answered('2A/majority', 'S2 answered requestVote of S1: term is no number.');
  expect(waitOf(numbers, [first])?.kind).toBe('same cause');
  expect(waitOf(other, [first])).toBeUndefined();
  const thrown = (message: string) => ({ message, thrown: 'TypeError: x\n    at raft.ts:7:1' });
  expect(waitOf({ ...other, ...thrown('a') }, [{ ...first, ...thrown('b') }])?.kind).toBe(
    'same cause',
  );
});

test('a line of a test fits 80 columns, whatever it has to tell', () => {
  const id = '2C/persister-round-trip';
  const long = { id, seedsRun: 1_000_000, seedsFailed: 999_999, failingSeed: 2 ** 31 - 1 };
  const totals = { virtualMs: 9e9, rpcs: 9e9, bytes: 9e9, syncs: 9e9, commands: 9e9 };
  const lines = [
    testLine(testOf('passed', { ...long, totals, durationMs: 9e9 }), id.length),
    testLine(failed(id, 'ALL.2', { ...long, replay: 'x', seedsLeftOut: 999 }), id.length),
    testLine(testOf('todo', { id, rule: 'C.1', place: { file: 'x'.repeat(90), line: 1 } }), 23),
    testLine(testOf('error', { id }), 23),
    testLine(failed(id, 'V.2'), 23, `TODO C.1 in ${'x'.repeat(90)}.ts:1`),
  ];
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
});
