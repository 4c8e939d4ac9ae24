/** Reads the command line of `npm run mutants`. Pure. */
import { STAGES } from '../../contract';
import { type Help, readWords, type Vocabulary, wholeNumber } from '../../command/options';
import { SAFETY_RULES } from '../../judge/rules/safety';
import { askBack, type UsageProblem } from '../../command/usage-problem';
import type { Mutant } from './mutant';

export interface MutantsCommand {
  readonly kind: 'mutants';
  readonly chosen: readonly Mutant[];
  /** The number of seeds, instead of each test's own. */
  readonly seeds: number | undefined;
  /** Writes docs/mutants.md instead of comparing with it. */
  readonly write: boolean;
  /** Chaos on real processes instead of the simulator: at most this many seconds for each mutant. */
  readonly liveSeconds: number | undefined;
  /** Runs only a slice of the bank; other commits run the other slices. */
  readonly isQuick: boolean;
}

export const QUICK_SLICES = 5;
const LIVE_SECONDS = 300;

const VOCABULARY: Vocabulary = {
  command: 'npm run mutants',
  does: 'Checks that every bug of the bank is caught by its stage, with a rule that explains it.',
  words: [
    { name: 'only', takes: 'PART', does: 'mutants with this in their id' },
    { name: 'stage', takes: '2A', does: 'mutants of one stage' },
    { name: 'slice', takes: 'K/N', does: 'every Nth mutant, from the Kth on' },
    { name: 'quick', does: `one in ${QUICK_SLICES}; the choice changes with each commit` },
    { name: 'seeds', takes: 'N', does: 'run each test on N seeds' },
    { name: 'write', does: 'write docs/mutants.md; needs the whole bank and the default seeds' },
    {
      name: 'live',
      does: 'use real processes and chaos instead, on the safety mutants of 2B and 2C',
    },
    { name: 'seconds', takes: 'N', does: 'the most chaos for each mutant; 300 by default' },
  ],
  examples: ['npm run mutants quick', 'npm run mutants stage=2C only=persister'],
};

export function parseMutantsArgs(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  bank: readonly Mutant[],
  quickSlice = 1,
): MutantsCommand | Help | UsageProblem {
  const said = readWords(VOCABULARY, argv, env);
  if (said.kind !== 'said') return said;
  const stage = said.one('stage')?.toUpperCase();
  if (stage !== undefined && !STAGES.some((known) => known === stage))
    return askBack(`There is no stage "${stage}". There are ${STAGES.join(', ')}.`);
  const slice = said.one('slice') ?? (said.has('quick') ? `${quickSlice}/${QUICK_SLICES}` : '1/1');
  const [, k = 0, n = 0] = (/^(\d+)\/(\d+)$/.exec(slice) ?? []).map(Number);
  if (k < 1 || n < k) return askBack(`"slice=${slice}" needs K/N with K from 1 to N.`);
  const seeds = wholeNumber(said, 'seeds', { least: 1, most: 1_000_000 });
  if (typeof seeds === 'object') return seeds;
  const isLive = said.has('live');
  const seconds = wholeNumber(said, 'seconds', { least: 10, most: 86_400 });
  if (typeof seconds === 'object') return seconds;
  if (seconds !== undefined && !isLive) return askBack('seconds= works only with live.');
  const chosen = bank
    .filter((mutant) => !isLive || isSafetyMutant(mutant))
    .filter((_, i) => i % n === k - 1)
    .filter((mutant) => stage === undefined || mutant.stage === stage)
    .filter(({ id }) => id.includes(said.one('only') ?? ''));
  if (chosen.length === 0) return askBack('No mutant matches these options.');
  const write = said.has('write');
  if (write && (chosen.length < bank.length || seeds !== undefined || isLive))
    return askBack('write needs the whole bank and the default seeds.');
  const liveSeconds = isLive ? (seconds ?? LIVE_SECONDS) : undefined;
  return { kind: 'mutants', chosen, seeds, write, liveSeconds, isQuick: said.has('quick') };
}

/**
 * Whether every rule that explains it is a safety rule, so that the mutant can lose or contradict
 * something.
 */
function isSafetyMutant({ stage, rules }: Mutant): boolean {
  return stage !== '2A' && rules.every((rule) => SAFETY_RULES.includes(rule));
}
