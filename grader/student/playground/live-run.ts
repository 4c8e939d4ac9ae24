/**
 * A run that is under way: the same engine that plays schedules (replay/perform.ts), stopped where
 * somebody wants to look or to do something. What is done waits until all that is due at the same
 * microsecond has happened, as a schedule has it, so that the line played from its start is the same run.
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

/** As many as a page can show: then a session is at its end. */
const EVENTS_MAX = 40_000;
/** As long as a scenario file may be. */
const MICROS_MAX = 120_000 * MS;

/** A possible action, without its time. */
type Deed = Input | Omit<WeatherStep, 'at'>;

export interface LiveOptions {
  readonly entering?: (server: string, what: string, atMicros: number) => void;
}

export class LiveRun {
  readonly system: System;
  readonly fates: PlayFates;
  readonly events: TraceEvent[] = [];
  /** What broke, if something did. */
  breach: RecordedVerdict | undefined;
  failure: Failure | undefined;

  readonly #links: LinkChange[] = [];
  /** How many events there were each time after which one can stop. */
  readonly #moments: number[] = [0];
  #line: Line;
  /** How many steps of the line are done. */
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

  /** Plays the line up to this position; it cannot go back. */
  goTo({ at, length = Infinity }: Position): void {
    this.pass(at, () => this.now >= at && this.events.length >= length);
  }

  /** Lets time pass up to and including `to`, or until it is enough; stops at the first breach. */
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

  /** Does this, now. The present instant must be complete, and nothing still to come in the line. */
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

  /** The part of the line that has not been played yet is dropped. */
  endHere(): void {
    if (this.#line.until > this.now) this.#line = { ...this.#line, until: this.now };
  }

  /** Whether the line still has actions to come. */
  get hasFuture(): boolean {
    const words = (line: Line) =>
      line.messages.reduce((sum, fate) => sum + Object.keys(fate).length, 0);
    return this.#done < this.#line.steps.length || words(this.past) < words(this.#line);
  }

  /** The line without what has not happened yet. */
  get past(): Line {
    return {
      ...this.#line,
      steps: this.#line.steps.slice(0, this.#done),
      messages: this.fates.used('said'),
      until: this.now,
    };
  }

  /** The position before this one: before the last event. */
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

  /** Its events from number `from` on. */
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

  /** What has happened until now, as `grade` replays it. */
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
