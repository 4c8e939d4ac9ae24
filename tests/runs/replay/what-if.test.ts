/** What would have let a run pass, on schedules made by hand and a player that needs no server. */
import type { Performed } from '../../../grader/runs/replay/perform';
import { SCHEDULE_SCHEMA, type Schedule } from '../../../grader/runs/replay/schedule';
import type { Play } from '../../../grader/runs/replay/trials';
import { whatIf } from '../../../grader/runs/replay/what-if';
import { MS } from '../../../grader/world/sim/time';
import type { TraceEvent } from '../../../grader/world/sim/trace';

const SCHEDULE: Schedule = {
  schema: SCHEDULE_SCHEMA,
  title: 'by hand',
  stage: '2C',
  servers: 3,
  seed: 1,
  until: 2_500 * MS,
  breaks: 'RV.2',
  steps: [
    { at: 0, do: 'boot', server: 0 },
    { at: 0, do: 'boot', server: 1 },
    { at: 0, do: 'boot', server: 2 },
    { at: 200 * MS, do: 'pause', server: 2 },
    { at: 312 * MS, do: 'crash', server: 1 },
    { at: 330 * MS, do: 'boot', server: 1 },
  ],
  messages: [],
};

const AT = { method: 'requestVote', args: {}, bytes: 1 };
const EVENTS = (
  [
    { kind: 'send', call: 1, from: 2, to: 0, at: 380 * MS, ...AT },
    { kind: 'send', call: 2, from: 2, to: 0, at: 385 * MS, ...AT },
    { kind: 'deliver', call: 2, from: 2, to: 0, copy: 0, at: 386 * MS, ...AT },
    { kind: 'return', call: 2, from: 2, to: 0, reply: {}, at: 389 * MS, ...AT },
    {
      kind: 'lost',
      call: 1,
      from: 2,
      to: 0,
      leg: 'request',
      reason: 'dropped',
      at: 390 * MS,
      method: 'requestVote',
    },
  ] as const
).map((event, order) => ({ ...event, order })) as readonly TraceEvent[];

/** Passes if the schedule is like that, and else breaks the rule. */
function player(passes: (schedule: Schedule) => boolean, rule = 'RV.2'): Play {
  return async (schedule) =>
    await Promise.resolve({
      result: { status: passes(schedule) ? 'passed' : 'failed' },
      ...(!passes(schedule) && { failure: { rule } }),
    } as Performed);
}

const isUp = ({ steps }: Schedule) => !steps.some((step) => step.do === 'crash');
const isAwake = ({ steps }: Schedule) => !steps.some((step) => step.do === 'pause');
const hasFate = (number: number, leg: 'request' | 'reply') => (schedule: Schedule) =>
  schedule.messages.some((one) => one.number === number && one[leg] === 'lost');

test.each([
  ['a fault', isUp, 'It would pass if S1 had not crashed at 0.312 s.'],
  ['a reply', hasFate(2, 'reply'), "It would pass if S0's reply to S2 at 0.389 s had been lost."],
  [
    'a request',
    hasFate(2, 'request'),
    "It would pass if S2's request for a vote to S0 at 0.386 s had been lost.",
  ],
  [
    'the latest fault and the latest message',
    (schedule: Schedule) => isUp(schedule) || isAwake(schedule) || hasFate(2, 'reply')(schedule),
    "It would pass if S1 had not crashed at 0.312 s, or if S0's reply to S2 at 0.389 s had been lost.",
  ],
  ['an earlier fault', isAwake, 'It would pass if S2 had not been paused at 0.200 s.'],
  [
    'nothing',
    () => false,
    'It fails the same way without any single one of its faults or last messages.',
  ],
] as const)('%s made the difference', async (_what, passes, sentence) => {
  expect(await whatIf(player(passes), SCHEDULE, EVENTS)).toBe(sentence);
});

test('nothing made the difference, and it does not always fail the same way, or is too long to be played', async () => {
  const sentence = 'It never passed when one of its faults or last messages was left out.';
  expect(
    await whatIf(
      player(() => false, 'S.3'),
      SCHEDULE,
      EVENTS,
    ),
  ).toBe(sentence);
  expect(await whatIf(async () => await Promise.resolve(undefined), SCHEDULE, EVENTS)).toBe(
    sentence,
  );
});

test('without a fault and a command the rule breaks by itself, whenever messages arrive', async () => {
  const calm = { ...SCHEDULE, steps: SCHEDULE.steps.slice(0, 3) };
  const never = player(() => false);
  expect(await whatIf(never, calm, EVENTS)).toBe('This rule breaks without any fault or command.');
  const late = { from: 2, to: 0, number: 1, request: { after: 30 * MS } };
  expect(await whatIf(never, { ...calm, messages: [late] }, EVENTS)).toBe(
    'This rule breaks without any fault or command.',
  );
});

test('a lost message might have arrived', async () => {
  const lost = { from: 2, to: 0, number: 1, request: 'lost' } as const;
  const play = player(({ messages }) => messages.every((one) => one.request !== 'lost'));
  expect(await whatIf(play, { ...SCHEDULE, messages: [lost] }, EVENTS)).toBe(
    "It would pass if S2's request for a vote to S0 at 0.390 s had arrived.",
  );
});

test('a server that is cut off is named', async () => {
  const ways = [
    [0, 1],
    [1, 0],
    [0, 2],
    [2, 0],
  ] as const;
  const cuts = ways.map(([from, to]) => ({ at: 350 * MS, do: 'cut', from, to }) as const);
  const schedule = { ...SCHEDULE, steps: [...SCHEDULE.steps, ...cuts] };
  const play = player(({ steps }) => !steps.some((step) => step.do === 'cut'));
  expect(await whatIf(play, schedule, EVENTS)).toBe(
    'It would pass if S0 had not been cut off at 0.350 s.',
  );
});
