/** A run in the formats of other tools: each is read back by a strict reader of what the tool takes. */
import { exportRun } from '../../../grader/student/trace/export';
import { parseTraceArgs } from '../../../grader/student/trace/trace-args';
import type { Recording } from '../../../grader/runs/replay/recording';
import type { TraceEvent } from '../../../grader/world/sim/trace';
import { mutantRun } from '../../support/recordings';

const HOSTILE = 'end; #1 %% <img> `x` --> "q" {a} | \\ & \u0007';
const ALL = {};

let failing: Recording;
beforeAll(async () => {
  const { recording } = await mutantRun('commit/older-term-by-counting', '2C/figure-8');
  const [first] = recording.events;
  const log = { kind: 'log', server: 0, text: HOSTILE, at: first?.at ?? 0, order: -1 } as const;
  failing = { ...recording, events: [log, ...recording.events] };
});

const kinds = (kind: TraceEvent['kind']) =>
  failing.events.filter((one) => one.kind === kind).length;

describe('mermaid', () => {
  const MESSAGE = /^ {2}S\d(?:->>|-->>|-x)S\d: \d+\.\d{3} s [^;\n]/;
  const NOTE = /^ {2}Note over S\d: \S/;
  /** `;` ends a statement unless it ends an entity, and `#` begins one. */
  const TEXT = /^(?:[^#;<>%&"`{}|\\]|#\d+;)*$/;

  function read(text: string): readonly string[] {
    const [title = '', empty, fence, kind, ...rest] = text.split('\n');
    expect([empty, fence, kind, rest.pop()]).toEqual(['', '```mermaid', 'sequenceDiagram', '```']);
    expect(title).toMatch(TEXT);
    let open = 0;
    for (const line of rest) {
      if (line === '  rect rgb(255, 215, 205)') open++;
      else if (line === '  end') open--;
      else {
        const statement = line.replace(/^ {4}/, '  ');
        if (!/^ {2}participant S\d(?: as S\d \(test\))?$/.test(statement))
          expect([MESSAGE, NOTE].some((form) => form.test(statement)) || statement).toBe(true);
        expect(statement.slice(statement.indexOf(': ') + 2).replace(/-?->>|-x/, '')).toMatch(TEXT);
      }
      expect([0, 1]).toContain(open);
    }
    expect(open).toBe(0);
    return rest;
  }

  test('is a sequence diagram with the evidence marked, small enough for GitHub', () => {
    const text = exportRun('mermaid', failing, ALL, true);
    const lines = read(text);
    expect(lines.filter((line) => line.includes('rect')).length).toBe(
      failing.verdict?.witness.length,
    );
    expect(text.length).toBeLessThan(30_000);
  });

  test('of a long run leaves out what is far from the evidence, and says so', () => {
    const { events } = failing;
    const long = { ...failing, events: [...events, ...events, ...events, ...events] };
    const text = exportRun('mermaid', long, ALL, true);
    const lines = read(text);
    expect(lines.some((line) => /\d+ earlier lines are left out/.test(line))).toBe(true);
    expect(lines.some((line) => line.includes('rect'))).toBe(true);
    expect(lines.length).toBeLessThan(200);
    expect(text.length).toBeLessThan(30_000);
  });

  test('shows text of a submission and does not obey it', () => {
    const text = exportRun('mermaid', failing, { to: 1_000 }, false);
    expect(read(text).some((line) => line.includes('console: end#59; #35;1'))).toBe(true);
  });
});

test('shiviz has vector clocks in which each server counts on and knows only what was sent to it', () => {
  const lines = exportRun('shiviz', failing, ALL, true).split('\n');
  const count = new Map<string, number>();
  let merges = 0;
  for (let i = 0; i < lines.length; i += 2) {
    const [, host = '', clock = ''] = /^(\S+) (\{.*\})$/.exec(lines[i] ?? '') ?? [];
    expect(lines[i + 1]).toMatch(/^\d+\.\d{6} s \S/);
    const told = JSON.parse(clock) as Record<string, number>;
    count.set(host, (count.get(host) ?? 0) + 1);
    expect(told[host]).toBe(count.get(host));
    for (const [other, seen] of Object.entries(told))
      expect(seen).toBeLessThanOrEqual(count.get(other) ?? 0);
    if (Object.keys(told).length > 1) merges++;
  }
  expect(merges).toBeGreaterThan(100);
});

test('perfetto has a slice at each end of every arrow, and every arrow that ends has begun', () => {
  interface Entry {
    readonly ph: string;
    readonly tid: number;
    readonly ts: number;
    readonly dur?: number;
    readonly id?: string;
  }
  const text = exportRun('perfetto', failing, ALL, true);
  const { traceEvents } = JSON.parse(text) as { traceEvents: readonly Entry[] };
  const slices = traceEvents.filter(({ ph }) => ph === 'X');
  const starts = new Set(slices.map(({ tid, ts }) => `${tid} ${ts}`));
  const begun = new Set<string>();
  for (const { ph, tid, ts, id = '', dur = 0 } of traceEvents) {
    expect('MXisf').toContain(ph);
    if (ph !== 'M') expect(Number.isInteger(ts) && ts >= 0).toBe(true);
    if (ph === 'X') expect(dur).toBeGreaterThan(0);
    if (ph === 's') begun.add(id);
    if (ph === 'f') expect(begun.has(id) || id).toBe(true);
    if (ph === 's' || ph === 'f') expect(starts.has(`${tid} ${ts}`) || id).toBe(true);
  }
  expect(begun.size).toBeGreaterThan(kinds('send'));
});

test('the command takes a format that there is, with a stretch of time and servers', () => {
  const words = ['2C/figure-8', 'as=Mermaid', 'from=0.3', 'servers=0,2'];
  expect(parseTraceArgs(words, {})).toMatchObject({
    format: 'mermaid',
    choice: { servers: [0, 2] },
  });
  expect(parseTraceArgs(['2C/figure-8', 'as=mermade'], {})).toHaveProperty(
    'message',
    expect.stringContaining('npm run trace as=mermaid'),
  );
  expect(parseTraceArgs(['2C/figure-8', 'as=shiviz', 'around'], {})).toHaveProperty(
    'kind',
    'problem',
  );
});
