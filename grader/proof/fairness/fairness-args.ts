/** Reads the command line of `npm run fairness`. */
import path from 'node:path';
import { demandWholeNumber, type Help, readWords, type Vocabulary } from '../../command/options';
import { KIT, SOLUTION, whereStood } from '../../command/place';
import { Refusal } from '../../command/run-command';
import { quickSeed } from '../../command/turn';
import type { UsageProblem } from '../../command/usage-problem';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import { type Variant, VARIANTS } from '../variants';
import type { FairnessOptions } from './campaign';
import { SEED_MAX } from '../../world/sim/seed';

interface FairnessCommand extends Omit<FairnessOptions, 'print'> {
  readonly kind: 'fairness';
}

const REFERENCE: Variant = { name: 'reference', idea: 'The reference.', givesUp: [] };

const VOCABULARY: Vocabulary = {
  command: 'npm run fairness',
  does: 'Runs all correct designs on many seeds: is any marked wrong?',
  words: [
    { name: 'seeds', takes: 'N', does: 'number of seeds; 2000 by default' },
    { name: 'from', takes: 'N', does: 'the first seed; 1 by default' },
    { name: 'only', takes: 'VARIANT', does: 'one design, such as reference or sticky' },
    { name: 'tests', takes: 'PART', does: 'tests with this in their id' },
    {
      name: 'journal',
      takes: 'FILE',
      does: 'file that records the runs; .raft-lab/fairness.jsonl by default',
    },
    { name: 'quick', does: 'one seed, which changes with each commit' },
    { name: 'fresh', does: 'starts over instead of continuing' },
  ],
  examples: ['npm run fairness seeds=100', 'npm run fairness only=sticky tests=2B fresh'],
};

/** @throws Refusal */
export function parseFairnessArgs(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): FairnessCommand | Help | UsageProblem {
  const said = readWords(VOCABULARY, argv, env);
  if (said.kind !== 'said') return said;
  const isQuick = said.has('quick');
  return {
    kind: 'fairness',
    seeds:
      demandWholeNumber(said, 'seeds', { least: 1, most: 10_000_000 }) ?? (isQuick ? 1 : 2_000),
    first:
      demandWholeNumber(said, 'from', { least: 0, most: SEED_MAX }) ?? (isQuick ? quickSeed() : 1),
    variants: variantsCalled(said.one('only')),
    tests: testsWith(said.one('tests') ?? ''),
    journal: whereStood(said.one('journal') ?? path.join(KIT, '.raft-lab', 'fairness.jsonl')),
    fresh: said.has('fresh'),
  };
}

function variantsCalled(only: string | undefined) {
  const all = [
    { ...REFERENCE, folder: SOLUTION },
    ...VARIANTS.map((variant) => ({ ...variant, folder: folderOf(variant) })),
  ];
  const variants = all.filter(({ name }) => only === undefined || name === only);
  if (variants.length === 0)
    throw new Refusal(
      `There is no variant "${only ?? ''}", only ${all.map(({ name }) => name).join(', ')}.`,
    );
  return variants;
}

function testsWith(part: string): readonly string[] {
  const tests = CATALOGUE.map(({ id }) => id).filter((id) => id.includes(part));
  if (tests.length === 0) throw new Refusal(`No test has "${part}" in its id.`);
  return tests;
}

export function folderOf({ name }: Pick<Variant, 'name'>): string {
  return path.join(__dirname, '..', 'variants', name);
}
