/** The two lines after a finished stage: what it was about, and what comes next. */
import pc from '../../report/colour';
import type { GradeResult } from '../../report/result';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import { stageOf } from '../../judge/scenarios/scenario';
import { ABOUT_STAGES, stageAfter } from '../../judge/scenarios/stages';
import { type GradeTarget, pasteLine, targetWords } from '../../command/grade-line';

/** @returns no lines unless the whole last stage was graded and every graded test passed */
export function stageEnd({ tests, status }: GradeResult, target: GradeTarget): readonly string[] {
  const stage = tests.at(-1)?.stage;
  if (stage === undefined || status !== 'passed' || target.kind === 'solution') return [];
  const graded = new Set(tests.map(({ id }) => id));
  if (CATALOGUE.some((test) => stageOf(test) === stage && !graded.has(test.id))) return [];
  const folder = targetWords(target);
  const after = stageAfter(stage);
  const next =
    after === undefined
      ? `${pasteLine([stage, ...folder, 'seeds=50'])}, then npm run explore`
      : `read labs/${after}/README.md, then ${pasteLine([after, ...folder])}`;
  return ['', pc.green(ABOUT_STAGES[stage].learnt), `Next: ${next}`];
}
