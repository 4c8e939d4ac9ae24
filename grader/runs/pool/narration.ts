/**
 * What a child tells of each step before it takes it, so that the last one is known when it hangs. It
 * goes by stderr, which is written at once: a message would wait for a loop that never ends. Who comes to
 * the end of a run says it again there.
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
  /** The current stack, below a first line of its own. */
  readonly thrown: string;
}

const STDERR = 2;
const PREFIX = 'entering ';
const NAME_CHARS_MAX = 100;

/** What the counted loops of loops.ts throw, and the virtual time in microseconds. */
export const ENDLESS = 'an endless loop at';
const ENDLESS_LINE = new RegExp(`${ENDLESS} (\\d+)`);

export function tellEntering(entering: Entering): void {
  try {
    writeSync(STDERR, `${PREFIX}${JSON.stringify(entering)}\n`);
  } catch {
    // If nothing listens, the run continues without reporting its steps.
  }
}

/** How many of its last steps a run reports at its end. */
export const STEPS_KEPT = 200;

/** What is left of a story: its end. */
export class Narration {
  constructor(private readonly steps: readonly Entering[] = []) {}

  static in(stderr: string): Narration {
    // The last line may be the beginning of one.
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
    // The crash may have been noticed later: effects wait for the disk.
    // Some tests say first which of their parts it was.
    const server = /^(?:\([^)]*\) )?(S\d+)/.exec(message)?.[1];
    const own = this.steps.filter((one) => one.server === server);
    // A boot on the disk, in which a promise is looked for, has a time of its own.
    const last = own.findLast(({ atMicros }) => atMicros === Number(at)) ?? own.at(-1);
    return { last, thrown: ['an endless loop', ...frames].join('\n') };
  }
}

/** Node writes some errors to stderr in a submission's own words, so such a line may be anybody's. */
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
