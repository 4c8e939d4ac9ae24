/**
 * Derives hidden seeds from an instructor's secret. Pure. The grader gets an assignment's key and never the
 * secret. A key reveals neither the secret nor another assignment's key.
 */
import { createHash, createHmac } from 'node:crypto';

/** Too many bits to try all values. */
const SEED_BYTES = 16;

/** Each use of the hash has its own name, so that values of different uses never coincide. */
const KEY_USE = 'raft-lab/assignment-key/2';
const COMMITMENT_USE = 'raft-lab/commitment/1';
const SEEDS_USE = 'raft-lab/hidden-seeds/2';

interface Draw {
  /** The submission that is graded; if left out, the whole class runs on the same seeds. */
  readonly submission?: string;
  readonly test: string;
  readonly count: number;
}

/**
 * May be given to a system that grades this assignment, but not to students, because it reveals the seeds.
 */
export function assignmentKey(secret: Buffer, assignment: string): Buffer {
  return createHmac('sha256', secret).update(message(KEY_USE, assignment)).digest();
}

/** May be published: with the key, the instructor can later prove that the seeds came from it. */
export function commitmentOf(key: Buffer): string {
  return createHash('sha256').update(message(COMMITMENT_USE)).update(key).digest('hex');
}

/** A larger count gives the same seeds first. */
export function hiddenSeeds(key: Buffer, { submission, test, count }: Draw): readonly string[] {
  const parts = submission === undefined ? ['class', test] : ['submission', test, submission];
  return Array.from({ length: count }, (_, number) =>
    createHmac('sha256', key)
      .update(message(SEEDS_USE, ...parts, String(number)))
      .digest('hex')
      .slice(0, 2 * SEED_BYTES),
  );
}

/** In JSON, different lists never give the same text. The line end separates it from what follows. */
function message(...parts: readonly string[]): string {
  return `${JSON.stringify(parts)}\n`;
}
