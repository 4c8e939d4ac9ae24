/**
 * A run in progress: the engine that plays schedules (replay/perform.ts), but it can stop where the
 * user wants to look or act. As in a schedule, an action happens after everything that is due at
 * the same microsecond, so replaying the line gives the same run.
 */
import type { Input } from '../../world/cluster/inputs';
import { System } from '../../world/cluster/system';
import type { Args } from '../../world/cluster/wire';
import { failureOf, listenForTodos } from '../../runs/pool/failure';
import type { Program } from '../../world/realm/program';
import { carryOut } from '../../runs/replay/perform';
import type { LinkChange, RecordedVerdict, Recording } from '../../runs/replay/recording';
import { verdictOf } from '../../runs/replay/recorder';
import { SCHEDULE_SCHEMA, type Schedule } from '../../runs/replay/schedule';
import { referee } from '../../judge/rules';
import type { Failure } from '../../judge/scenarios/run-result';
import { Broken } from '../../world/sim/broken';
import { type Micros, MS } from '../../world/sim/time';
import type { TraceEvent } from '../../world/sim/trace';
import type { Line, PlayStep, Position, WeatherStep } from './line';
import { PlayFates } from './play-fates';
import type { Flight, ServerNow } from './play-job';

/** The most events that a page can show. The session ends there. */
const EVENTS_MAX = 40_000;
/** The longest run that a scenario file may have. */
const MICROS_MAX = 120_000 * MS;

/** An action without its time. */
type Deed = Input | Omit<WeatherStep, 'at'>;

export interface LiveOptions {
  readonly entering?: (server: string, what: string, atMicros: number) => void;
}

export class LiveRun {
  readonly system: System;
  readonly fates: PlayFates;
  readonly events: TraceEvent[] = [];
  /** The broken rule, if any. */
  breach: RecordedVerdict | undefined;
  failure: Failure | undefined;

  readonly #links: LinkChange[] = [];
  /** The number of events at each moment at which the run can stop. */
  readonly #moments: number[] = [0];
  #line: Line;
  /** How many steps of the line have been carried out. */
  #done = 0;
  readonly #todos;

  constructor(program: Program, line: Line, { entering }: LiveOptions = {}) {
    this.#line = line;
    const { servers, seed, stage, questions } = line;
    const system = new System({ program, servers, seed, ...(entering && { entering }) });
    const { trace, network, clock } = system;
    system.tellOrigins();
    this.system = system;
    this.fates = new PlayFates(line, clock, () => this.events.length);
    network.fates = this.fates;
    network.onLink = (from, to, isCut) => {
      this.#links.push({ at: clock.now, order: this.events.length, from, to, isCut });
    };
    trace.listen((event) => {
      this.events.push(event);
    });
    this.#todos = listenForTodos(trace);
    trace.listen(
      referee(stage, {
        servers,
        ...(questions === 'all' && { questions }),
        isPuppet: () => false,
        goesOnTo: (server) => system.appliesUpTo(server),
        rng: system.judge,
        question: (server: number, method: 'requestVote' | 'appendEntries', args: Args) =>
          system.question(server, method, args),
      }),
    );
  }

  get line(): Line {
    return this.#line;
  }

  get now(): Micros {
    return this.system.clock.now;
  }

  get isFull(): boolean {
    return this.events.length >= EVENTS_MAX || this.now >= MICROS_MAX;
  }

  get position(): { readonly at: Micros; readonly length: number } {
    return { at: this.now, length: this.events.length };
  }

  /** Plays the line up to this position, which must not be in the past. */
  goTo({ at, length = Infinity }: Position): void {
    this.pass(at, () => this.now >= at && this.events.length >= length);
  }

  /** Lets time pass up to and including `to`, or until `isEnough` holds; stops at the first breach. */
  pass(to: Micros, isEnough: () => boolean = () => false): void {
    const enough = () => {
      this.#mark();
      return isEnough() || this.events.length >= EVENTS_MAX;
    };
    const end = Math.min(to, MICROS_MAX);
    this.#guarded(() => {
      if (enough()) return;
      for (let step = this.#next; step && step.at <= end; step = this.#next) {
        if (this.system.run(step.at, enough)) return;
        this.#done++;
        this.#carryOut(step);
        if (enough()) return;
      }
      this.system.run(end, enough);
    });
    this.#mark();
  }

  /** Continues until something visible happens. */
  step(within: Micros): void {
    const before = this.events.length;
    this.pass(this.now + within, () => this.events.length > before);
  }

  /**
   * Carries out an action now. The current instant must be complete, and the line must have no
   * future.
   */
  do(deed: Deed): void {
    if (this.breach) return;
    const step: PlayStep = { ...deed, at: this.now };
    this.#line = { ...this.#line, steps: [...this.#line.steps, step], until: this.now };
    this.#done++;
    this.#guarded(() => {
      this.#carryOut(step);
    });
    this.#mark();
  }

  /** Drops the part of the line that has not been played yet. */
  endHere(): void {
    if (this.#line.until > this.now) this.#line = { ...this.#line, until: this.now };
  }

  /** Whether the line still has actions to come. */
  get hasFuture(): boolean {
    const words = (line: Line) =>
      line.messages.reduce((sum, fate) => sum + Object.keys(fate).length, 0);
    return this.#done < this.#line.steps.length || words(this.past) < words(this.#line);
  }

  /** The line without its future. */
  get past(): Line {
    return {
      ...this.#line,
      steps: this.#line.steps.slice(0, this.#done),
      messages: this.fates.used('said'),
      until: this.now,
    };
  }

  /** The previous position: the length before the last event. */
  get before(): number {
    return this.#moments.findLast((length) => length < this.events.length) ?? 0;
  }

  get servers(): readonly ServerNow[] {
    return this.system.machines.map(({ status, incarnation, state }) => {
      const { term, isLeader } = state;
      return { status, incarnation, term, isLeader: isLeader && status !== 'down' };
    });
  }

  get cuts(): readonly (readonly [number, number])[] {
    const { machines, network } = this.system;
    const ids = machines.map(({ id }) => id);
    return ids.flatMap((from) =>
      ids.filter((to) => network.isCut(from, to)).map((to) => [from, to] as const),
    );
  }

  get flights(): readonly Flight[] {
    return this.fates.flights;
  }

  /** The recording from event number `from` on. */
  recording(from: number): Recording {
    const { title, stage, servers } = this.#line;
    return {
      title,
      stage,
      servers,
      puppets: [],
      events: this.events.slice(from),
      origins: this.system.origins.texts,
      links: this.#links.filter(({ order }) => order >= from),
      leftOut: 0,
      until: this.now,
      ...(this.breach && { verdict: this.breach }),
    };
  }

  /** The run so far as a schedule that `grade` can replay. */
  get schedule(): Schedule {
    const { title, stage, servers, seed, steps } = this.past;
    return {
      schema: SCHEDULE_SCHEMA,
      title,
      stage,
      servers,
      seed,
      until: this.now,
      ...(this.breach && { breaks: this.breach.rule }),
      steps: steps.filter((step) => step.do !== 'weather'),
      messages: this.fates.used('all'),
    };
  }

  get #next(): PlayStep | undefined {
    return this.#line.steps[this.#done];
  }

  #carryOut(step: PlayStep): void {
    if (step.do === 'weather') this.fates.weather = step.weather;
    else carryOut(this.system, step);
  }

  #mark(): void {
    const { length } = this.events;
    if (length > (this.#moments.at(-1) ?? 0)) this.#moments.push(length);
  }

  #guarded(run: () => void): void {
    if (this.breach) return;
    try {
      run();
    } catch (thrown) {
      if (!(thrown instanceof Broken)) throw thrown;
      const { system } = this;
      this.failure = failureOf(thrown, system, this.#line.stage, this.#todos);
      const witness = thrown.breach.witness.map(({ order }) => order);
      this.breach = verdictOf(this.failure, witness);
    }
  }
}
