/**
 * Makes a failing run smaller: by deterministic replay with something left out, as long as the same rule
 * breaks. After the delta debugging of Zeller and Hildebrandt: first much at once, then less and less.
 *
 * A fault goes together with its end (units.ts), and what owes progress keeps a calm end in which every
 * correct Raft makes it (calm.ts). So nothing that comes out can be held against a correct server.
 */
import { withCalm } from './owes-progress';
import { fewerMessages, ordinary } from './fewer-messages';
import { fewerServers } from './fewer-servers';
import type { Size } from './perform';
import type { Schedule } from './schedule';
import { plainNames, shorterGaps, shorterTime } from './shorter-time';
import { ended, type Failing, type Play, Trials } from './trials';
import { type Unit, singleWays, unitsOf, without } from './removable';
import { whyNot, type WhyNot } from './why-not';

export interface Limits {
  /** Events that may be played in all replays together; some 50,000 take a second. */
  readonly events: number;
}

/** For the end of a grading: some two seconds. */
export const IN_PASSING: Limits = { events: 100_000 };
/** For who asks and waits: some twenty. */
export const AT_LENGTH: Limits = { events: 1_000_000 };

interface Smaller {
  readonly kind: 'smaller';
  readonly failing: Failing;
  /** Of the run as it was recorded. */
  readonly before: Size;
  readonly replays: number;
  /** It might have become smaller yet with more replays. */
  readonly isCutShort: boolean;
}

type Shrunk = Smaller | WhyNot;

/** Far more than any run of the catalogue has. */
const EVENTS_MAX = 600_000;
/** The least number of replays of the whole run. */
const REPLAYS_LEAST = 10;
const LONG_EVENTS = 1_500;
const SEEDS_TRIED = 5;
/** What breaks when an expectation is not met. */
const AWAITED = /^(?:V\.[12]|F\.2)$/;
const DAMAGES = ['lost', 'torn in the middle', 'torn at its end', 'torn at its start'] as const;

/** Whether there is any use in beginning. */
export function isTooLong(events: number, limits: Limits): boolean {
  return events * REPLAYS_LEAST > limits.events;
}

export async function shrink(
  play: Play,
  schedule: Schedule,
  limits: Limits = AT_LENGTH,
): Promise<Shrunk> {
  const recorded = await play(schedule, EVENTS_MAX);
  if (!recorded?.failure) return whyNot('a demand of the test', schedule.breaks);
  const { failure, size: before } = recorded;
  if (isTooLong(before.events, limits)) return whyNot('long', failure.rule);
  if (failure.rule === 'TODO') return whyNot('not written yet', failure.rule);
  if (failure.rule === 'K.3') return whyNot('never came back', failure.rule);
  // There is a demand of its own for each of V.1, V.2 and F.2, and a schedule has but one.
  const isAwaited = schedule.expects !== undefined && AWAITED.test(failure.rule);
  if (!isAwaited && schedule.breaks !== undefined && schedule.breaks !== failure.rule)
    return whyNot('a demand of the test', schedule.breaks);
  const first = isAwaited
    ? await inCalm(play, schedule)
    : { schedule: ended(schedule, failure), failure, performed: recorded };
  if (!('schedule' in first)) return first;
  const trials = new Trials(play, first, limits.events - 2 * before.events);
  await makeSmaller(trials);
  const { best, replays, isSpent } = trials;
  return {
    kind: 'smaller',
    failing: { ...best, schedule: { ...best.schedule, breaks: best.failure.rule } },
    before,
    replays: replays + 1,
    isCutShort: isSpent,
  };
}

/** The failing run with a calm at its end; first with all messages of before it made ordinary. */
async function inCalm(play: Play, schedule: Schedule): Promise<Failing | Shrunk> {
  const { until } = schedule;
  const shapes = [
    withCalm({ ...schedule, messages: [] }),
    withCalm({ ...schedule, messages: ordinary(schedule.messages) }, until),
    withCalm(schedule, until),
  ];
  if (shapes.every((shape) => shape === undefined))
    return whyNot('no calm to wait in', schedule.breaks);
  for (const shape of shapes) {
    if (!shape) continue;
    const performed = await play(shape, EVENTS_MAX);
    const failure = performed?.failure;
    if (performed && failure && AWAITED.test(failure.rule))
      return { schedule: shape, failure, performed };
  }
  return whyNot('gets there in the end', schedule.breaks);
}

async function makeSmaller(trials: Trials): Promise<void> {
  await trials.isSmaller({ ...trials.schedule, messages: [] });
  await trials.isSmaller({ ...trials.schedule, messages: ordinary(trials.schedule.messages) });
  await oneDamage(trials);
  for (let before; before !== trials.best && !trials.isSpent;) {
    before = trials.best;
    await shorterGaps(trials);
    // Of a long run much has to go before it may be played many times.
    const isLong = trials.best.performed.size.events > LONG_EVENTS;
    if (!isLong) await fewerServers(trials);
    await fewerUnits(trials);
    if (isLong) await fewerServers(trials);
    await fewerMessages(trials);
    await fewerUnits(trials, singly);
    await fewerEnds(trials);
    await shorterTime(trials);
    if (before === trials.best) await otherSeeds(trials);
  }
  await plainNames(trials);
}

/** Says what crashes do to the disk, so that it does not hang on all the draws before. */
async function oneDamage(trials: Trials): Promise<void> {
  for (const unsynced of DAMAGES) {
    const steps = trials.schedule.steps.map((step) =>
      step.do === 'crash' || step.do === 'crash-before-effect' ? { ...step, unsynced } : step,
    );
    if (await trials.isAsSmall({ ...trials.schedule, steps })) return;
  }
}

/** Leaves out units, first many at a time, the last ones first. */
async function fewerUnits(
  trials: Trials,
  unitsIn: (schedule: Schedule) => readonly Unit[] = unitsOf,
): Promise<void> {
  let units = unitsIn(trials.schedule);
  for (let many = units.length; many >= 1; many = Math.floor(many / 2)) {
    for (let to = units.length; to > 0; to -= many) {
      if (trials.isSpent) return;
      const chunk = units.slice(Math.max(0, to - many), to);
      if (!(await trials.isSmaller(without(trials.schedule, chunk)))) continue;
      units = unitsIn(trials.schedule);
      to = Math.min(to, units.length + many);
    }
  }
}

function singly(schedule: Schedule): readonly Unit[] {
  return unitsOf(schedule).flatMap((unit) =>
    unit.kind === 'cut' ? singleWays(schedule, unit) : [unit],
  );
}

/** Where only safety is at stake, what is cut may stay cut, and what is down may stay down. */
async function fewerEnds(trials: Trials): Promise<void> {
  if (trials.schedule.expects) return;
  for (let i = trials.schedule.steps.length - 1; i >= 0; i--) {
    const step = trials.schedule.steps[i];
    if (step?.do === 'crash-before-effect') {
      const { server, at } = step;
      const steps = trials.schedule.steps.with(i, { at, do: 'crash', server });
      await trials.isSmaller({ ...trials.schedule, steps });
    }
    if (step === undefined || !/^(boot|heal|thaw)$/.test(step.do) || step.at === 0) continue;
    const steps = trials.schedule.steps.filter((_, at) => at !== i);
    await trials.isSmaller({ ...trials.schedule, steps });
  }
}

/** With other timeouts the same faults may meet fewer servers, or come to the point earlier. */
async function otherSeeds(trials: Trials): Promise<void> {
  for (let seed = 1; seed <= SEEDS_TRIED && !trials.isSpent; seed++)
    await trials.isSmaller({ ...trials.schedule, seed });
}
