/** One run of one test on one seed: the unit of work, and its result. */
import { createHash } from 'node:crypto';
import { Cluster } from '../../world/cluster/cluster';
import type { Answers } from '../../world/cluster/throwaways';
import type { Args } from '../../world/cluster/wire';
import { shielded } from '../../world/realm/enter';
import type { Program } from '../../world/realm/program';
import { referee, type Rule } from '../../judge/rules';
import type { Failure, RunResult, Totals } from '../../judge/scenarios/run-result';
import { type Scenario, sizeOf, stageOf } from '../../judge/scenarios/scenario';
import { Broken } from '../../world/sim/broken';
import { withEvidence } from './evidence';
import { failureOf, listenForTodos } from './failure';
import type { Seed } from '../../world/sim/seed';

interface RunOptions {
  /** Called before any student code runs; for the watchdog. */
  readonly entering?: (server: string, what: string, atMicros: number) => void;
  /** Replaces the kit's rules, for proofs that need a rule that fails. */
  readonly rules?: readonly Rule[];
  /** Called with each cluster before it boots, so that a recorder can attach to it. */
  readonly attend?: (cluster: Cluster, round: number) => void;
  /** Called with the broken rule that ended the run, if any. */
  readonly onBroken?: (broken: Broken) => void;
}

/** The result depends only on the program, the test and the seed. */
export function runTest(
  program: Program,
  test: Scenario,
  seed: Seed,
  options: RunOptions = {},
): RunResult {
  return shielded(() => play(program, test, seed, options));
}

function play(program: Program, test: Scenario, seed: Seed, options: RunOptions): RunResult {
  const rounds: Round[] = [];
  const unreached = new Set(test.marks);
  const answers: Answers = new Map();
  for (let again = true; again;) {
    const round = playRound(program, test, seed, rounds.length, answers, options);
    rounds.push(round);
    for (const mark of round.reached) unreached.delete(mark);
    again = round.again;
  }
  const failure = rounds.at(-1)?.failure;
  const missing = unreached.size > 0 && !failure;
  return {
    test: test.id,
    seed,
    status: failure ? 'failed' : missing ? 'inconclusive' : 'passed',
    ...(missing && { unreached: [...unreached] }),
    digest: digestOf(rounds.map(({ digest }) => digest)),
    totals: rounds.map(({ totals }) => totals).reduce(added),
    ...(failure && { failure }),
  };
}

/** One cluster, from its boot to the end of the scenario or the first broken rule. */
interface Round {
  readonly again: boolean;
  readonly digest: string;
  readonly totals: Totals;
  readonly reached: ReadonlySet<string>;
  readonly failure?: Failure;
}

function playRound(
  program: Program,
  test: Scenario,
  seed: Seed,
  round: number,
  answers: Answers,
  { entering, rules, attend, onBroken }: RunOptions,
): Round {
  const servers = sizeOf(test, round);
  const cluster = new Cluster({
    program,
    servers,
    seed,
    answers,
    ...(test.alone && { alone: true }),
    ...(test.rig && { rig: test.rig }),
    ...(entering && { entering }),
  });
  const { system } = cluster;
  attend?.(cluster, round);
  const todos = listenForTodos(system.trace);
  system.trace.listen(
    referee(
      stageOf(test),
      {
        servers,
        ...questionsIn(test),
        isPuppet: (server) => system.isPuppet(server),
        goesOnTo: (server) => system.appliesUpTo(server),
        rng: system.judge,
        question: (
          server: number,
          method: 'requestVote' | 'appendEntries',
          args: Args,
          leader?: number,
        ) => system.question(server, method, args, leader),
      },
      rules,
    ),
  );
  let broken: Broken | undefined;
  let again = false;
  try {
    cluster.boot();
    again = test.play(cluster, round) === 'again';
  } catch (thrown) {
    if (!(thrown instanceof Broken)) throw thrown;
    broken = test.alone ? withEvidence(thrown, system, cluster.subject.id) : thrown;
    onBroken?.(broken);
  }
  const { machines, clock, totals } = system;
  const sum = (of: (machine: (typeof machines)[number]) => number) =>
    machines.reduce((total, machine) => total + of(machine), 0);
  return {
    again,
    digest: system.trace.digest(),
    totals: {
      virtualMicros: clock.now,
      events: system.trace.length,
      ...totals,
      syncs: sum((machine) => machine.syncs),
      boots: sum((machine) => machine.incarnation),
    },
    reached: cluster.reached,
    ...(broken && {
      failure: {
        ...failureOf(broken, system, stageOf(test), todos),
        ...(test.alone && { subject: cluster.subject.id }),
      },
    }),
  };
}

/** Directed tests question all promises, because little happens in them; other tests question a sample. */
function questionsIn({ alone, crashesEverywhere }: Scenario): { questions?: 'all' | 'none' } {
  if (crashesEverywhere) return { questions: 'none' };
  return alone ? { questions: 'all' } : {};
}

function added(a: Totals, b: Totals): Totals {
  const sum = (of: (totals: Totals) => number) => of(a) + of(b);
  return {
    virtualMicros: sum((totals) => totals.virtualMicros),
    events: sum((totals) => totals.events),
    rpcs: sum((totals) => totals.rpcs),
    bytes: sum((totals) => totals.bytes),
    syncs: sum((totals) => totals.syncs),
    commands: sum((totals) => totals.commands),
    boots: sum((totals) => totals.boots),
  };
}

function digestOf(rounds: readonly string[]): string {
  const [only = ''] = rounds;
  if (rounds.length === 1) return only;
  return createHash('sha256').update(rounds.join()).digest('hex').slice(0, only.length);
}
