/**
 * A child reports each step before it takes it, so that the last one is known when the child hangs. It
 * uses stderr, which is written at once: a message would wait for a loop that never ends. A run that
 * ends also sends its last steps with the result.
 */
import { writeSync } from 'node:fs';
import type { Failure } from '../../judge/scenarios/run-result';

/** What is about to run. */
export interface Entering {
  readonly server: string;
  readonly what: string;
  readonly atMicros: number;
}

/** A loop without end, caught by counting. */
export interface EndlessLoop {
  readonly last: Entering | undefined;
  /** The stack of the loop, below a new first line. */
  readonly thrown: string;
}

const STDERR = 2;
const PREFIX = 'entering ';
const NAME_CHARS_MAX = 100;

/** The message that the counters of loops.ts throw, before the virtual time in microseconds. */
export const ENDLESS = 'an endless loop at';
const ENDLESS_LINE = new RegExp(`${ENDLESS} (\\d+)`);

export function tellEntering(entering: Entering): void {
  try {
    writeSync(STDERR, `${PREFIX}${JSON.stringify(entering)}\n`);
  } catch {
    // If nothing listens, the run continues without reporting its steps.
  }
}

/** How many of its last steps a run sends with its result. */
export const STEPS_KEPT = 200;

/** The last reported steps of a run. */
export class Narration {
  constructor(private readonly steps: readonly Entering[] = []) {}

  static in(stderr: string): Narration {
    // The last line may be incomplete.
    return new Narration(stderr.split('\n').slice(0, -1).flatMap(step));
  }

  get last(): Entering | undefined {
    return this.steps.at(-1);
  }

  /** @returns undefined if the run failed for another reason */
  endlessLoop(failure: Failure | undefined): EndlessLoop | undefined {
    const { thrown = '', message = '' } = failure ?? {};
    const [headline = '', ...frames] = thrown.split('\n');
    const at = ENDLESS_LINE.exec(headline)?.[1];
    if (at === undefined) return undefined;
    // The crash may be noticed later, because effects wait for the disk. Some messages begin with the
    // part of the test in parentheses.
    const server = /^(?:\([^)]*\) )?(S\d+)/.exec(message)?.[1];
    const own = this.steps.filter((one) => one.server === server);
    // A boot on the disk, which tests a promise, has a clock of its own.
    const last = own.findLast(({ atMicros }) => atMicros === Number(at)) ?? own.at(-1);
    return { last, thrown: ['an endless loop', ...frames].join('\n') };
  }
}

/** Node writes some errors to stderr in a submission's own words, so such a line may come from any code. */
export function isEntering(told: Partial<Entering> | null): told is Entering {
  return (
    typeof told?.server === 'string' &&
    typeof told.what === 'string' &&
    Number.isFinite(told.atMicros) &&
    Math.max(told.server.length, told.what.length) <= NAME_CHARS_MAX
  );
}

function step(line: string): Entering[] {
  if (!line.startsWith(PREFIX)) return [];
  try {
    const told = JSON.parse(line.slice(PREFIX.length)) as Partial<Entering> | null;
    return isEntering(told) ? [told] : [];
  } catch {
    return [];
  }
}
