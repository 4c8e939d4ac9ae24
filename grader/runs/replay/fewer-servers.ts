/** Replays the run with fewer servers: a server that is not needed is removed, with all actions on it. */
import type { Failing, Trials } from './trials';
import type { Schedule, Step } from './schedule';

const SIZES = [3, 4, 5] as const;
const CHOICES_MAX = 12;
/** Limit for all tries of one size, so that long runs are tried in fewer ways. */
const EVENTS_MAX = 6_000;

export async function fewerServers(trials: Trials): Promise<void> {
  for (const size of SIZES) {
    const { servers } = trials.schedule;
    if (size >= servers) return;
    for (const kept of choices(trials.best, size))
      if (await trials.isSmaller(among(trials.schedule, kept))) return;
  }
}

/**
 * Sets of servers of this size that include those in the witness; sets with the most actions come
 * first.
 */
function choices(
  { schedule, failure, performed }: Failing,
  size: number,
): readonly (readonly number[])[] {
  const witness = new Set(
    failure.timeline.flatMap(({ server, witness }) =>
      witness && server !== undefined ? [server] : [],
    ),
  );
  const deeds = new Array<number>(schedule.servers).fill(0);
  for (const step of schedule.steps)
    for (const server of serversOf(step)) deeds[server] = (deeds[server] ?? 0) + 1;
  const all = combinations([...deeds.keys()], size);
  const sum = (kept: readonly number[]) => kept.reduce((n, server) => n + (deeds[server] ?? 0), 0);
  return all
    .filter((kept) => [...witness].every((server) => kept.includes(server)))
    .sort((a, b) => sum(b) - sum(a))
    .slice(0, Math.min(CHOICES_MAX, Math.max(2, EVENTS_MAX / performed.size.events)));
}

function combinations(of: readonly number[], size: number): readonly (readonly number[])[] {
  if (size === 0) return [[]];
  return of.flatMap((first, i) =>
    combinations(of.slice(i + 1), size - 1).map((rest) => [first, ...rest]),
  );
}

function serversOf(step: Step): readonly number[] {
  if ('server' in step) return [step.server];
  return step.do === 'submit' ? step.to : [step.from, step.to];
}

/** The schedule with only these servers, renumbered. */
function among(schedule: Schedule, kept: readonly number[]): Schedule {
  const numberOf = (server: number) => kept.indexOf(server);
  const isKept = (server: number) => kept.includes(server);
  const steps = schedule.steps.flatMap((step): readonly Step[] => {
    if ('server' in step)
      return isKept(step.server) ? [{ ...step, server: numberOf(step.server) }] : [];
    if (step.do === 'submit') {
      const to = step.to.filter(isKept).map(numberOf);
      return to.length > 0 ? [{ ...step, to }] : [];
    }
    const { from, to } = step;
    if (!isKept(from) || !isKept(to)) return [];
    return [{ ...step, from: numberOf(from), to: numberOf(to) }];
  });
  const messages = schedule.messages
    .filter(({ from, to }) => isKept(from) && isKept(to))
    .map((message) => ({
      ...message,
      from: numberOf(message.from),
      to: numberOf(message.to),
    }));
  const { expects, servers } = schedule;
  return {
    ...schedule,
    servers: kept.length,
    steps,
    messages,
    ...(expects?.kind === 'applied' && {
      expects: { ...expects, on: Math.max(1, expects.on - (servers - kept.length)) },
    }),
  };
}
