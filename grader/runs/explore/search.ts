/**
 * Plays every schedule within the scope, shortest first. If several lead to the same state, only one of
 * them continues. Stops at the first that breaks a rule. It uses no clock but the given one.
 */
import type { Broken } from '../../world/sim/broken';
import type { TraceEvent } from '../../world/sim/trace';
import type { Choice } from './choice';
import { choicesIn, isBeyond } from './choices';
import { judge, type Steps } from './judge';
import type { Lives } from './lives';
import { Player } from './play';
import type { Played } from './stage';
import type { Scope } from './scope';
import { inWords } from './schedule-text';
import { Interned, keyOf, type State } from './state';
import { CUT, weightOf } from './weight';

/** The result of all schedules of up to this length. */
export interface Level {
  readonly length: number;
  /** Each one extends an earlier schedule by one step. */
  readonly schedules: number;
  /** Number of different states that they led to. */
  readonly states: number;
}

export interface Breach {
  readonly schedule: readonly Choice[];
  /** The schedule, a sentence for each step. */
  readonly words: readonly string[];
  readonly broken: Broken;
  readonly events: readonly TraceEvent[];
}

type Replayed = Omit<Breach, 'broken'> & { readonly broken: Broken | undefined };

export type End =
  /** No schedule is left within the scope, at any length. */
  | 'scope'
  /** All schedules of the greatest length have been played. */
  | 'depth'
  | 'time'
  | 'memory'
  | 'breach';

interface Explored {
  readonly end: End;
  readonly breach?: Breach;
}

/** More would not fit into the memory of a child. */
const STATES_MAX = 600_000;

/** A state from which schedules continue, and how it was reached. */
interface Place {
  readonly state: State;
  readonly before: Place | undefined;
  readonly choice: Choice | undefined;
}

interface Extension {
  readonly from: Place;
  readonly choice: Choice;
}

export class Search {
  schedules = 0;
  /** Completed levels, shortest first. */
  readonly levels: Level[] = [];
  readonly #seen = new Set<string>();
  readonly #player: Player;
  /** Schedules to be played, by their lengths. */
  readonly #agenda: Extension[][] = [];
  #isCutShort = false;
  #trying: Extension | undefined;
  #replayed: readonly Choice[] | undefined;
  #path: { readonly to: Place; readonly steps: Steps } | undefined;

  constructor(
    private readonly lives: Lives,
    private readonly scope: Scope,
  ) {
    this.#player = new Player(lives, scope, new Interned());
  }

  get states(): number {
    return this.#seen.size;
  }

  /** The schedule that is being played. */
  get trying(): readonly Choice[] {
    if (this.#replayed) return this.#replayed;
    return this.#trying ? [...choicesTo(this.#trying.from), this.#trying.choice] : [];
  }

  /** @param isOver called before every schedule */
  run(isOver: () => boolean): Explored {
    const { state, scenes } = this.#player.begin();
    this.#seen.add(keyOf(state));
    const start: Place = { state, before: undefined, choice: undefined };
    const { broken, events } = judge(this.lives, this.scope, [scenes]);
    if (broken) return { end: 'breach', breach: { schedule: [], words: [], broken, events } };
    this.#plan(start, 0);
    for (let length = 1; length <= this.scope.depth; length++) {
      // The list grows while this loop runs.
      for (const extension of this.#agenda[length] ?? []) {
        if (isOver()) return { end: 'time' };
        if (this.states > STATES_MAX) return { end: 'memory' };
        const breach = this.#extend(extension, length);
        if (breach) return { end: 'breach', breach };
      }
      this.#agenda[length] = [];
      this.levels.push({ length, schedules: this.schedules, states: this.states });
    }
    return { end: this.#isCutShort ? 'depth' : 'scope' };
  }

  /** Plays one schedule. Describes it even if no rule breaks. */
  replay(schedule: readonly Choice[]): Replayed | 'no such schedule' {
    this.#replayed = schedule;
    const begun = this.#player.begin();
    let { state } = begun;
    const steps = [begun.scenes];
    const words: string[] = [];
    for (const choice of schedule) {
      const played = this.#player.play(state, choice);
      if (!played) return 'no such schedule';
      words.push(inWords(choice, state, played.scenes));
      ({ state } = played);
      steps.push(played.scenes);
    }
    return { schedule, words, ...judge(this.lives, this.scope, steps) };
  }

  #extend(extension: Extension, length: number): Breach | undefined {
    const { from, choice } = extension;
    this.#trying = extension;
    const played = this.#player.play(from.state, choice);
    if (!played || played.isIdle) return undefined;
    this.schedules++;
    this.#planCuts(extension, played, length);
    const { state, scenes } = played;
    const key = keyOf(state);
    if (this.#seen.has(key)) return undefined;
    this.#seen.add(key);
    const { broken, events } = judge(this.lives, this.scope, [...this.#stepsTo(from), scenes]);
    if (broken) {
      const schedule = this.trying;
      const again = this.replay(schedule);
      const words = again === 'no such schedule' ? [] : again.words;
      return { schedule, words, broken, events };
    }
    if (!isBeyond(state, this.scope)) this.#plan({ state, before: from, choice }, length);
    return undefined;
  }

  /** Adds all choices that may come next. */
  #plan(from: Place, length: number): void {
    for (const choice of choicesIn(from.state, this.scope))
      this.#add({ from, choice }, length + weightOf(choice, from.state));
  }

  /** Adds the same choice with a crash within it, where that leads to another state. */
  #planCuts({ from, choice }: Extension, { cuts }: Played, length: number): void {
    const mayCrash = from.state.used.crashes < this.scope.crashes;
    if (!mayCrash || choice.kind === 'both' || choice.cut !== undefined) return;
    for (const cut of cuts) this.#add({ from, choice: { ...choice, cut } }, length + CUT);
  }

  #add(extension: Extension, length: number): void {
    if (length > this.scope.depth) this.#isCutShort = true;
    else (this.#agenda[length] ??= []).push(extension);
  }

  /** All scenes on the way to the place. Everything on it has been played before, so no code runs. */
  #stepsTo(place: Place): Steps {
    if (this.#path?.to === place) return this.#path.steps;
    const begun = this.#player.begin();
    let { state } = begun;
    const steps = [begun.scenes];
    for (const choice of choicesTo(place)) {
      const played = this.#player.play(state, choice);
      if (!played) throw new Error('a schedule cannot be played again');
      ({ state } = played);
      steps.push(played.scenes);
    }
    this.#path = { to: place, steps };
    return steps;
  }
}

function choicesTo(place: Place): readonly Choice[] {
  const choices: Choice[] = [];
  for (let at: Place | undefined = place; at?.choice; at = at.before) choices.push(at.choice);
  return choices.reverse();
}
