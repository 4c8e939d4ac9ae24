/**
 * Shrinks a failing run: replays it with something removed, as long as the same rule breaks. This is
 * the delta debugging of Zeller and Hildebrandt: first large parts, then smaller ones.
 *
 * A fault is removed together with its end (removable.ts), and a schedule that expects progress keeps a
 * calm at its end in which every correct Raft makes it (owes-progress.ts). So a correct server passes
 * every shrunk run.
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
  /** Most events in all replays together; about 50,000 take a second. */
  readonly events: number;
}

/** Limit at the end of a grading: about two seconds. */
export const IN_PASSING: Limits = { events: 100_000 };
/** Limit for a command whose user waits: about twenty seconds. */
export const AT_LENGTH: Limits = { events: 1_000_000 };

interface Smaller {
  readonly kind: 'smaller';
  readonly failing: Failing;
  /** Size of the recorded run. */
  readonly before: Size;
  readonly replays: number;
  /** Whether more replays might have shrunk it further. */
  readonly isCutShort: boolean;
}

type Shrunk = Smaller | WhyNot;

/** Far more than any run of the catalogue has. */
const EVENTS_MAX = 600_000;
/** The least number of replays of the whole run. */
const REPLAYS_LEAST = 10;
const LONG_EVENTS = 1_500;
const SEEDS_TRIED = 5;
/** The rules that break when an expectation is not met. */
const AWAITED = /^(?:V\.[12]|F\.2)$/;
const DAMAGES = ['lost', 'torn in the middle', 'torn at its end', 'torn at its start'] as const;

/** Whether shrinking cannot get anywhere within the limits. */
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
  // V.1, V.2 and F.2 each have an expectation of their own, and a schedule has only one.
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

/** The failing run with a calm at its end, first with all earlier messages made ordinary. */
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
    // A long run must lose much before it may be played many times.
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

/** Fixes the damage of crashes to the disk, so that it does not depend on all draws before. */
async function oneDamage(trials: Trials): Promise<void> {
  for (const unsynced of DAMAGES) {
    const steps = trials.schedule.steps.map((step) =>
      step.do === 'crash' || step.do === 'crash-before-effect' ? { ...step, unsynced } : step,
    );
    if (await trials.isAsSmall({ ...trials.schedule, steps })) return;
  }
}

/** Removes units, first many at a time, beginning with the last ones. */
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

/** If the schedule expects no progress, links may stay cut, and servers may stay down. */
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

/** With other timeouts the same faults may affect fewer servers, or the rule may break earlier. */
async function otherSeeds(trials: Trials): Promise<void> {
  for (let seed = 1; seed <= SEEDS_TRIED && !trials.isSpent; seed++)
    await trials.isSmaller({ ...trials.schedule, seed });
}
