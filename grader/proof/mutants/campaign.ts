/** Hunts many mutants at once, each in its own child process, and reports each as it is done. */
import { availableParallelism } from 'node:os';
import type { ProgramText } from '../../world/realm/program';
import { bundlePrelude } from '../../world/realm/bundle';
import { USUAL } from '../../runs/pool/limits';
import { prepareChild } from '../../runs/pool/pool';
import { GraderFault } from '../../runs/pool/runner';
import { Worker } from '../../runs/pool/worker';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import type { Scenario } from '../../judge/scenarios/scenario';
import { type Catch, hunt, type Run } from './hunt';
import type { Mutant } from './mutant';
import { programOf } from './program';
import { type Verdict, verdictOn } from './mutant-verdict';

/** The result for one mutant. */
export interface Trial {
  readonly mutant: Mutant;
  readonly caught: Catch;
  readonly verdict: Verdict;
}

interface CampaignOptions {
  readonly seedsOf?: (test: Scenario) => number;
  readonly onTrial?: (trial: Trial) => void;
}

/** @returns the trials in the order of the mutants */
export async function campaign(
  mutants: readonly Mutant[],
  { seedsOf, onTrial = () => undefined }: CampaignOptions = {},
): Promise<readonly Trial[]> {
  const prelude = await bundlePrelude();
  const child = await prepareChild();
  const done = new Map<Mutant, Trial>();
  // The longest ones start first, so that no core is idle at the end.
  const left = [...mutants].sort((a, b) => b.stage.localeCompare(a.stage));
  const lane = async () => {
    for (let mutant = left.shift(); mutant; mutant = left.shift()) {
      const trial = await tried(mutant, prelude, child.mainFile, seedsOf);
      done.set(mutant, trial);
      onTrial(trial);
    }
  };
  try {
    await Promise.all(Array.from({ length: availableParallelism() }, lane));
  } finally {
    left.length = 0;
    child.dispose();
  }
  return mutants.map((mutant) => done.get(mutant)).filter((trial) => trial !== undefined);
}

async function tried(
  mutant: Mutant,
  prelude: string,
  mainFile: string,
  seedsOf: CampaignOptions['seedsOf'],
): Promise<Trial> {
  const text = await programOf(mutant, prelude);
  if (isProblems(text))
    return { mutant, caught: {}, verdict: { kind: 'unusable', problems: text } };
  const worker = new Worker({ mainFile, text, isolated: true });
  try {
    const caught = await hunt(mutant, CATALOGUE, runOn(worker), seedsOf);
    return { mutant, caught, verdict: verdictOn(mutant, caught) };
  } finally {
    worker.stop();
  }
}

/** @throws GraderFault if the grader failed in a run, which says nothing about the mutant */
function runOn(worker: Worker): Run {
  return async (test, seed) => {
    const outcome = await worker.run({ test, seed }, USUAL);
    if (outcome.kind !== 'result')
      throw new GraderFault(
        `${test} seed ${seed}: ${outcome.kind === 'fault' ? outcome.text : 'stopped'}`,
      );
    const { failure } = outcome.result;
    return { rule: failure?.rule, message: failure?.message ?? '', byForce: outcome.byForce };
  };
}

function isProblems(text: ProgramText | readonly string[]): text is readonly string[] {
  return Array.isArray(text);
}
