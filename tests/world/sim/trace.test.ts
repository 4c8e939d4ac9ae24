import { type Happening, Trace, type TraceEvent } from '../../../grader/world/sim/trace';

interface Told {
  readonly at?: number;
  readonly happening?: Happening;
  readonly detail?: string;
  readonly body?: string;
}

const BOOT: Happening = { kind: 'boot', server: 1, incarnation: 1 };
const STORY: readonly Told[] = [
  { at: 0, detail: '1' },
  { at: 5, happening: { kind: 'note', text: 'calm' }, detail: 'calm' },
  { at: 5, happening: { kind: 'log', server: 1, text: 'hello' }, detail: '1 hello' },
  { at: 9, detail: '2', body: '{"term":1}' },
  { at: 9, detail: '3', body: '{"term":1}' },
];

function traceOf(story: readonly Told[]) {
  const clock = { now: 0 };
  const trace = new Trace(clock);
  for (const { at = 0, happening = BOOT, detail = '', body } of story) {
    clock.now = at;
    trace.add(happening, detail, body);
  }
  return trace;
}

/** The story with one event told otherwise. */
function changed(index: number, change: Told): Told[] {
  return STORY.map((told, i) => (i === index ? { ...told, ...change } : told));
}

describe('the digest', () => {
  const digest = (story: readonly Told[]) => traceOf(story).digest();

  test('is the same for the same events', () => {
    expect(digest(STORY)).toBe(digest([...STORY]));
    expect(digest(STORY)).toMatch(/^[0-9a-f]{32}$/);
  });

  test.each<[string, readonly Told[]]>([
    ['an event happens at another time', changed(2, { at: 6 })],
    ['an event is of another kind', changed(1, { happening: BOOT })],
    ['an event has another detail', changed(0, { detail: '2' })],
    ['a message has another text', changed(3, { body: '{"term":2}' })],
    ['the repetition of a message has another text', changed(4, { body: '{"term":2}' })],
    ['an event is missing', STORY.slice(0, -1)],
    ['an event more happens', [...STORY, { at: 9, detail: '4' }]],
    ['two events change places', [...STORY.slice(0, 3), STORY[4] ?? {}, STORY[3] ?? {}]],
  ])('is another if %s', (_name, story) => {
    expect(digest(story)).not.toBe(digest(STORY));
  });

  test('sees every one of very many events', () => {
    const many = (odd: number) =>
      digest(
        Array.from({ length: 20_000 }, (_, i) => ({ at: i, detail: `${i === odd ? 'x' : i}` })),
      );
    const plain = many(-1);
    for (const odd of [0, 10_000, 19_999]) expect(many(odd)).not.toBe(plain);
    expect(many(-1)).toBe(plain);
  });
});

describe('recent()', () => {
  const orders = (events: readonly TraceEvent[]) => events.map(({ order }) => order);
  const numbers = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => from + i);
  const LONG = Array.from({ length: 12_345 }, (_, i) => ({ at: i }));

  test('holds all events of a short run, in order', () => {
    expect(orders(traceOf(STORY).recent())).toEqual([0, 1, 2, 3, 4]);
  });

  test('holds the latest of a long run, in order and without a gap, at any moment', () => {
    for (let length = 900; length <= LONG.length; length += 509) {
      const found = orders(traceOf(LONG.slice(0, length)).recent());
      expect(found).toEqual(numbers(length - found.length, length));
      expect(found.length).toBeGreaterThanOrEqual(Math.min(length, 1_000));
    }
  });

  test('does not grow without bound', () => {
    expect(traceOf(LONG).recent().length).toBeLessThan(LONG.length / 2);
  });
});

describe('an event', () => {
  test('has its time and its number', () => {
    const trace = traceOf(STORY);
    expect(trace.recent().map(({ at, order }) => [at, order])).toEqual([
      [0, 0],
      [5, 1],
      [5, 2],
      [9, 3],
      [9, 4],
    ]);
    expect(trace.length).toBe(5);
  });

  test('is told to all listeners, in the order in which they came', () => {
    const trace = new Trace({ now: 7 });
    const heard: string[] = [];
    trace.listen(({ kind, at }) => heard.push(`first ${kind} ${at}`));
    trace.listen(({ kind, at }) => heard.push(`second ${kind} ${at}`));
    trace.add(BOOT, '1');
    expect(heard).toEqual(['first boot 7', 'second boot 7']);
  });

  test('is in the trace when a listener ends the run because of it', () => {
    const trace = new Trace({ now: 7 });
    trace.listen(() => {
      throw new Error('broken');
    });
    expect(() => trace.add(BOOT, '1')).toThrow('broken');
    expect(trace.recent()).toHaveLength(1);
  });
});
