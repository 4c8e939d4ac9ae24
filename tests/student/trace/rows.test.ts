/** A recording becomes rows that tell what matters, who is what, and which rows break the rule. */
import { rowsOf, type TraceRow } from '../../../grader/student/trace/rows';
import { chosenRows } from '../../../grader/student/trace/choice';
import { traceText } from '../../../grader/student/trace/screen';
import { record } from '../../../grader/runs/replay/record';
import type { Recording } from '../../../grader/runs/replay/recording';
import { noColours } from '../../../grader/report/colour';
import { oneVote } from '../../../grader/judge/rules/one-vote';
import { CATALOGUE } from '../../../grader/judge/scenarios/catalogue';
import type { TraceEvent } from '../../../grader/world/sim/trace';
import { filesIn, programOf, referenceProgram } from '../../support/programs';

const NOT_CHECKED = ['state.votedFor === null || state.votedFor === candidateId', 'true'] as const;

async function recorded(id: string, edit?: readonly [string, string]): Promise<Recording> {
  const files = filesIn('solutions', 'raft');
  if (edit) files['election.ts'] = (files['election.ts'] ?? '').replace(...edit);
  const program = edit ? await programOf(files) : await referenceProgram();
  const test = CATALOGUE.find((one) => one.id === id);
  if (!test) throw new Error(`no test ${id}`);
  await new Promise((resolve) => setImmediate(resolve));
  return record(program, test, 1).recording;
}

/** A recording of three servers made by hand. */
function made(events: readonly object[], more: Partial<Recording> = {}): Recording {
  const numbered = events.map((event, order) => ({ at: order * 1_000, ...event, order }));
  const about = { title: 'by hand', stage: '2A', servers: 3, puppets: [] } as const;
  const told = numbered as unknown as TraceEvent[];
  return { ...about, events: told, leftOut: 0, until: 9_000_000, ...more };
}

const boot = (server: number) => ({ kind: 'boot', server, incarnation: 1, at: 0 });
const state = (server: number, term: number, isLeader = false) => ({
  ...{ kind: 'state', server, term, isLeader },
});
const beat = (kind: string, call: number, to: number, more: object = {}) => ({
  ...{ kind, call, from: 0, to, method: 'appendEntries', copy: 0, bytes: 9 },
  args: { term: 1, leaderId: 0, prevLogIndex: 0, prevLogTerm: 0, entries: [], leaderCommit: 0 },
  ...more,
});
const texts = (rows: readonly TraceRow[]) => rows.map(({ text }) => text);
const accepted = { reply: { term: 1, success: true } };
const refused = { reply: { term: 2, success: false } };

describe('the rows of a trace', () => {
  test('fold heartbeats that changed nothing, and say how many were lost', () => {
    const round = (call: number) => [
      beat('send', call, 1),
      beat('send', call + 1, 2),
      beat('lost', call + 1, 2, { leg: 'request', reason: 'cut' }),
      beat('deliver', call, 1),
      beat('reply', call, 1, accepted),
      beat('return', call, 1, accepted),
    ];
    const rows = rowsOf(
      made([...round(1), ...round(3), { kind: 'note', text: 'S2 cut off' }]),
      false,
    );
    expect(texts(rows)).toEqual(['4 heartbeats (2 lost)', 'S2 cut off']);
  });

  test('show a heartbeat that was refused, and one that moved a server on', () => {
    const rows = rowsOf(
      made([
        ...[beat('send', 1, 1), beat('deliver', 1, 1), beat('reply', 1, 1, refused)],
        ...[
          beat('send', 2, 2),
          beat('deliver', 2, 2, { at: 9_000 }),
          { ...state(2, 1), at: 9_000 },
        ],
      ]),
      false,
    );
    expect(texts(rows)).toEqual([
      'sends S1 a heartbeat after 0 (of term 0), in term 1, commit 0',
      "refuses S0's heartbeat after 0, term 2",
      'sends S2 a heartbeat after 0 (of term 0), in term 1, commit 0',
      'is in term 1',
    ]);
  });

  test('put a message to several servers, a save and the cuts of one moment in a row each', async () => {
    const said = texts(rowsOf(await recorded('2C/persist-1'), false));
    const asked = /^asks S\d, S\d for their votes, term 1, last entry 0 of term 0$/;
    expect(said.some((text) => asked.test(text))).toBe(true);
    expect(
      said.some((text) => /^disk: write \S+ \(\d+ bytes\), sync, rename to \S+$/.test(text)),
    ).toBe(true);
    const cuts = ['0 to S1', '1 to S0'].map((way) => ({
      ...{ kind: 'note', at: 5, text: `the way from S${way} is cut` },
    }));
    expect(texts(rowsOf(made(cuts), false))).toEqual(['cut: S0→S1, S1→S0']);
  });

  test('are as many as the events where every event is asked for', async () => {
    const recording = await recorded('2C/persist-1');
    expect(rowsOf(recording, true)).toHaveLength(recording.events.length);
    expect(rowsOf(recording, false).length).toBeLessThan(recording.events.length / 2);
  });

  test('make what a submission says harmless', () => {
    const rows = rowsOf(made([{ kind: 'log', server: 0, text: 'a\u001b[2Jb\nc' }]), false);
    expect(texts(rows)).toEqual(['console: a\\u001b[2Jb c']);
  });
});

describe('the lanes of a trace', () => {
  const lanes = (...events: readonly object[]) => {
    const { lines } = traceText({ servers: 3, puppets: [] }, rowsOf(made(events), true), noColours);
    return lines.findLast((line) => /^.\s+\d+\.\d{3} /.test(line))?.slice(10);
  };
  const vote = { kind: 'send', call: 1, from: 1, to: 2, method: 'requestVote', args: { term: 4 } };

  test.each([
    ['a leader and a follower', [boot(0), boot(1), state(0, 2, true), state(1, 2)], ' L2›F2 --'],
    ['a candidate', [boot(1), state(1, 3), vote, state(1, 4)], ' --›C4 --'],
    [
      'a candidate that gives way',
      [boot(1), vote, beat('reply', 7, 1, { args: { term: 4, entries: [] }, reply: { term: 4 } })],
      ' --›F4 --',
    ],
    [
      'a crash',
      [boot(0), state(0, 2), { kind: 'crash', server: 0, midHandler: false }],
      '›-- -- --',
    ],
    ['a pause', [boot(0), state(0, 2), { kind: 'pause', server: 0 }], '›z2 -- --'],
  ])('show %s without any colour', (_name, events, shown) => {
    expect(lanes(...events)).toMatch(new RegExp(`^${shown} {2,}\\S`));
  });

  test('show who is cut off once the last of its ways is cut, and not before', () => {
    const ways = [
      [0, 1],
      [1, 0],
      [0, 2],
      [2, 0],
    ] as const;
    const cut = (order: number, all: readonly (readonly [number, number])[]) =>
      all.map(([from, to]) => ({ at: 2_000, order, from, to, isCut: true }));
    const note = (text: string) => ({ kind: 'note', text });
    const links = [...cut(2, ways.slice(1)), ...cut(3, ways.slice(0, 1))];
    const events = [boot(0), state(0, 2), note('all but one'), note('the last')];
    const rows = rowsOf(made(events, { links }), true);
    expect(rows.map(({ standings }) => standings.map(({ isCutOff }) => isCutOff))).toEqual([
      ...Array.from({ length: 3 }, () => [false, false, false]),
      [true, false, false],
    ]);
    const { lines } = traceText({ servers: 3, puppets: [] }, rows, noColours);
    expect(lines.at(-1)).toContain(' F2/ --  --');
  });
});

describe('a trace of a run that breaks a rule', () => {
  const broken = recorded('2A/many-elections', NOT_CHECKED);

  test('comes with what the rule asks, why it matters, and where to look', async () => {
    const { title, paper, explanation, lookAt } = oneVote;
    expect((await broken).verdict).toMatchObject({
      rule: 'RV.2',
      title,
      paper,
      explanation,
      lookAt,
    });
  });

  test('marks the witness, and keeps it whatever is chosen', async () => {
    const rows = rowsOf(await broken, false);
    const witness = rows.filter((row) => row.witness);
    expect(witness.length).toBeGreaterThanOrEqual(2);
    for (const choice of [{ last: 1 }, { find: 'nothing says this' }, { to: 1 }, { servers: [] }])
      expect(chosenRows(rows, { isAround: false, ...choice })).toEqual(
        expect.arrayContaining(witness),
      );
  });

  test('shows what is around the witness, and no more', async () => {
    const rows = rowsOf(await broken, false);
    const around = chosenRows(rows, { isAround: true });
    expect(around.length).toBeLessThan(rows.length / 2);
    expect(around.at(-1)).toBe(rows.at(-1));
  });

  test('chooses by time, server and text', async () => {
    const rows = rowsOf(await broken, false).map((row) => ({ ...row, witness: false }));
    const chosen = (choice: object) => chosenRows(rows, { isAround: false, ...choice });
    const between = chosen({ from: 1_000_000, to: 2_000_000 });
    expect(between.every(({ atMicros }) => atMicros >= 1_000_000 && atMicros <= 2_000_000)).toBe(
      true,
    );
    expect(chosen({ servers: [3] }).every(({ parties }) => parties.includes(3))).toBe(true);
    expect(chosen({ servers: [3] }).some(({ server }) => server !== 3)).toBe(true);
    expect(texts(chosen({ find: 'GRANTS' })).every((text) => text.includes('GRANTS'))).toBe(true);
    for (const few of [between, chosen({ servers: [3] }), chosen({ find: 'grants' })])
      expect([few.length > 0, few.length < rows.length]).toEqual([true, true]);
  });
});

test.each(['2A/initial-election', '2C/figure-8', '2A/many-elections', '2A/one-vote'])(
  'no line of %s is wider than 80 columns',
  async (id) => {
    const recording = await recorded(id);
    const rows = rowsOf({ ...recording, events: recording.events.slice(0, 3_000) }, false);
    const { lines } = traceText(recording, rows, noColours);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.length).toBeGreaterThan(10);
  },
);
