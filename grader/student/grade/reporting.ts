/**
 * What `npm run grade` hands to other programs beside its own text: the reports that were asked for, and
 * under GitHub Actions a guard around that text, so that nothing in it is taken for a command.
 */
import { randomBytes } from 'node:crypto';
import type { GradingOutcome } from '../../runs/grading/grade-folder';
import type { Outcome } from '../../report/formats';
import type { Scenario } from '../../judge/scenarios/scenario';
import type { GradeCommand } from '../../command/grade-words/args';
import { type ReportPlace, writeReports } from './write-reports';

type Env = Readonly<Record<string, string | undefined>>;

interface Reporting {
  readonly command: GradeCommand & { readonly kind: 'grade' };
  readonly tests: readonly Scenario[];
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  readonly env: Env;
  readonly log: (text: string) => void;
}

/** How a grading ended; `broken` when the grader itself failed. */
export type Ending = GradingOutcome | { readonly kind: 'broken'; readonly message: string };

/** @returns what could not be written, for people; empty if all is well */
export function report(ending: Ending, about: Reporting): readonly string[] {
  const { command, env, log } = about;
  if (!command.reports) return [];
  const place: ReportPlace = {
    // npm runs scripts in the repository's root, but the user may have called it in another folder.
    stood: env['INIT_CWD'] ?? process.cwd(),
    // In the student's repository it is labs/raft, whatever the folder here is called.
    folder: command.target.kind === 'solution' ? 'solutions/raft' : 'labs/raft',
    env,
    log,
  };
  return writeReports(command.reports, outcomeOf(ending, about), place);
}

function outcomeOf(ending: Ending, { command, tests, startedAt }: Reporting): Outcome {
  if (ending.kind === 'graded') return { kind: 'graded', result: ending.result };
  return {
    kind: ending.kind,
    message: ending.message,
    stage: command.stages.length === 1 ? (command.stages[0] ?? 'all') : 'all',
    maxScore: tests.reduce((sum, { points }) => sum + points, 0),
    startedAt,
  };
}

/**
 * Lines to print before and after text that may hold a submission's own: between them GitHub's runner
 * takes no commands. Undefined elsewhere. Nobody can guess the word that ends it.
 */
export function guard(env: Env): { readonly before: string; readonly after: string } | undefined {
  if (env['GITHUB_ACTIONS'] !== 'true') return undefined;
  const word = randomBytes(16).toString('hex');
  return { before: `::stop-commands::${word}`, after: `::${word}::` };
}
