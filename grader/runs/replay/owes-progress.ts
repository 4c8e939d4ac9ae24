/**
 * Whether a schedule demands progress that every correct Raft must make. Safety rules hold under any
 * faults, so any schedule will do for them; but "there was no leader" is a mistake only where there had
 * to be one. So a schedule with an expectation is played only in this shape:
 *
 * - from `from` on no fault hits a server or link, and messages arrive within 2 ms;
 * - at that time a majority is certainly up, and its members reach each other in both directions;
 * - all other servers are down, paused, or cut off from it in both directions, and so cannot disturb it;
 * - a client offers the command until a leader accepts it, and again if that server no longer leads;
 * - this lasts as long as the tests wait: 5 s for a leader, 10 s for a command; or longer, if it did when
 *   the schedule was recorded, or if earlier calls may still be waiting for their replies.
 *
 * The tests of the catalogue demand the same of every correct Raft, after worse faults. Pure.
 */
import { type Micros, SECOND } from '../../world/sim/time';
import type { Expectation, LegFate, MessageFate, Schedule } from './schedule';

const LEADER_WITHIN = 5 * SECOND;
const APPLIED_WITHIN = 10 * SECOND;

/** What is certain about a server at some time. */
type Condition = 'up' | 'down' | 'paused' | 'doubtful';

/**
 * The schedule with a calm at its end, from its last fault or from the given time on.
 *
 * @param from the earliest beginning of the calm
 * @returns undefined if a correct Raft need not make progress then
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

/** Whether every correct Raft must meet the schedule's expectation. */
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
      // The crash may come at any time, and the next boot may find the server up.
      return before === 'down' ? 'down' : 'doubtful';
    case 'pause':
      return before === 'up' ? 'paused' : before;
    case 'thaw':
      return before === 'paused' ? 'up' : before;
    case 'jump':
      return before;
  }
}

/** How long a call from before the calm may keep its sender waiting. */
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
