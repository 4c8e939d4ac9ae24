/** What the report about a lost entry adds, if the messages show it. */
import type { AppendEntriesReply } from '../../contract';
import { accountOf } from './commit-account';
import { knownEntriesOf } from './known-entries';
import type { World } from './rule';

export const CAME_BEFORE =
  ' The same entries had arrived in an earlier request: a request that changes nothing must also wait until they are saved.';

/** Two bytes hold no more. */
const SMALL_MAX = 65_535;

/** A sentence if a number that is saved may not fit into its field. */
export function largeNumbers(
  world: World,
  last: { readonly index: number; readonly term: number },
): string {
  const commands = [...knownEntriesOf(world).logUpTo(last).values()];
  const chars = Math.max(0, ...commands.map(({ length }) => length));
  const large = [
    ...(last.term > SMALL_MAX ? [`the term is ${last.term}`] : []),
    ...(chars > SMALL_MAX ? [`a command has ${chars} characters`] : []),
  ];
  return large.length === 0
    ? ''
    : ` Does each number fit into the field in which it is saved: ${large.join(', and ')}?`;
}

/**
 * What the hint of a refusal shows of the log that lacks an entry of this term.
 *
 * @returns a part of a sentence, and what to look for
 */
export function hinted(
  { success, conflictTerm = 0, conflictIndex = 0 }: AppendEntriesReply,
  term: number,
): { readonly shows: string; readonly question?: string } {
  if (!success && conflictTerm === -1 && conflictIndex > 0)
    return {
      shows: `; by its conflictIndex ${conflictIndex}, its log ends at index ${conflictIndex - 1}`,
    };
  if (success || conflictTerm <= 0 || conflictTerm === term) return { shows: '' };
  return {
    shows: `; by its conflictTerm, it has one of term ${conflictTerm} there`,
    question: `Was the entry of term ${conflictTerm} replaced at all (same index, other term: section 5.3)? If it was, is the replacement part of that save, and is the term of each entry read back as it was written?`,
  };
}

/** A sentence if the entry replaced the last one of its log, so that only terms or commands have changed. */
export function sameLength(
  world: World,
  holder: number,
  { index, term }: { readonly index: number; readonly term: number },
): string {
  const old = accountOf(world).held.replacedAtEnd(holder, index, term);
  return old === undefined
    ? ''
    : ` The last entry of its log was one of term ${old} there before, and since the new one came it has saved nothing: does your code conclude from the length of the log that nothing has changed?`;
}
