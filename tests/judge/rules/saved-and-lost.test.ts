/** Rule P.2 tells what was never saved from what was saved and does not come back. */
import { persistedFirst } from '../../../grader/judge/rules/persisted-first';
import type { Question } from '../../../grader/judge/rules/rule';
import type { DiskOperation } from '../../../grader/world/sim/disk';
import type { TraceEvent } from '../../../grader/world/sim/trace';
import { History } from '../../support/history';
import { breachOf, world } from '../../support/rule-table';

/** S1 comes back in the term, and without its vote. */
const forgetful: Question = (server) => (server === 1 ? { term: 4, voteGranted: true } : undefined);

const SYNC: DiskOperation = { op: 'sync', file: 'state' };

/** A voter that does this on its disk between the request and its vote. */
function vote(...operations: DiskOperation[]): readonly TraceEvent[] {
  const history = new History();
  const request = history.asks(0, 1, 4);
  history.arrives(request);
  const [at, order] = [history.events.at(-1)?.at ?? 0, history.events.length];
  const disk = operations.map((operation, i): TraceEvent => ({
    kind: 'disk',
    server: 1,
    operation,
    at,
    order: order + i,
  }));
  const granted = { ...history.grants(request), order: order + disk.length };
  return [...history.events.slice(0, -1), ...disk, granted];
}

function saysOf(events: readonly TraceEvent[]) {
  return breachOf(persistedFirst, events, world({ question: forgetful, questions: 'all' }))?.breach;
}

test('no save since the request came: not on its disk yet', () => {
  const events = vote();
  const breach = saysOf(events);
  expect(breach?.message).toMatch(/, but this is not on its disk yet: .* vote for S2 in term 4\.$/);
  expect(breach?.witness).toEqual([events.at(-1)]);
});

test('a save before the request came is no save of the vote', () => {
  const [sent, arrived, synced, granted] = vote(SYNC);
  if (!sent || !arrived || !synced || !granted) throw new Error('four events');
  const breach = saysOf([sent, { ...synced, order: 0 }, { ...arrived, order: 1 }, granted]);
  expect(breach?.message).toContain('but this is not on its disk yet');
});

test('a write that was never synced is named', () => {
  const breach = saysOf(vote({ op: 'write', file: 'state', content: { id: 1, length: 9 } }));
  expect(breach?.message).toMatch(/not safe on its disk yet: the write at .* was never synced/);
});

test('a save since the request came: the boot does not come back with it, and S0 is 0', () => {
  const events = vote(SYNC);
  const breach = saysOf(events);
  expect(breach?.message).toMatch(
    /S1 saved at 0\.\d{3} s, but a boot from that save does not bring it back: it would vote for S2 in term 4\. .*read back as it was written [^?]*\? If only votes for S0 get lost: 0 is a server like any other, not null\.$/,
  );
  expect(breach?.message).not.toContain('not on its disk');
  expect(breach?.witness).toEqual(events.slice(-2));
});

test('a disk without anything knows nothing of the term', () => {
  const question: Question = () => ({ term: 1, voteGranted: true });
  const history = new History();
  const told = history.denies(history.asks(0, 1, 7));
  const found = breachOf(persistedFirst, [told], world({ question, questions: 'all' }));
  expect(found?.breach.message).toMatch(/at that moment, it is in a term below 7\.$/);
});
