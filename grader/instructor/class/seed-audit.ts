/** Audits results: whether their seeds came from a given secret. */
import { readFileSync } from 'node:fs';
import { plain } from '../../report/plain';
import { whereStood } from '../../command/place';
import { Refusal } from '../../command/run-command';

const NAME_CHARS_MAX = 200;

/** What the results of a class say about their seeds. */
export interface SeedClaim {
  readonly stage: string;
  readonly assignment: string;
  readonly hidden: Readonly<Record<string, number>>;
  readonly commitment: string | undefined;
  /** Whether each submission has seeds of its own. */
  readonly own: boolean;
}

/** @returns why these are not the seeds of the results; undefined if they are */
export function mismatch(
  claim: SeedClaim,
  assignment: string,
  stage: string | undefined,
  commitment: string,
): string | undefined {
  if (claim.assignment !== assignment)
    return `they are of the assignment "${plain(claim.assignment, NAME_CHARS_MAX)}".`;
  if (stage !== undefined && claim.stage !== stage)
    return `they are of stage ${plain(claim.stage, NAME_CHARS_MAX)}, not ${stage}.`;
  if (claim.commitment === undefined) return 'they were graded without hidden seeds.';
  if (claim.commitment !== commitment)
    return `their commitment is ${plain(claim.commitment, NAME_CHARS_MAX)}. Another secret was used, or a kit of another version.`;
  return undefined;
}

/**
 * @param name of a results.json, as typed
 * @param countMax the most seeds per test that are accepted
 */
export function seedClaimIn(name: string, countMax: number): SeedClaim {
  const refuse = (why: string) => new Refusal(`${plain(name)} ${why}`);
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(whereStood(name), 'utf8'));
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    throw refuse(code === undefined ? 'is not JSON.' : `cannot be read (${code}).`);
  }
  const run = part(found, 'run');
  const assignment = part(run, 'assignment');
  const seeds = part(run, 'seeds');
  const [hidden, commitment] = [part(seeds, 'hidden'), part(seeds, 'commitment')];
  if (typeof assignment !== 'string' || typeof hidden !== 'object' || hidden === null)
    throw refuse('is not the results.json of a class: it names no assignment and no seeds.');
  const isCount = (many: unknown) =>
    typeof many === 'number' && Number.isInteger(many) && many >= 0 && many <= countMax;
  if (!Object.values(hidden).every(isCount)) throw refuse('has counts of seeds that are none.');
  return {
    assignment,
    stage: String(part(run, 'stage')),
    hidden: hidden as Readonly<Record<string, number>>,
    commitment: typeof commitment === 'string' ? commitment : undefined,
    own: part(seeds, 'own') === true,
  };
}

function part(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? (of as Record<string, unknown>)[name] : undefined;
}
