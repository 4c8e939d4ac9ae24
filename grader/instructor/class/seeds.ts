/**
 * Hidden seeds, drawn from an instructor's secret. Pure. The grader gets an assignment's key and never the
 * secret: a key reveals neither the secret nor the key of another assignment.
 */
import { createHash, createHmac } from 'node:crypto';

/** Too many bits to try them all. */
const SEED_BYTES = 16;

/** Each use of the hash has a name of its own, so that no value of one use is ever one of another. */
const KEY_USE = 'raft-lab/assignment-key/2';
const COMMITMENT_USE = 'raft-lab/commitment/1';
const SEEDS_USE = 'raft-lab/hidden-seeds/2';

interface Draw {
  /** Whose code is graded; left out, all of a class run on the same seeds. */
  readonly submission?: string;
  readonly test: string;
  readonly count: number;
}

/** May travel to whatever grades this one assignment. Still not for students: it gives its seeds. */
export function assignmentKey(secret: Buffer, assignment: string): Buffer {
  return createHmac('sha256', secret).update(message(KEY_USE, assignment)).digest();
}

/** May be published: with the key, the instructor can prove later that the seeds came from it. */
export function commitmentOf(key: Buffer): string {
  return createHash('sha256').update(message(COMMITMENT_USE)).update(key).digest('hex');
}

/** With a larger count, the same ones first. */
export function hiddenSeeds(key: Buffer, { submission, test, count }: Draw): readonly string[] {
  const parts = submission === undefined ? ['class', test] : ['submission', test, submission];
  return Array.from({ length: count }, (_, number) =>
    createHmac('sha256', key)
      .update(message(SEEDS_USE, ...parts, String(number)))
      .digest('hex')
      .slice(0, 2 * SEED_BYTES),
  );
}

/** As JSON no two lists of parts read alike. The line end keeps it apart from what may follow. */
function message(...parts: readonly string[]): string {
  return `${JSON.stringify(parts)}\n`;
}
