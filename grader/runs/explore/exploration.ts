/** One exploration, or one schedule of it: the task and the result, as plain data. */
import type { Program } from '../../world/realm/program';
import type { Failure, RunResult } from '../../judge/scenarios/run-result';
import { MS } from '../../world/sim/time';
import type { TraceEvent } from '../../world/sim/trace';
import { readSchedule, scheduleWord } from './choice';
import { type Entering, Lives } from './lives';
import { failureOf, listenForTodos } from '../pool/failure';
import type { Entering as Step } from '../pool/narration';
import type { Scope } from './scope';
import { type Breach, type End, type Level, Search } from './search';

export interface ExploreJob {
  readonly scope: Scope;
  /** Limit of wall-clock time. */
  readonly seconds: number;
  /** Play only this schedule. */
  readonly replay?: string;
}

/** A step that is about to be played, and the schedule that leads to it. */
export interface Trying extends Step {
  readonly schedule: string;
}

/** How far the exploration has come. */
export interface Covered {
  readonly levels: readonly Level[];
  /** Including those of the current level. */
  readonly schedules: number;
  readonly states: number;
}

export interface ExploreResult extends Covered {
  readonly end: End | 'replayed' | 'no such schedule';
  /** The broken rule. Times are numbers of steps, as milliseconds. */
  readonly failure?: Failure;
  /** The schedule that was replayed or broke a rule. */
  readonly schedule?: string;
  readonly words?: readonly string[];
}

interface ExploreWatcher {
  readonly entering: Entering;
  /** Called before every schedule. */
  readonly isOver: () => boolean;
}

/** An exploration that can be inspected while it runs. */
export class Exploration {
  readonly #search: Search;

  constructor(
    program: Program,
    private readonly job: ExploreJob,
    private readonly watcher: ExploreWatcher,
  ) {
    const { scope } = job;
    this.#search = new Search(new Lives(program, scope.servers, watcher.entering), scope);
  }

  get covered(): Covered {
    const { levels, schedules, states } = this.#search;
    return { levels, schedules, states };
  }

  /** The schedule that is being played. */
  get trying(): string {
    return scheduleWord(this.#search.trying);
  }

  /** Number of the step that is being played. */
  get step(): number {
    return this.#search.trying.length;
  }

  run(): ExploreResult {
    const { replay } = this.job;
    if (replay !== undefined) return this.#replay(replay);
    const { end, breach } = this.#search.run(this.watcher.isOver);
    return { end, ...this.covered, ...(breach && this.#told(breach)) };
  }

  #replay(word: string): ExploreResult {
    const schedule = readSchedule(word);
    const played = schedule ? this.#search.replay(schedule) : 'no such schedule';
    if (played === 'no such schedule') return { end: played, ...this.covered };
    const { words, broken } = played;
    if (broken) return { end: 'breach', ...this.covered, ...this.#told({ ...played, broken }) };
    return { end: 'replayed', ...this.covered, schedule: word, words };
  }

  #told({ schedule, words, broken, events }: Breach) {
    const news = schedule.length === 0 ? events : events.filter(isNews);
    const todos = listenForTodos({ listen: (hear) => events.forEach(hear) });
    const clock = { now: schedule.length * MS };
    const failure = failureOf(
      broken,
      { clock, trace: { recent: () => news } },
      this.job.scope.stage,
      todos,
    );
    return { schedule: scheduleWord(schedule), words, failure };
  }
}

/** False for the first boots, which every schedule has. */
function isNews(event: TraceEvent): boolean {
  return event.at > 0;
}

/** The result in the form of a test run, for reports. */
export function asRun(test: string, { failure }: ExploreResult): RunResult {
  const nothing = { events: 0, rpcs: 0, bytes: 0, syncs: 0, commands: 0, boots: 0 };
  return {
    test,
    seed: 0,
    status: failure ? 'failed' : 'passed',
    digest: '',
    totals: { virtualMicros: 0, ...nothing },
    ...(failure && { failure }),
  };
}
