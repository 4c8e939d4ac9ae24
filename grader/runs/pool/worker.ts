/**
 * The parent's side of one worker: gives its child one run at a time, watches it, and finds out what it
 * was doing when it had to be ended. A run that did not end is repeated once with its loops counted and
 * each step reported, so that the server, the handler and the loop can be named.
 */
import type { ProgramText } from '../../world/realm/program';
import { type Attempt, type Fault, forced, MUTE, settled, type Verdict } from './attempt';
import { type EndedRun, endedResult, type Ending } from './ended-run';
import { type Patience, SHORT } from './limits';
import { controlOf } from './control';
import { countedLoops } from './count-loops';
import { CHECKS_OF_ANY_RUN } from './loops';
import type { FromChild, Job } from './messages';
import type { KnownLoops } from './known-loops';
import { type Entering, Narration } from './narration';
import { GraderFault, Runner } from './runner';
import { watchdog } from './watchdog';

interface Look {
  readonly patience: Patience;
  /** Every step from this event on is reported. */
  readonly narrateFrom?: number;
}

interface WorkerOptions {
  /** The bundled program of the child. */
  readonly mainFile: string;
  readonly text: ProgramText;
  readonly isolated: boolean;
  /** Called with what a run reports while it continues. */
  readonly heard?: (extra: string) => void;
  /** The job that the repetition plays instead, given the last step of the first attempt. */
  readonly closer?: (job: Job, last: Entering) => Job;
  /** Endless loops of this code that any worker has found. */
  readonly knownLoops?: KnownLoops;
}

/**
 * The repetition reports this many steps more, so that its report is not empty if it gets stuck a
 * little earlier.
 */
const NARRATE_EARLIER = 1_000;
/** Signals with which V8 ends when code has brought it into an unrecoverable state. */
const CRASHES = ['SIGABRT', 'SIGBUS', 'SIGILL', 'SIGSEGV', 'SIGTRAP'] as const;
/** Node ends itself with this message when a submission's promises give false identities. */
const CORRUPTED = 'async hook stack has become corrupted';
const OUT_OF_MEMORY =
  /heap out of memory|heap limit|allocation failed|invalid \w+ (?:size|length)/i;

class Stopped extends Error {}

export class Worker {
  #runner: Runner | undefined;
  #loaded = '';
  #isStopped = false;
  #spentSeconds = 0;
  readonly #stopping = new AbortController();

  constructor(private readonly options: WorkerOptions) {}

  /** @throws GraderFault if no child can be started */
  async run(whole: Job, patience: Patience): Promise<Verdict> {
    try {
      const known = await this.#inKnownLoop(whole, patience);
      if (known) return known;
      const first = await this.#attempt(whole, { patience });
      const { outcome } = first;
      if (outcome.kind === 'result') return settled(outcome);
      const { last } = first.narration;
      const job = (last && this.options.closer?.(whole, last)) ?? whole;
      if (outcome.kind === 'fault') return await this.#afterFault(job, outcome, patience);
      if (outcome.how === 'slow') return forced(job, outcome.how, first);
      const from = job === whole ? Math.max(0, first.entered - NARRATE_EARLIER) : 0;
      return outcome.how === 'died'
        ? await this.#afterDeath(job, from, patience)
        : await this.#afterSilence(job, from, { how: outcome.how, last });
    } catch (thrown) {
      if (this.#isStopped) return { kind: 'stopped' };
      throw thrown;
    }
  }

  /** Processor time of its runs since the last call, if the system reports it. */
  spentSeconds(): number {
    const spent = this.#spentSeconds;
    this.#spentSeconds = 0;
    return spent;
  }

  stop(): void {
    this.#isStopped = true;
    this.#stopping.abort();
    this.#drop();
  }

  /** The verdict if the run ends in a known loop, which it then reports at once. */
  async #inKnownLoop(job: Job, patience: Patience): Promise<Verdict | undefined> {
    const { knownLoops } = this.options;
    if (!knownLoops?.isWorthALook) return undefined;
    const counted = await this.#counted(job, { patience, narrateFrom: 0 }, CHECKS_OF_ANY_RUN);
    if (counted?.outcome.kind === 'result') {
      const { outcome, narration } = counted;
      const loop = narration.endlessLoop(outcome.result.failure);
      const how = loop && knownLoops.howAt(loop);
      if (how)
        return { ...settled(outcome), result: endedResult(job, { how, ...loop }), byForce: true };
    }
    knownLoops.missed();
    return undefined;
  }

  /**
   * The grader reported an error. If it does so again in a fresh process, but not with another Raft,
   * the code is to blame.
   */
  async #afterFault(job: Job, fault: Fault, patience: Patience): Promise<Verdict> {
    this.#drop();
    if (fault === MUTE) return fault;
    const again = await this.#attempt(job, { patience, narrateFrom: 0 });
    const { outcome } = again;
    if (outcome.kind === 'result') return settled(outcome);
    if (outcome.kind === 'ended') return await this.#endedAgain(job, again, outcome, patience);
    return outcome === MUTE ? outcome : await this.#blame(job, patience, 'broke', again);
  }

  /** The text of a fault is shown only if it comes from the other Raft, never from a submission. */
  async #blame(job: Job, patience: Patience, how: Ending, seen: Attempt): Promise<Verdict> {
    const { student } = await controlOf(this.options.text);
    const control = await this.#attempt(job, { patience }, student);
    this.#drop();
    const { outcome } = control;
    if (outcome.kind === 'result') return forced(job, how, seen);
    if (outcome.kind === 'fault' && outcome.isUnready) throw new GraderFault(outcome.text);
    if (outcome.kind === 'fault') return outcome;
    return {
      kind: 'fault',
      text: `another Raft ended its process in the same run, too (${outcome.end.how})`,
    };
  }

  /** The process died by itself. If it does so again, the code may be to blame. */
  async #afterDeath(job: Job, narrateFrom: number, patience: Patience): Promise<Verdict> {
    const again = await this.#attempt(job, { patience, narrateFrom });
    const { outcome } = again;
    if (outcome.kind === 'result') return settled(outcome);
    if (outcome === MUTE) return outcome;
    if (outcome.kind === 'fault') return await this.#blame(job, patience, 'broke', again);
    return await this.#endedAgain(job, again, outcome, patience);
  }

  /** Decides what ended a second process: another program may have killed it. */
  async #endedAgain(
    job: Job,
    again: Attempt,
    outcome: Attempt['outcome'] & { readonly kind: 'ended' },
    patience: Patience,
  ): Promise<Verdict> {
    const { how, signal } = outcome.end;
    const isCode = again.isCorrupted || CRASHES.some((crash) => crash === signal);
    if (outcome.how !== 'died' || isCode) return forced(job, outcome.how, again);
    if (signal === null) return await this.#blame(job, patience, 'died', again);
    const why = 'does this machine have enough memory?';
    return { kind: 'fault', text: `the process that ran it was ended twice (${how}): ${why}` };
  }

  async #afterSilence(
    job: Job,
    narrateFrom: number,
    { how, last }: Pick<EndedRun, 'how' | 'last'>,
  ): Promise<Verdict> {
    const look = { patience: SHORT, narrateFrom };
    const counted = await this.#counted(job, look);
    if (counted?.outcome.kind === 'ended') return forced(job, how, counted);
    if (counted?.outcome.kind === 'result') {
      const loop = counted.narration.endlessLoop(counted.outcome.result.failure);
      if (loop) {
        this.options.knownLoops?.add(loop, how);
        const result = endedResult(job, { how, ...loop, last: last ?? loop.last });
        return { ...settled(counted.outcome), result, byForce: true };
      }
    }
    // The code catches the counter's error and continues, so only the server can be named.
    const plain = await this.#attempt(job, look);
    if (plain.outcome.kind === 'ended') return forced(job, how, plain);
    return plain.outcome.kind === 'result'
      ? settled(plain.outcome)
      : await this.#afterFault(job, plain.outcome, look.patience);
  }

  /** @returns undefined where loops cannot be counted, because the code is too unusual */
  async #counted(job: Job, look: Look, checks?: number): Promise<Attempt | undefined> {
    const counted = await countedLoops(this.options.text, this.#stopping.signal, checks);
    if (this.#isStopped) throw new Stopped();
    return counted === undefined ? undefined : await this.#attempt(job, look, counted);
  }

  async #attempt(job: Job, look: Look, student = this.options.text.student): Promise<Attempt> {
    let entered = 0;
    let fault: Fault | undefined;
    const runner = await this.#ready(student);
    if (!(runner instanceof Runner)) {
      const outcome = { kind: 'fault', text: runner.message, isUnready: true } as const;
      return { outcome, narration: new Narration(), isCorrupted: false, entered };
    }
    const outcome = await new Promise<Attempt['outcome']>((resolve) => {
      let how: Ending | 'mute' = 'died';
      const watch = watchdog(runner.meter, look.patience, (why) => {
        how = why;
        runner.kill();
      });
      const done = (what: Attempt['outcome']) => {
        watch.stop();
        this.#spentSeconds += runner.spentSeconds();
        resolve(what);
      };
      runner.hear = (message: FromChild) => {
        watch.alive();
        if (message.kind === 'alive') {
          ({ entered } = message);
          if (message.extra !== undefined) this.options.heard?.(message.extra);
        } else if (message.kind === 'fault') {
          // Its reported steps are complete only after it has ended.
          fault = message;
          runner.kill();
        } else if (isFor(message, job)) done(message);
      };
      runner.gone = (end) => {
        if (fault) {
          done(fault);
          return;
        }
        if (how === 'died' && OUT_OF_MEMORY.test(runner.stderr)) how = 'memory';
        done(how === 'mute' ? MUTE : { kind: 'ended', how, end });
      };
      const { narrateFrom } = look;
      runner.send({ kind: 'run', ...job, ...(narrateFrom !== undefined && { narrateFrom }) });
    });
    if (this.#isStopped) throw new Stopped();
    if (outcome.kind === 'fault') this.#drop();
    const { stderr } = runner;
    const isCorrupted = stderr.includes(CORRUPTED);
    const isOver = outcome.kind === 'result';
    const narration = isOver ? new Narration(outcome.steps) : Narration.in(stderr);
    return { outcome, narration, isCorrupted, entered };
  }

  /** @returns a running child that has loaded this code, or why there is none */
  async #ready(student: string): Promise<Runner | GraderFault> {
    const { mainFile, text, isolated } = this.options;
    if (this.#isStopped) throw new Stopped();
    if (this.#runner?.isUp && this.#loaded === student) return this.#runner;
    this.#drop();
    const runner = new Runner(mainFile);
    this.#runner = runner;
    this.#loaded = student;
    try {
      await runner.load({ ...text, student }, isolated);
      return runner;
    } catch (thrown) {
      this.#spentSeconds += runner.spentSeconds();
      this.#drop();
      if (this.#stopping.signal.aborted) throw new Stopped();
      if (thrown instanceof GraderFault) return thrown;
      throw thrown;
    }
  }

  #drop(): void {
    this.#runner?.kill();
    this.#runner = undefined;
  }
}

/** Results of runs other than the requested one do not count. */
function isFor(message: FromChild, job: Job): message is FromChild & { kind: 'result' } {
  if (message.kind !== 'result') return false;
  return message.result.test === job.test && message.result.seed === job.seed;
}
