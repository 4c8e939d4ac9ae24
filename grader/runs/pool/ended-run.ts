/** The result of a run that was ended by force, or that ended its process. */
import type { Failure, RunResult } from '../../judge/scenarios/run-result';
import type { Job } from './messages';
import type { Entering } from './narration';
import type { Excess } from './watchdog';

export type Ending =
  | Exclude<Excess, 'mute'>
  /** The process died, and not of its memory. */
  | 'died'
  /** What runs the code came to an error, and with another Raft it does not. */
  | 'broke';

export interface EndedRun {
  readonly how: Ending;
  /** What ended the process. */
  readonly by?: string;
  /** What was running when it ended, if that is known. */
  readonly last: Entering | undefined;
  /** The error of the loop counters, whose stack names the loop. */
  readonly thrown?: string;
}

export function endedResult({ test, seed }: Job, ended: EndedRun): RunResult {
  const atMicros = ended.last?.atMicros ?? 0;
  const failure: Failure = {
    rule: 'K.3',
    message: sentence(ended),
    atMicros,
    timeline: [],
    ...(ended.thrown !== undefined && { thrown: ended.thrown }),
  };
  const nothing = { events: 0, rpcs: 0, bytes: 0, syncs: 0, commands: 0, boots: 0 };
  const totals = { virtualMicros: atMicros, ...nothing };
  return { test, seed, status: 'failed', digest: '', totals, failure };
}

function sentence({ how, by, last, thrown }: EndedRun): string {
  const subject = last ? `${last.server}, ${during(last.what)} at ${seconds(last)},` : 'A server';
  const stopped = 'The run was stopped.';
  switch (how) {
    case 'silent':
      return thrown === undefined
        ? `${subject} never returned: an endless loop, or promises that keep queueing each other. ${stopped}`
        : `${subject} never returned: it loops endlessly at the line below. ${stopped} Virtual time does not pass while your code runs: to wait for something, set a timer or await a reply.`;
    case 'memory':
      return `${subject} used up its memory (half a gigabyte): some data grows endlessly${thrown === undefined ? '' : ', most likely at the line below'}. ${stopped}`;
    case 'slow':
      return `The run took more processor time than a hundred others and was still not finished: far too many messages or timers. ${stopped}`;
    case 'broke':
      return `${subject} caused an error in the code that runs it, twice; another Raft does not in the same run. It throws inside code of the grader or Node.js, as a Proxy around a promise does. ${stopped}`;
    case 'died':
      return `${subject} ended the process that ran it (${by ?? 'unknown'}), twice.`;
  }
}

/** The entered step, as part of a sentence. */
function during(what: string): string {
  switch (what) {
    case 'boot':
      return 'starting up (your modules and constructors)';
    case 'timer':
      return 'in a timer';
    case 'start':
    case 'getState':
    case 'requestVote':
    case 'appendEntries':
      return `in ${what}()`;
    default:
      if (what.startsWith('boot on')) return `in a ${what},`;
      return what.startsWith('the reply') ? `handling ${what}` : `in ${what}`;
  }
}

function seconds({ atMicros }: Entering): string {
  return `${(atMicros / 1_000_000).toFixed(3)} s`;
}
