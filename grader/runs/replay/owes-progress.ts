/**
 * When a schedule owes progress to every correct Raft. A rule of safety holds under any faults, so any
 * schedule will do; but "there was no leader" is only a mistake where a leader was due. So of a schedule
 * with an expectation only such a shape is ever looked at:
 *
 * - from `from` on nothing is done to any server or way, and messages arrive within 2 ms;
 * - then a majority is up for certain and its members reach each other both ways;
 * - whoever is not among them is down, paused, or cut off from them both ways, and so cannot disturb;
 * - a client offers the command until a leader has taken it, and again if that one leads no longer;
 * - this lasts as long as the tests wait: 5 s for a leader, 10 s for a command; or longer, if it did when
 *   the schedule was recorded, or if calls of before may still be waiting for their answers.
 *
 * The tests of the catalogue ask every correct Raft for this much, after worse. Pure.
 */
import { type Micros, SECOND } from '../../world/sim/time';
import type { Expectation, LegFate, MessageFate, Schedule } from './schedule';

const LEADER_WITHIN = 5 * SECOND;
const APPLIED_WITHIN = 10 * SECOND;

/** What is known for certain of a server at some time. */
type Condition = 'up' | 'down' | 'paused' | 'doubtful';

/**
 * The schedule with a calm as its end, from its last fault or from the given time on.
 *
 * @param from the earliest beginning of the calm
 * @returns undefined where no progress would be owed
 */
export function withCalm(schedule: Schedule, from: Micros = 0): Schedule | undefined {
  const { expects, until, steps, messages } = schedule;
  if (!expects) return undefined;
  const wanted = expects.kind === 'applied' ? expects.command : undefined;
  const lastFault = steps.findLast((step) => step.do !== 'submit')?.at ?? 0;
  const begins = Math.max(lastFault, from);
  const isWanted = (step: Schedule['steps'][number]) =>
    step.do === 'submit' && step.command === wanted;
  const kept = steps.filter((step) => step.at <= begins && !isWanted(step));
  const reached = reachedIn({ ...schedule, steps: kept });
  if (!reached) return undefined;
  const least = expects.kind === 'leader' ? LEADER_WITHIN : APPLIED_WITHIN;
  const was = expects.calm ? until - expects.from : until - Math.max(lastFault, expects.from);
  const window = Math.max(least + longest(messages), was);
  const calm = { from: begins, calm: true } as const;
  const owed: Expectation =
    expects.kind === 'leader'
      ? { ...expects, ...calm }
      : { ...expects, ...calm, on: Math.min(expects.on, reached) };
  return { ...schedule, steps: kept, until: begins + window, expects: owed };
}

/** Whether every correct Raft fulfils what the schedule expects. */
export function isOwed(schedule: Schedule): boolean {
  const { expects, until } = schedule;
  if (!expects) return true;
  if (!expects.calm) return false;
  const least = withCalm(schedule, expects.from);
  if (least?.expects?.from !== expects.from || least.until > until) return false;
  return (
    expects.kind === 'leader' ||
    (least.expects.kind === 'applied' && least.expects.on >= expects.on)
  );
}

/** The size of a majority that no fault disturbs after all steps; undefined if there is none. */
function reachedIn({ servers, steps }: Schedule): number | undefined {
  const conditions = new Array<Condition>(servers).fill('down');
  const cut = new Set<string>();
  for (const step of steps) {
    if (step.do === 'cut') cut.add(`${step.from} ${step.to}`);
    else if (step.do === 'heal') cut.delete(`${step.from} ${step.to}`);
    else if (step.do !== 'submit')
      conditions[step.server] = after(conditions[step.server] ?? 'down', step.do);
  }
  const all = conditions.map((condition, id) => ({ id, condition }));
  const alive = all.filter(({ condition }) => condition === 'up' || condition === 'doubtful');
  const isOpen = (from: number, to: number) => from === to || !cut.has(`${from} ${to}`);
  for (const { id } of alive) {
    const group = alive.filter((other) => isOpen(id, other.id) || isOpen(other.id, id));
    const isWhole = group.every(
      ({ id: a, condition }) =>
        condition === 'up' &&
        alive.every(({ id: b }) => {
          const isOfGroup = group.some((one) => one.id === b);
          return isOpen(a, b) === isOfGroup && isOpen(b, a) === isOfGroup;
        }),
    );
    if (isWhole && group.length > servers / 2) return group.length;
  }
  return undefined;
}

function after(
  before: Condition,
  deed: 'boot' | 'crash' | 'crash-before-effect' | 'pause' | 'thaw' | 'jump',
): Condition {
  switch (deed) {
    case 'boot':
      return before === 'down' ? 'up' : before;
    case 'crash':
      return 'down';
    case 'crash-before-effect':
      // It may come at any time, and the boot behind it may find the server up.
      return before === 'down' ? 'down' : 'doubtful';
    case 'pause':
      return before === 'up' ? 'paused' : before;
    case 'thaw':
      return before === 'paused' ? 'up' : before;
    case 'jump':
      return before;
  }
}

/** How long a call of before the calm may keep its sender waiting. */
function longest(messages: readonly MessageFate[]): Micros {
  const leg = (fate: LegFate | undefined) =>
    fate === undefined || fate === 'lost' ? 0 : Math.max(fate.after, fate.again ?? 0);
  return Math.max(
    0,
    ...messages.map(
      ({ request, reply, secondReply, silence = 0 }) =>
        leg(request) + Math.max(leg(reply), leg(secondReply)) + silence,
    ),
  );
}
