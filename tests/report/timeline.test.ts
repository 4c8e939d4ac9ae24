/** The excerpt of a run below a failure: one row where one says it all, and a mark where rows are missing. */
import { noColours } from '../../grader/report/colour';
import { columns } from '../../grader/report/columns';
import { timeline } from '../../grader/report/timeline';
import type { Happening, TraceEvent } from '../../grader/world/sim/trace';

function events(...happenings: readonly object[]): readonly TraceEvent[] {
  return happenings.map((one, order) => ({
    at: order * 1_000,
    order,
    ...(one as Happening),
  }));
}

const disk = (server: number, op: string, more: object = {}) => ({
  kind: 'disk',
  server,
  operation: { op, file: 'new', ...more },
});
const save = (server: number) => [
  disk(server, 'write', { content: { id: 1, length: 43 } }),
  disk(server, 'sync'),
  disk(server, 'rename', { to: 'raft-state' }),
];
const ask = (kind: 'send' | 'lost', to: number, more: object = {}) => ({
  ...{ kind, call: to, from: 0, to, method: 'requestVote', bytes: 9, at: 7 },
  args: { term: 2, candidateId: 0, lastLogIndex: 0, lastLogTerm: 0 },
  ...(kind === 'lost' && { leg: 'request', reason: 'cut' }),
  ...more,
});
const take = (index: number) => ({
  kind: 'start',
  server: 0,
  command: `c${index}`,
  index,
  term: 1,
});
const state = (server: number, term: number) => ({ kind: 'state', server, term, isLeader: false });

function texts(all: readonly TraceEvent[], witness: readonly number[] = []): readonly string[] {
  const rows = timeline(
    all,
    all.filter(({ order }) => witness.includes(order)),
  );
  return rows.map(({ server, text }) => (server === undefined ? text : `S${server} ${text}`));
}

describe('a save', () => {
  test('is one row, at the moment at which it holds, whatever others do meanwhile', () => {
    const all = events(
      ...save(0).slice(0, 2),
      state(1, 2),
      ...save(0).slice(2),
      state(0, 3),
      ...save(1),
    );
    expect(texts(all)).toEqual([
      'S1 is in term 2',
      'S0 saves raft-state, 43 bytes',
      'S0 is in term 3',
      'S1 saves raft-state, 43 bytes',
    ]);
    expect(timeline(all, [])[1]?.atMicros).toBe(3_000);
  });

  test.each([
    ['a step of it is evidence', save(0), [1]],
    ['it is not whole', save(0).slice(0, 2), []],
    [
      'something is done in between',
      [...save(0).slice(0, 1), state(0, 2), ...save(0).slice(1)],
      [],
    ],
    [
      'it renames another file',
      [...save(0).slice(0, 2), disk(0, 'rename', { file: 'x', to: 'y' })],
      [],
    ],
  ])('is told step by step where %s', (_why, steps, witness) => {
    const told = texts(events(...steps), witness);
    expect(told).toHaveLength(steps.length);
    expect(told).toContain('S0 writes new, 43 bytes');
  });
});

test('one message to several servers is one row, and so are its losses, also as evidence', () => {
  const all = events(ask('send', 1), ask('lost', 1), ask('send', 2), ask('lost', 2));
  const last = 'term 2, last entry 0 of term 0';
  expect(texts(all)).toEqual([
    `S0 asks S1, S2 for their votes, ${last}`,
    "S0 S0's requestVote to S1, S2 lost (cut)",
  ]);
  const [asks] = timeline(
    all,
    all.filter((_, i) => i === 2),
  );
  expect(asks).toMatchObject({ text: `asks S1, S2 for their votes, ${last}`, witness: true });
  expect(texts(events(ask('send', 1), ask('send', 2, { at: 8 })))).toHaveLength(2);
});

test('commands that are taken one after the other are one row', () => {
  expect(texts(events(take(3), take(4), take(5)))).toEqual(['S0 takes 3 commands at indexes 3–5']);
  expect(texts(events(take(3), take(4), take(6)), [2])).toEqual([
    'S0 takes 2 commands at indexes 3–4',
    'S0 takes "c6" at index 6',
  ]);
});

test('times are aligned up to the end of the longest run, which takes 300 s', () => {
  const seconds = [0.5, 9.999, 10, 99.999, 100, 300];
  const all = events(...seconds.map((at, i) => ({ ...state(i % 2, i), at: at * 1_000_000 })));
  const [head = '', ...lines] = columns(timeline(all, []), noColours);
  const end = head.indexOf('time') + 'time'.length;
  expect(lines.map((line) => line.search(/ s /) + 2)).toEqual(seconds.map(() => end));
});

test('a row with dots stands where rows are left out, and nowhere else', () => {
  const all = events(...Array.from({ length: 60 }, (_, i) => state(i % 2, i)));
  const inTerm = (i: number) => `S${i % 2} is in term ${i}`;
  const told = texts(all, [9, 50]);
  expect(told.slice(0, 7)).toEqual([...[5, 6, 7, 8, 9].map(inTerm), '…', inTerm(35)]);
  expect(told.slice(-5)).toEqual([...[50, 51, 52, 53].map(inTerm), '…']);
  expect(told.filter((text) => text === '…')).toHaveLength(2);
  expect(texts(all, [59]).slice(-2)).toEqual([inTerm(58), inTerm(59)]);
  expect(texts(all).at(-1)).toBe(inTerm(59));
  expect(texts(all)).not.toContain('…');
  // What is older than all that was kept stands alone.
  const [old, ...kept] = all.slice(0, 3);
  const rows = timeline(kept, old ? [old] : []);
  expect(rows.map(({ text }) => text)[1]).toBe('…');
  const [, , gap] = columns(rows, noColours);
  expect(gap).toBe('          …');
});
