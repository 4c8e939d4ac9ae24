/** Made-up students who did their best: correct solutions, typical mistakes, unfinished work. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Stage, STAGES } from '../../contract';
import { parseSource, placesIn, regionsIn } from '../../instructor/skeletons/regions';
import { skeletonOf } from '../../instructor/skeletons/skeleton';
import { BANK } from '../mutants/bank';
import { edited } from '../mutants/mutant';
import { baseOf } from '../mutants/program';
import { VARIANTS } from '../variants';
import type { Maker, Work } from './work';

const ROOT = path.join(__dirname, '..', '..', '..');

/** The reference as a student would have written it, without the marks of regions. */
export function solved(): Map<string, string> {
  return skeletonFiles('2C');
}

const reference: Maker = {
  kind: 'reference',
  does: 'the reference solution',
  share: { perCent: 15 },
  make: (at) => {
    const files = solved();
    // No two students hand in identical files.
    files.set('raft.ts', `${files.get('raft.ts') ?? ''}\n// Student ${at}\n`);
    return { what: 'reference', files, expected: 'full' };
  },
};

const variant: Maker = {
  kind: 'variant',
  does: 'correct solutions with other designs',
  share: { perCent: 20 },
  make: (at, _rng, stage) => {
    const one = VARIANTS[at % VARIANTS.length];
    if (!one) throw new Error('there are no variants');
    const isLess = one.givesUp.some((test) => test.startsWith(`${stage}/`));
    return {
      what: `variant ${one.name}`,
      files: new Map(Object.entries(baseOf({ of: one.name }))),
      expected: isLess ? 'less' : 'full',
    };
  },
};

const mutant: Maker = {
  kind: 'mutant',
  does: 'solutions with one mistake each, from the bank for this stage',
  share: 'the rest',
  make: (at, _rng, stage) => {
    const ofStage = BANK.filter((one) => one.stage === stage);
    // The step has no common factor with any length, so it reaches all mutants, area by area.
    const one = ofStage[(at * 37) % ofStage.length];
    if (!one) throw new Error(`the bank has no mutants of ${stage}`);
    const files = edited(baseOf(one), one.edits);
    if (Array.isArray(files)) throw new Error(`${one.id}: ${files.join('; ')}`);
    return { what: `mutant ${one.id}`, files: new Map(Object.entries(files)), expected: 'less' };
  },
};

const almost: Maker = {
  kind: 'almost',
  does: 'complete except for one piece of this stage',
  share: { perCent: 7 },
  make: (_at, rng, stage) => {
    const sources = sourcesOfReference().map(
      ([name, text]) => [name, parseSource(text).parts] as const,
    );
    const pieces = sources
      .flatMap(([, parts]) => [...regionsIn(parts), ...placesIn(parts)])
      .filter((piece) => piece.stage === stage);
    const { key: only, rule } = rng.pick(pieces);
    const files = new Map(sources.map(([name, parts]) => [name, skeletonOf(parts, { only })]));
    return { what: `all but ${rule}`, files, expected: 'less' };
  },
};

const half: Maker = {
  kind: 'half-done',
  does: 'only earlier stages, and nothing of this one',
  share: { perCent: 6 },
  make: (at, _rng, stage) => {
    const before = STAGES.slice(0, STAGES.indexOf(stage));
    return skeleton(before.length === 0 ? undefined : before[at % before.length]);
  },
};

const untouched: Maker = {
  kind: 'skeleton',
  does: 'the unchanged skeleton',
  share: { perCent: 5 },
  make: () => skeleton(undefined),
};

export const HONEST: readonly Maker[] = [reference, variant, mutant, almost, half, untouched];

/** As `npm run labs` writes it, except for line wrapping. */
export function skeletonFiles(through: Stage | undefined): Map<string, string> {
  return new Map(
    sourcesOfReference().map(([name, text]) => [
      name,
      skeletonOf(parseSource(text).parts, { through }),
    ]),
  );
}

function skeleton(through: Stage | undefined): Work {
  const what = through === undefined ? 'skeleton' : `done through ${through}`;
  return { what, files: skeletonFiles(through), expected: 'zero' };
}

function sourcesOfReference(): readonly (readonly [string, string])[] {
  const folder = path.join(ROOT, 'solutions', 'raft');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => [name, readFileSync(path.join(folder, name), 'utf8').replaceAll('\r\n', '\n')]);
}
