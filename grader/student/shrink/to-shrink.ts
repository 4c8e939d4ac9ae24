/** Chooses the run to shrink, its name, and where the smaller run is saved. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Schedule } from '../../runs/replay/schedule';
import { type GradeTarget, pasteLine, targetWords } from '../../command/grade-line';
import { KEPT } from '../../command/memory/last-grade';
import { whichRun } from '../../command/memory/which-run';
import { KIT, type Place, whereStood } from '../../command/place';
import { Refusal } from '../../command/run-command';
import {
  ENDING,
  scenarioAt,
  scenarioName,
  SCENARIOS,
  told,
} from '../scenario-files/find-scenarios';
import { scenarioLine } from '../scenario-files/replaying';
import { SHRINK, type ShrinkCommand } from './shrink-args';
import type { FailingRun } from './shrink-for-report';

interface ToShrink {
  readonly of: FailingRun | Schedule;
  readonly title: string;
  /** Name of the scenario file. */
  readonly name: string;
  /** Name of the page, which replaces the one that a grading made. */
  readonly page: string;
  /** The command that shrinks the run again. */
  readonly again: string;
}

export function toShrink(wish: ShrinkCommand['wish']): ToShrink {
  switch (wish.kind) {
    case 'run':
    case 'last': {
      const { test, seed } = whichRun(wish, SHRINK);
      return ofTest({ test: test.id, seed }, wish.target);
    }
    case 'scenario': {
      const name = path.basename(wish.file).replace(/(?:\.scenario)?\.json$/, '');
      return {
        of: scenarioAt(wish.file, [whereStood('.'), KIT]),
        title: name,
        name: `${name}${ENDING}`,
        page: name,
        again: wordsOf(scenarioLine(wish.file, wish.target)),
      };
    }
  }
}

function ofTest({ test, seed }: FailingRun, target: GradeTarget): ToShrink {
  return {
    of: { test, seed },
    title: `${test}, seed ${seed},`,
    name: scenarioName(test, seed),
    page: `${test} seed ${seed}`,
    again: pasteLine([test, `seed=${seed}`, ...targetWords(target)], SHRINK),
  };
}

function wordsOf(gradeLine: string): string {
  return gradeLine.replace('npm run grade', SHRINK);
}

/** @throws Refusal if there is a scenario with that name already */
export function fileFor(
  name: string,
  { folder, shown }: Place,
  keep: ShrinkCommand['keep'],
): { readonly path: string; readonly shown: string } {
  if (!keep) return { path: path.join(KIT, KEPT, name), shown: `${KEPT}/${name}` };
  const kept = keep.name === undefined ? name : `${keep.name}${ENDING}`;
  const file = path.join(folder, SCENARIOS, kept);
  if (keep.name !== undefined && existsSync(file))
    throw new Refusal(
      told(`There is a scenario ${shown}/${SCENARIOS}/${kept} already. Choose another name.`),
    );
  return { path: file, shown: `${shown}/${SCENARIOS}/${kept}` };
}
