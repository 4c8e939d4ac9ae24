/** All rules, and the referee that puts them to work on one run. */
import type { Stage } from '../contract';
import { type Breach, Broken } from '../sim/broken';
import type { TraceEvent } from '../sim/trace';
import { acknowledgedStays } from './acknowledged-stays';
import { applyOrder } from './apply-order';
import { electionSafety } from './election-safety';
import { leaderAppendOnly } from './leader-append-only';
import { logMatching } from './log-matching';
import { oneVote } from './one-vote';
import { persistedFirst } from './persisted-first';
import type { Rule, World } from './rule';
import { stateMachineSafety } from './state-machine-safety';
import { termInBoot } from './term-in-boot';
import { termSurvives } from './term-survives';

export type { Rule, World } from './rule';

/** In the order in which they are asked about an event: causes before their consequences. */
export const RULES: readonly Rule[] = [
  oneVote,
  termInBoot,
  termSurvives,
  electionSafety,
  persistedFirst,
  acknowledgedStays,
  logMatching,
  leaderAppendOnly,
  applyOrder,
  stateMachineSafety,
];

const ORDER: readonly Stage[] = ['2A', '2B', '2C'];

/** @returns a listener for a trace that throws {@link Broken} at the first rule that breaks */
export function referee(stage: Stage, world: World): (event: TraceEvent) => void {
  const judges = new Map<TraceEvent['kind'], [Rule, (event: never) => Breach | undefined][]>();
  for (const rule of RULES) {
    if (ORDER.indexOf(rule.from) > ORDER.indexOf(stage)) continue;
    for (const [kind, judge] of Object.entries(rule.watch(world))) {
      const list = judges.get(kind as TraceEvent['kind']) ?? [];
      list.push([rule, judge]);
      judges.set(kind as TraceEvent['kind'], list);
    }
  }
  return (event) => {
    for (const [rule, judge] of judges.get(event.kind) ?? []) {
      const breach = judge(event as never);
      if (breach) throw new Broken(rule.id, breach);
    }
  };
}
