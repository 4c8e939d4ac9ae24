/** Lets less time pass between two actions, rounds their times, and gives commands short names. */
import { type Micros, MS } from '../../world/sim/time';
import type { Schedule, Step } from './schedule';
import type { Trials } from './trials';

/** Fractions of a gap that may be enough. */
const PARTS = [0, 1 / 4, 1 / 2, 3 / 4] as const;
const WORTH_IT = 40 * MS;
const ROUND: readonly Micros[] = [100 * MS, 10 * MS, MS];

const CAPS: readonly Micros[] = [300 * MS, 600 * MS, 1_200 * MS];

/** Shortens all long gaps at once. */
export async function shorterGaps(trials: Trials): Promise<void> {
  for (const most of CAPS) {
    const gone = new Map<Micros, Micros>();
    let before = 0;
    let saved = 0;
    for (const at of momentsOf(trials.schedule)) {
      saved += Math.max(0, at - before - most);
      before = at;
      gone.set(at, at - saved);
    }
    const { until } = trials.schedule;
    const move = (at: Micros) => gone.get(at) ?? Math.min(at, until - saved);
    if (saved > 0 && (await trials.isSmaller(moved(trials.schedule, move)))) return;
  }
}

export async function shorterTime(trials: Trials): Promise<void> {
  for (let i = 0; i < momentsOf(trials.schedule).length && !trials.isSpent; i++) {
    for (const part of PARTS) {
      const moments = momentsOf(trials.schedule);
      const [before, at] = [moments[i - 1] ?? 0, moments[i]];
      if (at === undefined || at - before < WORTH_IT) break;
      const less = Math.floor((at - before) * (1 - part));
      if (
        await trials.isSmaller(moved(trials.schedule, (time) => (time >= at ? time - less : time)))
      )
        break;
    }
  }
  for (const unit of ROUND)
    if (await trials.isSmaller(moved(trials.schedule, (at) => Math.floor(at / unit) * unit)))
      return;
}

/** Times of all actions, each once, and the beginning of the calm. */
function momentsOf({ steps, expects }: Schedule): readonly Micros[] {
  const times = new Set(steps.map(({ at }) => at));
  if (expects) times.add(expects.from);
  return [...times].sort((a, b) => a - b);
}

function moved(schedule: Schedule, move: (at: Micros) => Micros): Schedule {
  const { steps, expects, until } = schedule;
  const from = expects && move(expects.from);
  return {
    ...schedule,
    steps: steps.map((step) => ({ ...step, at: move(step.at) })),
    // The time to wait for expected progress stays the same.
    until: expects && from !== undefined ? until - expects.from + from : move(until),
    ...(expects && from !== undefined && { expects: { ...expects, from } }),
  };
}

/** Renames commands to `x1`, `x2`, ... in the order in which they are first offered. */
export async function plainNames(trials: Trials): Promise<void> {
  const { schedule } = trials;
  const names = new Map<string, string>();
  const nameOf = (command: string): string => {
    const name = names.get(command) ?? `x${names.size + 1}`;
    names.set(command, name);
    return name;
  };
  const steps = schedule.steps.map((step): Step =>
    step.do === 'submit' ? { ...step, command: nameOf(step.command) } : step,
  );
  const { expects } = schedule;
  await trials.isAsSmall({
    ...schedule,
    steps,
    ...(expects?.kind === 'applied' && {
      expects: { ...expects, command: nameOf(expects.command) },
    }),
  });
}
