/** Understands the command line of `npm run mutants`: words alone. Pure. */
import type { Mutant } from './mutant';
import { STAGES } from '../../command/grade-words/grade-flags';

export interface MutantsCommand {
  readonly kind: 'mutants';
  readonly chosen: readonly Mutant[];
  /** Instead of each test's own number. */
  readonly seeds: number | undefined;
  /** Write docs/mutants.md instead of comparing with it. */
  readonly write: boolean;
}

const QUICK_SLICES = 5;

const HELP = `npm run mutants takes the words
  only=PART       mutants with this in their id
  stage=2A        mutants of one stage
  slice=K/N       every Nth mutant, from the Kth on
  quick           the same as slice=1/${QUICK_SLICES}
  seeds=N         run each test on N seeds
  write           write docs/mutants.md; goes with the whole bank and the default seeds`;

export function parseMutantsArgs(
  words: readonly string[],
  bank: readonly Mutant[],
): MutantsCommand | { readonly kind: 'problem' | 'help'; readonly text: string } {
  const problem = (text: string) => ({ kind: 'problem', text: `${text}\n${HELP}` }) as const;
  const said = new Map<string, string>();
  for (const word of words) {
    const match = /^(?:(help|write|quick)|(only|stage|slice|seeds)=(.+))$/.exec(word);
    if (!match) return problem(`"${word}" is not understood.`);
    said.set(match[1] ?? match[2] ?? '', match[3] ?? '');
  }
  if (said.has('help')) return { kind: 'help', text: HELP };
  const stage = said.get('stage')?.toUpperCase();
  if (stage !== undefined && !STAGES.some((known) => known === stage))
    return problem(`There is no stage "${stage}".`);
  const slice = said.get('slice') ?? (said.has('quick') ? `1/${QUICK_SLICES}` : '1/1');
  const [, k = 0, n = 0] = (/^(\d+)\/(\d+)$/.exec(slice) ?? []).map(Number);
  if (k < 1 || n < k) return problem(`"slice=${slice}" wants K/N with K from 1 to N.`);
  const seeds = said.has('seeds') ? Number(said.get('seeds')) : undefined;
  if (seeds !== undefined && !(Number.isInteger(seeds) && seeds >= 1))
    return problem('seeds must be a whole number of at least 1.');
  const chosen = bank
    .filter((_, i) => i % n === k - 1)
    .filter((mutant) => stage === undefined || mutant.stage === stage)
    .filter(({ id }) => id.includes(said.get('only') ?? ''));
  if (chosen.length === 0) return problem('No mutant is left with these words.');
  const write = said.has('write');
  if (write && (chosen.length < bank.length || seeds !== undefined))
    return problem('"write" goes with the whole bank and the default seeds.');
  return { kind: 'mutants', chosen, seeds, write };
}
