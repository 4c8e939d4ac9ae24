/** One run of one test on one seed: the unit of work, and all that is known afterwards. */
import { createHash } from 'node:crypto';
import { Cluster } from '../cluster/cluster';
import type { Stage } from '../contract';
import type { Args } from '../cluster/wire';
import type { Program } from '../realm/program';
import { referee, type Rule } from '../rules';
import { entryOf } from '../rules/book';
import { timeline } from '../report/timeline';
import type { Failure, RunResult, Todo, Totals } from '../scenarios/run-result';
import { type Scenario, sizeOf, stageOf } from '../scenarios/scenario';
import { Broken } from '../sim/broken';

export interface RunOptions {
  /** Told before any student code runs; for the watchdog. */
  readonly entering?: (server: string, what: string, atMicros: number) => void;
  /** Other rules than the kit's own: for proofs that must be able to fail. */
  readonly rules?: readonly Rule[];
}

/** What a submission may have made long goes no further than this; messages.ts refuses what does. */
const TEXT_CHARS_MAX = 5_000;
const TODO_CHARS_MAX = 500;
const TODOS_MAX = 50;

const TODO_LINE = /^(?:Error: )?TODO (2[ABC]) (\S+): (.*)/;

/** Nothing but the program, the test and the seed decides the result. */
export function runTest(
  program: Program,
  test: Scenario,
  seed: number,
  options: RunOptions = {},
): RunResult {
  const rounds: Round[] = [];
  const unreached = new Set(test.marks);
  for (let again = true; again;) {
    const round = playRound(program, test, seed, rounds.length, options);
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
  seed: number,
  round: number,
  { entering, rules }: RunOptions,
): Round {
  const servers = sizeOf(test, round);
  const cluster = new Cluster({
    program,
    servers,
    seed,
    puppets: test.alone ? servers - 1 : 0,
    ...(test.rig && { rig: test.rig }),
    ...(entering && { entering }),
  });
  const { system } = cluster;
  const todos: Todo[] = [];
  system.trace.listen((event) => {
    const todo = event.kind === 'log' && readTodo(event.text);
    if (todo && todos.length < TODOS_MAX) todos.push(todo);
  });
  system.trace.listen(
    referee(
      stageOf(test),
      {
        servers,
        ...(test.alone && { questions: test.crashesEverywhere ? 'none' : 'all' }),
        isPuppet: (server) => system.isPuppet(server),
        rng: system.judge,
        question: (server: number, method: 'requestVote' | 'appendEntries', args: Args) =>
          system.question(server, method, args),
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
    broken = thrown;
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
    ...(broken && { failure: failureOf(broken, cluster, test, todos) }),
  };
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

function failureOf(
  { rule, breach }: Broken,
  cluster: Cluster,
  test: Scenario,
  todos: readonly Todo[],
): Failure {
  const { trace, clock } = cluster.system;
  const base = {
    rule,
    message: cut(breach.message),
    atMicros: clock.now,
    timeline: timeline(trace.recent(), breach.witness).map((row) => ({
      ...row,
      text: cut(row.text),
    })),
    ...(breach.thrown !== undefined && { thrown: cut(breach.thrown) }),
  };
  const threw = breach.thrown === undefined ? undefined : readTodo(breach.thrown);
  // A place left for this stage or an earlier one explains the failure better than what came of it.
  const noted = todos.filter((todo) => todo.stage <= stageOf(test) && explains(todo, rule));
  const open = threw ? [threw] : noted;
  return open.length > 0 ? { ...base, rule: 'TODO', todos: open } : base;
}

/** Fast backup that is not written costs time and messages; it makes nobody forget a vote. */
function explains({ rule: missing }: Todo, broken: string): boolean {
  return !missing.startsWith('FB.') || /^(V|B|FB)\./.test(broken);
}

function readTodo(text: string): Todo | undefined {
  const match = TODO_LINE.exec(text);
  if (!match) return undefined;
  const [, stage, rule = '', what = ''] = match;
  // Anybody can write such a line; only the kit's own name a rule.
  if (!entryOf(rule)) return undefined;
  return { stage: stage as Stage, rule, what: what.slice(0, TODO_CHARS_MAX) };
}

function cut(text: string): string {
  return text.length > TEXT_CHARS_MAX ? `${text.slice(0, TEXT_CHARS_MAX)} …` : text;
}
