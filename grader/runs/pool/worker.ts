/**
 * The parent's side of one worker: hands its child a run at a time, watches over it, and finds out what
 * it was doing when it had to be ended. A run that did not end is looked at once more with its loops
 * counted and each step told, so that the server, the handler and the loop can be named.
 */
import type { ProgramText } from '../../world/realm/program';
import type { RunResult } from '../../judge/scenarios/run-result';
import { endedResult, type Ending } from './ended-run';
import { MUTE_WALL_SECONDS_MAX, type Patience, SHORT } from './limits';
import { withCountedLoops } from './loops';
import type { FromChild } from './messages';
import { Narration } from './narration';
import { type End, Runner } from './runner';
import { watchdog } from './watchdog';

export interface Job {
  readonly test: string;
  readonly seed: number;
  /** What other programs than that of grade must know beside it. */
  readonly more?: string;
}

export type Verdict =
  | {
      readonly kind: 'result';
      readonly result: RunResult;
      readonly byForce: boolean;
      readonly extra?: string;
    }
  /** The grader has failed in this run. */
  | { readonly kind: 'fault'; readonly text: string }
  /** Nobody waits for it any more. */
  | { readonly kind: 'stopped' };

interface Attempt {
  readonly outcome:
    | { readonly kind: 'result'; readonly result: RunResult; readonly extra?: string }
    | { readonly kind: 'fault'; readonly text: string }
    | { readonly kind: 'ended'; readonly how: Ending; readonly end: End };
  /** Events entered, as far as the child has told. */
  readonly entered: number;
  readonly narration: Narration;
  readonly isCorrupted: boolean;
}

interface Look {
  readonly patience: Patience;
  /** Every step from this event on is told. */
  readonly narrateFrom?: number;
}

export interface WorkerOptions {
  /** The bundled child.ts. */
  readonly mainFile: string;
  readonly text: ProgramText;
  readonly isolated: boolean;
}

/** A slow step or two before the last must not leave a second look without a story. */
const NARRATE_EARLIER = 1_000;
/** How V8 ends when code has brought it into a state that it cannot get out of. */
const CRASHES = ['SIGABRT', 'SIGBUS', 'SIGILL', 'SIGSEGV', 'SIGTRAP'] as const;
/** Node ends itself when a submission's promises lie to it about who they are. */
const CORRUPTED = 'async hook stack has become corrupted';
const OUT_OF_MEMORY =
  /heap out of memory|heap limit|allocation failed|invalid \w+ (?:size|length)/i;

const MUTE = {
  kind: 'fault',
  text: `its process neither worked nor answered for ${MUTE_WALL_SECONDS_MAX} s`,
} as const;

class Stopped extends Error {}

export class Worker {
  #runner: Runner | undefined;
  #loaded = '';
  #isStopped = false;
  #spentSeconds = 0;

  constructor(private readonly options: WorkerOptions) {}

  /** @throws GraderFault if no child can be had */
  async run(job: Job, patience: Patience): Promise<Verdict> {
    try {
      const first = await this.#attempt(job, { patience });
      const { outcome } = first;
      if (outcome.kind !== 'ended') return settled(outcome);
      if (outcome.how === 'slow') return forced(job, outcome.how, first);
      const from = Math.max(0, first.entered - NARRATE_EARLIER);
      return outcome.how === 'died'
        ? await this.#afterDeath(job, from, patience)
        : await this.#afterSilence(job, from, outcome.how);
    } catch (thrown) {
      if (this.#isStopped) return { kind: 'stopped' };
      throw thrown;
    }
  }

  /** Processor time of its runs since this was last asked, where the system tells it. */
  spentSeconds(): number {
    const spent = this.#spentSeconds;
    this.#spentSeconds = 0;
    return spent;
  }

  stop(): void {
    this.#isStopped = true;
    this.#drop();
  }

  /** Its process died by itself. If it does so again, the code may be to blame. */
  async #afterDeath(job: Job, narrateFrom: number, patience: Patience): Promise<Verdict> {
    const again = await this.#attempt(job, { patience, narrateFrom });
    const { outcome } = again;
    if (outcome.kind !== 'ended') return settled(outcome);
    const { how, signal } = outcome.end;
    const isCode = again.isCorrupted || CRASHES.some((crash) => crash === signal);
    if (outcome.how !== 'died' || isCode) return forced(job, outcome.how, again);
    const why = signal === null ? again.narration.rest : 'has this machine enough memory?';
    return { kind: 'fault', text: `the process that ran it was ended twice (${how}): ${why}` };
  }

  async #afterSilence(job: Job, narrateFrom: number, how: Ending): Promise<Verdict> {
    const look = { patience: SHORT, narrateFrom };
    const { student } = this.options.text;
    const counted = await this.#counted(job, look, student);
    this.#drop();
    if (counted?.outcome.kind === 'ended') return forced(job, how, counted);
    if (counted?.outcome.kind === 'result') {
      const { failure } = counted.outcome.result;
      const loop = counted.narration.endlessLoop(failure);
      if (loop)
        return { kind: 'result', result: endedResult(job, { how, ...loop }), byForce: true };
    }
    // The code lives on when it is thrown out of its loop. Then only the server can be named.
    const plain = await this.#attempt(job, look);
    return plain.outcome.kind === 'ended' ? forced(job, how, plain) : settled(plain.outcome);
  }

  /** @returns undefined where loops cannot be counted: the code is as odd as it can be */
  async #counted(job: Job, look: Look, student: string): Promise<Attempt | undefined> {
    try {
      return await this.#attempt(job, look, withCountedLoops(student));
    } catch (thrown) {
      if (this.#isStopped) throw thrown;
      return undefined;
    }
  }

  async #attempt(job: Job, look: Look, student = this.options.text.student): Promise<Attempt> {
    const runner = await this.#ready(student);
    const heard = { entered: 0 };
    const outcome = await new Promise<Attempt['outcome']>((resolve) => {
      let how: Ending | 'mute' = 'died';
      const watch = watchdog(runner.pid, look.patience, (why) => {
        how = why;
        runner.kill();
      });
      const done = (what: Attempt['outcome']) => {
        this.#spentSeconds += watch.stop();
        resolve(what);
      };
      runner.hear = (message: FromChild) => {
        watch.alive();
        if (message.kind === 'alive') heard.entered = message.entered;
        else if (message.kind === 'fault' || isFor(message, job)) done(message);
      };
      runner.gone = (end) => {
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
    return { outcome, narration: new Narration(stderr), isCorrupted, ...heard };
  }

  /** A living child that has loaded this code. */
  async #ready(student: string): Promise<Runner> {
    const { mainFile, text, isolated } = this.options;
    if (this.#isStopped) throw new Stopped();
    if (this.#runner?.isUp && this.#loaded === student) return this.#runner;
    this.#drop();
    const runner = new Runner(mainFile);
    this.#runner = runner;
    this.#loaded = student;
    await runner.load({ ...text, student }, isolated);
    return runner;
  }

  #drop(): void {
    this.#runner?.kill();
    this.#runner = undefined;
  }
}

/** Answers for other runs than the one that was asked for do not count. */
function isFor(message: FromChild, job: Job): message is FromChild & { kind: 'result' } {
  if (message.kind !== 'result') return false;
  return message.result.test === job.test && message.result.seed === job.seed;
}

function settled(outcome: Exclude<Attempt['outcome'], { kind: 'ended' }>): Verdict {
  return outcome.kind === 'result' ? { ...outcome, byForce: false } : outcome;
}

function forced(job: Job, how: Ending, { outcome, narration }: Attempt): Verdict {
  const by = outcome.kind === 'ended' && { by: outcome.end.how };
  const result = endedResult(job, { how, last: narration.last, ...by });
  return { kind: 'result', result, byForce: true };
}
