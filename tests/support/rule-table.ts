/** Tables of histories for one rule: some on which it must fire, and some on which it must not. */
import type { Stage } from '../../grader/contract';
import { referee, type Rule, type World } from '../../grader/judge/rules';
import { type Breach, Broken } from '../../grader/world/sim/broken';
import { Rng } from '../../grader/world/sim/rng';
import type { TraceEvent } from '../../grader/world/sim/trace';
import { withElections } from './elected';
import { History } from './history';

/**
 * Plays the events and returns those that break the rule. The rule must fire on the last event played.
 */
export interface Fires {
  readonly play: (history: History) => readonly TraceEvent[];
  readonly message: RegExp;
}

/** Plays events of servers that do nothing wrong. */
export type Quiet = (history: History) => void;

/** Five servers that answer no questions. */
export function world(change: Partial<World> = {}): World {
  return {
    servers: 5,
    rng: new Rng(1),
    isPuppet: () => false,
    question: () => undefined,
    ...change,
  };
}

/** The first breach that the rule finds, and the event on which it fires. */
export function breachOf(
  rule: Rule,
  events: readonly TraceEvent[],
  of: World = world(),
): { readonly breach: Breach; readonly event: TraceEvent } | undefined {
  const watcher = rule.watch(of);
  for (const event of events) {
    const judge = watcher[event.kind] as ((event: TraceEvent) => Breach | undefined) | undefined;
    const breach = judge?.(event);
    if (breach) return { breach, event };
  }
  return undefined;
}

/** The broken rule that would end a run of that stage. */
export function brokenRule(
  events: readonly TraceEvent[],
  stage: Stage = '2C',
  of: World = world(),
): Broken | undefined {
  const judge = referee(stage, of);
  try {
    for (const event of events) judge(event);
  } catch (thrown) {
    if (thrown instanceof Broken) return thrown;
    throw thrown;
  }
  return undefined;
}

export function describeRule(
  rule: Rule,
  rows: {
    readonly fires: Readonly<Record<string, Fires>>;
    readonly quiet: Readonly<Record<string, Quiet>>;
  },
): void {
  describe(`${rule.id} fires when`, () => {
    test.each(Object.entries(rows.fires))('%s', (_name, { play, message }) => {
      const history = new History();
      const witness = play(history);
      const found = breachOf(rule, history.events);
      expect(found?.breach.message).toMatch(message);
      expect(found?.breach.witness).toEqual(witness);
      expect(found?.event).toBe(history.events.at(-1));
    });
  });

  describe(`${rule.id} and all other rules are quiet when`, () => {
    test.each(Object.entries(rows.quiet))('%s', (_name, play) => {
      const history = new History();
      play(history);
      expect(history.events.length).toBeGreaterThan(1);
      expect(brokenRule(withElections(history.events))).toBeUndefined();
    });
  });
}
