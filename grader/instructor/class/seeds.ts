/**
 * Hidden seeds, drawn from an instructor's secret. Pure. Who grades gets an assignment's key and never
 * the secret: from a key nobody can tell the secret, nor the key of another assignment.
 */
import { createHash, createHmac } from 'node:crypto';

/** Those below are seeds that students may try for themselves. */
const HIDDEN_SEED_MIN = 1_000_000;

/** Each use of the hash has a name of its own, so that no value of one use is ever one of another. */
const KEY_USE = 'raft-lab/assignment-key/1';
const COMMITMENT_USE = 'raft-lab/commitment/1';
const SEEDS_USE = 'raft-lab/hidden-seeds/1';

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

/** May be shown to anybody: whoever has the key can prove later that the seeds came from it. */
export function commitmentOf(key: Buffer): string {
  return createHash('sha256').update(message(COMMITMENT_USE)).update(key).digest('hex');
}

/** Distinct; and with a larger count, the same ones first. */
export function hiddenSeeds(key: Buffer, { submission, test, count }: Draw): readonly number[] {
  const parts = submission === undefined ? ['class', test] : ['submission', test, submission];
  const seeds = new Set<number>();
  for (let block = 0; seeds.size < count; block++) {
    const words = createHmac('sha256', key)
      .update(message(SEEDS_USE, ...parts, String(block)))
      .digest();
    for (let at = 0; at < words.length && seeds.size < count; at += 4) {
      // 31 bits; what is too small is passed over, so that no seed is likelier than another.
      const seed = words.readUInt32BE(at) >>> 1;
      if (seed >= HIDDEN_SEED_MIN) seeds.add(seed);
    }
  }
  return [...seeds];
}

/** As JSON no two lists of parts read alike. The line end keeps it apart from what may follow. */
function message(...parts: readonly string[]): string {
  return `${JSON.stringify(parts)}\n`;
}
