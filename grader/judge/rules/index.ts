/** All rules, and the referee that applies them to one run. */
import { type Stage, STAGES } from '../../contract';
import { type Breach, Broken } from '../../world/sim/broken';
import type { TraceEvent } from '../../world/sim/trace';
import { acknowledgedStays } from './acknowledged-stays';
import { applyOrder } from './apply-order';
import { commitByMajority } from './commit-by-majority';
import { commitOwnTerm } from './commit-own-term';
import { standAgain, standForElection } from './election-due';
import { electionSafety } from './election-safety';
import { entryBefore } from './entry-before';
import { followCommit } from './follow-commit';
import { followWinner } from './follow-winner';
import { leaderAppendOnly } from './leader-append-only';
import { leaderCompleteness } from './leader-completeness';
import { litter } from './litter';
import { logMatching } from './log-matching';
import { newerTerm } from './newer-term';
import { oneVote } from './one-vote';
import { ownEntries } from './own-entries';
import { persistedFirst } from './persisted-first';
import type { Rule, World } from './rule';
import { sendsItsLog } from './sends-its-log';
import { refuseStaleAppend, refuseStaleVote } from './stale-requests';
import { stateMachineSafety } from './state-machine-safety';
import { termInBoot } from './term-in-boot';
import { termSurvives } from './term-survives';
import { votesMakeLeader } from './votes-make-leader';

export type { Rule, World } from './rule';

/** In the order in which they judge an event: causes before their consequences. */
export const RULES: readonly Rule[] = [
  refuseStaleVote,
  refuseStaleAppend,
  oneVote,
  termInBoot,
  termSurvives,
  newerTerm,
  votesMakeLeader,
  electionSafety,
  persistedFirst,
  litter,
  followWinner,
  ownEntries,
  sendsItsLog,
  acknowledgedStays,
  entryBefore,
  logMatching,
  leaderAppendOnly,
  leaderCompleteness,
  applyOrder,
  followCommit,
  commitOwnTerm,
  commitByMajority,
  stateMachineSafety,
  standForElection,
  standAgain,
];

interface Judge {
  readonly rule: Rule;
  readonly judge: (event: never) => Breach | undefined;
}

const NOBODY: readonly Judge[] = [];

/** @returns a listener for a trace that throws {@link Broken} at the first rule that breaks */
export function referee(
  stage: Stage,
  world: World,
  rules: readonly Rule[] = RULES,
): (event: TraceEvent) => void {
  const judges = new Map<TraceEvent['kind'], Judge[]>();
  for (const rule of rules) {
    if (STAGES.indexOf(rule.from) > STAGES.indexOf(stage)) continue;
    for (const [kind, judge] of Object.entries(rule.watch(world))) {
      const list = judges.get(kind as TraceEvent['kind']) ?? [];
      list.push({ rule, judge });
      judges.set(kind as TraceEvent['kind'], list);
    }
  }
  return (event) => {
    for (const { rule, judge } of judges.get(event.kind) ?? NOBODY) {
      const breach = judge(event as never);
      if (breach) throw new Broken(breach.rule ?? rule.id, breach);
    }
  };
}
