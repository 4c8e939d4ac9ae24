/** Where a page opens: at the evidence, with all of it in view, or where a run went wrong. */
import type { Recording } from '../../../grader/runs/replay/recording';
import { firstEvent, firstFilters, firstStretch } from '../../../grader/student/story/opening';
import { Story } from '../../../grader/student/story/story';
import type { TraceEvent } from '../../../grader/world/sim/trace';

const SECOND = 1_000_000;

/** Two servers; S0 leads at 1 s and takes a command at 2 s, and after that only notes come, until 12 s. */
function opened(witness: readonly number[]) {
  const events: readonly TraceEvent[] = [
    { kind: 'boot', server: 0, incarnation: 1, at: 0, order: 0 },
    { kind: 'state', server: 0, term: 1, isLeader: true, at: SECOND, order: 1 },
    { kind: 'start', server: 0, command: 'x', index: 1, term: 1, at: 2 * SECOND, order: 2 },
    ...Array.from({ length: 10 }, (_, i): TraceEvent => {
      return { kind: 'log', server: 1, text: 'waits', at: (3 + i) * SECOND, order: 3 + i };
    }),
  ];
  const verdict = { rule: 'V.2', title: '', paper: '', message: '', at: 12 * SECOND, witness };
  const about = { title: '', stage: '2B', servers: 2, puppets: [], leftOut: 0 } as const;
  const recording: Recording = { ...about, events, until: 12 * SECOND, verdict };
  const story = new Story(recording);
  return { cursor: firstEvent(story), ...firstStretch(story) };
}

test('without evidence it opens at the last event that is not mere waiting', () => {
  const { cursor, from, to } = opened([]);
  expect(cursor).toBe(2);
  expect(from).toBeLessThan(2 * SECOND);
  expect(to).toBeGreaterThan(2 * SECOND);
  expect(to).toBeLessThan(4 * SECOND);
});

test('two pieces of evidence that are far apart are both in view', () => {
  const { cursor, from, to } = opened([1, 12]);
  expect(cursor).toBe(12);
  expect(from).toBeLessThan(SECOND);
  expect(to).toBeGreaterThan(12 * SECOND);
});

test('a server that the test plays is hidden while nothing reaches it and nothing comes from it', () => {
  const call = { call: 1, from: 1, to: 0, method: 'requestVote' };
  const events: readonly TraceEvent[] = [
    { kind: 'boot', server: 0, incarnation: 1, at: 0, order: 0 },
    { kind: 'send', ...call, args: { term: 1 }, bytes: 0, at: SECOND, order: 1 },
  ];
  const about = { title: '', stage: '2A', servers: 4, leftOut: 0, until: SECOND } as const;
  const hidden = (puppets: readonly number[]) => [
    ...firstFilters(new Story({ ...about, puppets, events })).withoutServers,
  ];
  expect(hidden([1, 2])).toEqual([2]);
  expect(hidden([])).toEqual([]);
});
