/**
 * A session: one student's code, the current branch and the kept ones, and the current position.
 * The engine handles requests one after the other. The session outlives its page: a page that is
 * opened again shows the same state.
 */
import { plain } from '../../report/plain';
import { MS } from '../../world/sim/time';
import { actOf, isDeed, namesServers, SLICE } from './act-of';
import { verdictOf } from '../../runs/replay/recorder';
import { breachOf, reloadWords, standsStill } from './breach-words';
import type { EngineAnswer } from './engine';
import { ALL, History, type Place } from './history';
import { Pacer } from './pacer';
import type { Line } from './line';
import type { PlayAct, PlayAnswer } from './play-job';
import type { Breach, PlayCommand, PlayState } from './play-state';
import type { Saved } from './saved';
import type { SessionOptions } from './session-options';
import { freshLine, lineOf } from './start-line';
import { stateOf } from './state-of';
import { type Listener, Announcer } from './announcer';

export class Session {
  #history: History;
  #shown: PlayAnswer | undefined;
  #breach: Breach | undefined;
  /** How many events the listener already has. */
  #have = 0;
  readonly #pacer = new Pacer();
  /** The code does not return before it reaches the current position. */
  #isUnshowable = false;
  #isClosed = false;
  #savedNames: readonly string[] = [];
  #queue: Promise<unknown> = Promise.resolve();
  readonly #announcer = new Announcer(() => this.state);

  constructor(private readonly options: SessionOptions) {
    const { line, saved } = options;
    this.#history = new History(line, { at: line.until, length: ALL });
    this.#savedNames = saved.names();
  }

  /** Plays the initial run. */
  async begin(): Promise<void> {
    await this.#inTurn(() => this.#ask({ do: 'show' }));
  }

  get state(): PlayState {
    const { isPlaying, speed } = this.#pacer;
    return stateOf(this.#history, this.#shown, {
      shown: this.options.shown,
      isPlaying,
      speed,
      saved: this.#savedNames,
      ...(this.#breach && { breach: this.#breach }),
      ...(this.#announcer.says && { says: this.#announcer.says }),
    });
  }

  /** Sends the whole state, then all news. @returns a function that removes the listener */
  async listen(listener: Listener): Promise<() => void> {
    await this.#inTurn(async () => {
      const have = this.#have;
      this.#have = 0;
      // Code that did not return when it was last replayed would not return now either.
      const answer = this.#isUnshowable ? undefined : await this.#engineAnswer({ do: 'show' });
      this.#have = have;
      const recording = answer?.kind === 'answer' ? answer.answer.recording : undefined;
      listener({ state: this.state, from: 0, ...(recording && { recording }) });
      this.#announcer.add(listener);
    });
    return () => {
      this.#announcer.remove(listener);
      if (!this.#announcer.isHeard) this.#pacer.standStill();
    };
  }

  async obey(command: PlayCommand): Promise<void> {
    if (command.do === 'stand still') {
      this.#pacer.standStill();
      return;
    }
    if (command.do === 'speed' || command.do === 'play') this.#pacer.speed = command.speed;
    if (command.do === 'play') {
      this.#startPlaying();
      return;
    }
    const goesOn = isDeed(command) || command.do === 'speed' || command.do === 'save';
    if (!goesOn) this.#pacer.standStill();
    await this.#inTurn(() => this.#do(command));
  }

  close(): void {
    this.#isClosed = true;
    this.#pacer.standStill();
    this.options.engine.close();
  }

  #do(command: PlayCommand): Promise<void> {
    if (command.do !== 'speed') this.#announcer.says = undefined;
    if (isDeed(command)) return this.#deed(command);
    const history = this.#history;
    switch (command.do) {
      case 'run':
        return this.#run(command.ms);
      case 'step':
      case 'step back':
        return this.#step(command.do);
      case 'go': {
        const { at, length = ALL } = command;
        return this.#goTo({ ...history.present, position: { at, length } });
      }
      case 'end':
        return this.#goTo(history.end());
      case 'branch':
        return this.#goTo(history.end(command.id));
      case 'undo':
      case 'redo':
        return this.#undoOrRedo(command.do);
      case 'new':
        return this.#startWith(freshLine({ ...command, stage: history.present.line.stage }));
      case 'reload':
        return this.#reload();
      case 'save':
        return this.#save(command.name);
      case 'load':
        return this.#load(this.options.saved.read(command.name));
      case 'open':
        return this.#load(this.options.saved.parse(command.text));
      default:
        this.#announcer.tell();
        return Promise.resolve();
    }
  }

  async #run(ms: number): Promise<void> {
    for (let left = ms * MS; left > 0 && this.#canGoOn; left -= SLICE)
      await this.#ask({ do: 'run', by: Math.min(left, SLICE) });
    this.#announcer.tell();
  }

  async #step(way: 'step' | 'step back'): Promise<void> {
    if (way === 'step' && !this.#canGoOn) this.#announcer.say(standsStill(this.#breach), true);
    else if (this.#breach?.isStuck) await this.#goTo(this.#history.present);
    else await this.#ask({ do: way });
  }

  async #deed(command: Parameters<typeof actOf>[0]): Promise<void> {
    const { servers } = this.#history.present.line;
    if (!namesServers(command, servers)) {
      this.#announcer.say(`There are servers S0 to S${servers - 1}.`, true);
      return;
    }
    if (!this.#canGoOn) {
      this.#announcer.say(standsStill(this.#breach), true);
      return;
    }
    this.#history.remember();
    const before = this.#history.present;
    await this.#ask(actOf(command));
    if (this.#history.present.line === before.line) this.#history.forgetLast();
    this.#announcer.tell();
  }

  async #undoOrRedo(way: 'undo' | 'redo'): Promise<void> {
    const place = way === 'undo' ? this.#history.undone() : this.#history.redone();
    if (!place) {
      this.#announcer.say(`Nothing to ${way}.`, true);
      return;
    }
    // The place may be on another branch, so the page's events may be outdated.
    this.#have = 0;
    await this.#goTo(place);
  }

  async #goTo(place: Place | undefined): Promise<void> {
    if (!place) {
      this.#announcer.say('There is no such branch any more.', true);
      return;
    }
    const isSame = place.line === this.#history.present.line;
    this.#history.moved(place);
    this.#breach = undefined;
    // Up to that position, the same line has the same events.
    const { length } = place.position;
    this.#have = isSame && length < ALL ? Math.min(this.#have, length) : 0;
    this.options.engine.forget();
    await this.#ask({ do: 'show' });
  }

  async #startWith(line: Line): Promise<void> {
    this.#history = new History(line, { at: line.until, length: ALL });
    await this.#goTo(this.#history.present);
  }

  async #reload(): Promise<void> {
    const problems = await this.options.engine.reload();
    if (problems.length > 0) {
      this.#announcer.say(`${this.options.unusable(problems)}\nThe old code keeps running.`, true);
      return;
    }
    const { line, position } = this.#history.present;
    const before = this.#breach?.rule;
    const at = Math.max(position.at, Math.min(line.until, this.#breach?.at ?? 0));
    await this.#goTo({ ...this.#history.present, position: { at, length: ALL } });
    this.#announcer.say(reloadWords(before, this.#breach));
  }

  async #save(name: string): Promise<void> {
    const answer = await this.#engineAnswer({ do: 'export' });
    const schedule = answer?.kind === 'answer' ? answer.answer.schedule : undefined;
    if (!schedule) {
      this.#announcer.say('The code never returned. Go back a little before you save.', true);
      return;
    }
    const { saved } = this.options;
    const outcome = saved.write(name, schedule);
    this.#savedNames = saved.names();
    if ('problem' in outcome) this.#announcer.say(outcome.problem, true);
    else this.#announcer.say(`Saved. Replay it with\n${saved.replayLine(outcome.file)}`);
  }

  async #load(read: ReturnType<Saved['read']>): Promise<void> {
    if ('problem' in read) {
      this.#announcer.say(read.problem, true);
      return;
    }
    await this.#startWith(lineOf(read.schedule));
    this.#announcer.say(`"${plain(read.schedule.title, 100)}", up to its end.`);
  }

  /** Asks the engine, and sends the result to the pages. */
  async #ask(act: PlayAct): Promise<void> {
    const answer = await this.#engineAnswer(act);
    if (!answer || answer.kind === 'closed') return;
    if (answer.kind === 'ended') {
      const { failure, place } = answer;
      this.#breach = breachOf(verdictOf(failure, []), place, this.options.shown, true);
      this.#pacer.standStill();
      this.#isUnshowable = act.do === 'show';
      this.#announcer.tell();
      return;
    }
    this.#isUnshowable = false;
    this.#take(answer);
  }

  async #engineAnswer(act: PlayAct): Promise<EngineAnswer | undefined> {
    if (this.#isClosed) return undefined;
    const { line, position } = this.#history.present;
    return await this.options.engine.ask({ line, position, have: this.#have, act });
  }

  #take({ answer, place }: EngineAnswer & { readonly kind: 'answer' }): void {
    const { line, position, breach, recording, from, says } = answer;
    const present = this.#history.present;
    this.#shown = answer;
    this.#breach = breach && breachOf(breach, place, this.options.shown, false);
    if (line) this.#history.changed(line, position, breach?.rule);
    else if (position.at > present.line.until)
      this.#history.changed({ ...present.line, until: position.at }, position, breach?.rule);
    else this.#history.moved({ ...present, position });
    this.#history.judged(breach?.rule);
    if (breach !== undefined || answer.isFull) this.#pacer.standStill();
    if (says !== undefined) this.#announcer.note(says);
    this.#have = from + recording.events.length;
    this.#announcer.tell({ from, recording });
  }

  #startPlaying(): void {
    if (!this.#canGoOn) {
      this.#announcer.say(standsStill(this.#breach), true);
      return;
    }
    this.#pacer
      .play(async (by) => {
        if (!this.#canGoOn) return false;
        await this.#inTurn(() => this.#ask({ do: 'run', by }));
        return this.#canGoOn;
      })
      .then(() => this.#announcer.tell())
      .catch((thrown: unknown) => this.onFault(thrown));
  }

  /** Called when the grader itself has failed. */
  onFault: (thrown: unknown) => void = (thrown) => {
    throw thrown;
  };

  get #canGoOn(): boolean {
    return this.#breach === undefined && this.#shown?.isFull !== true;
  }

  /** Runs tasks one after the other. */
  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(task);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}
