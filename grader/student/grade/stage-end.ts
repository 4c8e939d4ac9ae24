/** The two lines at the end of a stage that is done: what it was about, and what comes next. */
import type { Stage } from '../../contract';
import pc from '../../report/colour';
import type { GradeResult } from '../../report/result';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import { stageOf } from '../../judge/scenarios/scenario';
import { type GradeTarget, pasteLine } from '../../command/grade-line';

const LEARNT: Readonly<Record<Stage, string>> = {
  '2A': 'One vote per server and term, and a majority to win: one leader in a term.',
  '2B': 'Logs that match at one entry match up to it; a majority makes entries last.',
  '2C': 'What a server has said outlives its crash; one refusal skips a whole term.',
};

const AFTER: Readonly<Record<Stage, Stage | undefined>> = {
  '2A': '2B',
  '2B': '2C',
  '2C': undefined,
};

/** @returns no lines unless every test of the last stage was graded, and all that was graded passed */
export function stageEnd({ tests, status }: GradeResult, target: GradeTarget): readonly string[] {
  const stage = tests.at(-1)?.stage;
  if (stage === undefined || status !== 'passed' || target.kind === 'solution') return [];
  const graded = new Set(tests.map(({ id }) => id));
  if (CATALOGUE.some((test) => stageOf(test) === stage && !graded.has(test.id))) return [];
  const folder = target.kind === 'folder' ? [`dir=${target.path}`] : [];
  const after = AFTER[stage];
  const next =
    after === undefined
      ? `${pasteLine([stage, ...folder, 'seeds=50'])}, then npm run explore`
      : `read labs/${after}/README.md, then ${pasteLine([after, ...folder])}`;
  return ['', pc.green(LEARNT[stage]), `Next: ${next}`];
}
