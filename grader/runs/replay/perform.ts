/** Plays a schedule. The same code and the same schedule give the same run. */
import type { Input } from '../../world/cluster/inputs';
import { System } from '../../world/cluster/system';
import type { Args } from '../../world/cluster/wire';
import { failureOf, listenForTodos } from '../pool/failure';
import type { Program } from '../../world/realm/program';
import { referee } from '../../judge/rules';
import type { Failure, RunResult } from '../../judge/scenarios/run-result';
import { Broken } from '../../world/sim/broken';
import { MS } from '../../world/sim/time';
import { Awaited } from './expected-progress';
import { Recorder } from './recorder';
import type { Recording } from './recording';
import type { Schedule } from './schedule';
import { ScheduledFates } from './scheduled-fates';

export interface PerformOptions {
  /** Called before any student code runs; for the watchdog. */
  readonly entering?: (server: string, what: string, atMicros: number) => void;
  /** Called with the system before anything boots. */
  readonly attend?: (system: System) => void;
  /** Whether to keep every event. */
  readonly record?: boolean;
}

export interface Performed {
  readonly result: RunResult;
  readonly failure: Failure | undefined;
  readonly size: Size;
  readonly recording?: Recording;
}

/** The size of a run, as reports state it. */
export interface Size {
  readonly servers: number;
  readonly crashes: number;
  readonly cuts: number;
  readonly pauses: number;
  readonly commands: number;
  /** Number of requests and replies that arrived. */
  readonly messages: number;
  readonly events: number;
}

/** The name of a schedule's run, where tests have their ids. */
const SCENARIO_FILE = 'scenario';

const LOOK_EVERY = 50 * MS;

export function perform(
  program: Program,
  schedule: Schedule,
  { entering, attend, record }: PerformOptions = {},
): Performed {
  const { servers, seed, stage, steps, until, expects } = schedule;
  const system = new System({ program, servers, seed, ...(entering && { entering }) });
  const { network, clock, trace } = system;
  network.fates = new ScheduledFates(schedule);
  attend?.(system);
  const recorder = record ? new Recorder(system) : undefined;
  const todos = listenForTodos(trace);
  const size = measure(system);
  trace.listen(refereeOf(system, schedule));
  const awaited = expects && new Awaited(system, expects);
  let broken: Broken | undefined;
  try {
    for (const step of steps) {
      if (step.at > until) break;
      if (step.at > clock.now || step.settled) system.run(step.at);
      carryOut(system, step);
    }
    if (expects?.calm) system.run(Math.min(until, expects.from));
    if (expects?.calm) network.fates = new ScheduledFates({ messages: [], seed });
    if (awaited)
      while (clock.now < until && !awaited.hasCome) {
        awaited.offer();
        system.run(Math.min(until, clock.now + LOOK_EVERY));
      }
    else system.run(until);
    awaited?.demand();
  } catch (thrown) {
    if (!(thrown instanceof Broken)) throw thrown;
    broken = thrown;
  }
  const failure = broken && failureOf(broken, system, stage, todos);
  const sum = (of: (machine: (typeof system.machines)[number]) => number) =>
    system.machines.reduce((total, machine) => total + of(machine), 0);
  const about = { title: schedule.title, stage };
  return {
    size: size(),
    failure,
    result: {
      test: SCENARIO_FILE,
      seed,
      status: failure ? 'failed' : 'passed',
      digest: trace.digest(),
      totals: {
        virtualMicros: clock.now,
        events: trace.length,
        ...system.totals,
        syncs: sum((machine) => machine.syncs),
        boots: sum((machine) => machine.incarnation),
      },
      ...(failure && { failure }),
    },
    ...(recorder && { recording: recorder.recording(about, broken, failure) }),
  };
}

/** Carries out an input. Skips it if it no longer makes sense, such as a crash of a server that is down. */
export function carryOut(system: System, input: Input): void {
  switch (input.do) {
    case 'submit':
      for (const server of input.to) if (system.start(server, input.command)) return;
      return;
    case 'cut':
    case 'heal': {
      const { from, to } = input;
      const isCut = input.do === 'cut';
      if (system.network.isCut(from, to) === isCut) return;
      system.network[input.do](from, to);
      system.note(`the way from S${from} to S${to} is ${isCut ? 'cut' : 'open again'}`);
      return;
    }
    default:
      strike(system, input);
  }
}

function strike(system: System, input: Exclude<Input, { do: 'submit' | 'cut' | 'heal' }>): void {
  const { server } = input;
  const machine = system.machine(server);
  const isUp = machine.status !== 'down';
  switch (input.do) {
    case 'boot':
      if (!isUp) system.boot(server);
      return;
    case 'crash':
    case 'crash-before-effect':
      if (!isUp) return;
      machine.fate = input.unsynced;
      if (input.do === 'crash') system.crash(server);
      else system.crashBeforeEffect(server, input.effects);
      return;
    case 'jump':
      if (isUp) system.jump(server, input.by);
      return;
    case 'pause':
      if (machine.status === 'up') system.pause(server);
      return;
    case 'thaw':
      if (machine.status === 'paused') system.thaw(server);
  }
}

/** The rules as in the tests, but for a schedule that breaks P.2 every promise is questioned. */
function refereeOf(system: System, { stage, servers, breaks }: Schedule) {
  return referee(stage, {
    servers,
    ...(breaks === 'P.2' && { questions: 'all' }),
    isPuppet: (server) => system.isPuppet(server),
    goesOnTo: (server) => system.appliesUpTo(server),
    rng: system.judge,
    question: (server: number, method: 'requestVote' | 'appendEntries', args: Args) =>
      system.question(server, method, args),
  });
}

/**
 * Counts during the run.
 *
 * @returns a function that returns the size
 */
function measure(system: System): () => Size {
  const size = { crashes: 0, cuts: 0, pauses: 0, commands: 0, messages: 0 };
  const { onLink } = system.network;
  system.network.onLink = (from, to, isCut) => {
    onLink(from, to, isCut);
    if (isCut) size.cuts++;
  };
  system.trace.listen((event) => {
    if (event.kind === 'crash') size.crashes++;
    if (event.kind === 'pause') size.pauses++;
    if (event.kind === 'start') size.commands++;
    if (event.kind === 'deliver') size.messages++;
    if (event.kind === 'return' && event.reply !== undefined) size.messages++;
  });
  return () => ({ servers: system.machines.length, ...size, events: system.trace.length });
}
