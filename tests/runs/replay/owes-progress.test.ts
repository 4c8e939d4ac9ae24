/** Progress is demanded only where every correct Raft makes it. */
import { withCalm } from '../../../grader/runs/replay/owes-progress';
import { SCHEDULE_SCHEMA, type Schedule, type Step } from '../../../grader/runs/replay/schedule';
import { SECOND } from '../../../grader/world/sim/time';

const BOOTS: readonly Step[] = [0, 1, 2].map((server) => ({ at: 0, do: 'boot', server }));

function schedule(steps: readonly Step[], more: Partial<Schedule> = {}): Schedule {
  return {
    schema: SCHEDULE_SCHEMA,
    title: 'by hand',
    stage: '2A',
    servers: 3,
    seed: 1,
    until: 4 * SECOND,
    expects: { kind: 'leader', from: SECOND },
    steps: [...BOOTS, ...steps],
    messages: [],
    ...more,
  };
}

function cutOff(server: number, at: number, others = [0, 1, 2]): Step[] {
  return others
    .filter((other) => other !== server)
    .flatMap((other): Step[] => [
      { at, do: 'cut', from: server, to: other },
      { at, do: 'cut', from: other, to: server },
    ]);
}

test('the calm begins with the last fault, and lasts as long as a leader may take', () => {
  const calm = withCalm(schedule(cutOff(2, SECOND)));
  expect(calm?.expects).toEqual({ kind: 'leader', from: SECOND, calm: true });
  expect(calm?.until).toBe(6 * SECOND);
});

test('it lasts no shorter than when it was recorded', () => {
  const calm = withCalm(schedule([], { until: 60 * SECOND }));
  expect(calm?.until).toBe(59 * SECOND);
});

test('it lasts longer where calls of before may still be waiting', () => {
  const lost = { from: 0, to: 1, number: 1, request: 'lost', silence: 7 * SECOND } as const;
  const calm = withCalm(schedule(cutOff(2, SECOND), { messages: [lost] }));
  expect(calm?.until).toBe(13 * SECOND);
});

const DOWN: readonly Step[] = [0, 1].map((server) => ({ at: 1, do: 'crash', server }));
const PAUSED: readonly Step[] = [0, 1].map((server) => ({ at: 1, do: 'pause', server }));

test.each([
  ['a majority is down', DOWN],
  ['a majority is paused', PAUSED],
  ['nobody reaches two others', [...cutOff(2, 1), ...cutOff(1, 1, [0, 1])]],
  ['a way of the majority is cut', [{ at: 1, do: 'cut', from: 0, to: 1 }]],
  ['one who hears nobody can disturb', [{ at: 1, do: 'cut', from: 0, to: 2 }]],
  [
    'one who is cut off still reaches a server',
    cutOff(2, 1).filter(({ at }, i) => at > 0 && i !== 2),
  ],
  [
    'a crash may still come',
    [
      { at: 1, do: 'crash-before-effect', server: 0, effects: 900 },
      { at: 2, do: 'boot', server: 0 },
    ],
  ],
] as readonly (readonly [string, readonly Step[]])[])('nothing is owed where %s', (_why, steps) => {
  expect(withCalm(schedule(steps))).toBeUndefined();
});

test('a crash that did not come is called off by a crash and a boot', () => {
  const steps: readonly Step[] = [
    { at: 1, do: 'crash-before-effect', server: 0, effects: 900 },
    { at: 2, do: 'crash', server: 0 },
    { at: 2, do: 'boot', server: 0 },
  ];
  expect(withCalm(schedule(steps))).toBeDefined();
});

test('a command is owed to no more servers than are in the calm', () => {
  const expects = { kind: 'applied', command: 'x', on: 3, from: 0 } as const;
  const submit: Step = { at: 0, do: 'submit', command: 'x', to: [0] };
  const calm = withCalm(schedule([submit, ...cutOff(2, SECOND)], { expects }));
  expect(calm?.expects).toEqual({ ...expects, on: 2, from: SECOND, calm: true });
  expect(calm?.steps).not.toContainEqual(submit);
  expect(calm?.until).toBe(11 * SECOND);
});
