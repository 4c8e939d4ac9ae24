/**
 * What `npm run grade` gives to other programs besides its own text: the requested reports, and
 * under GitHub Actions a guard around that text, so that GitHub takes nothing in it for a command.
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

/** @returns messages about reports that could not be written; empty if all were */
export function report(ending: Ending, about: Reporting): readonly string[] {
  const { command, env, log } = about;
  if (!command.reports) return [];
  const place: ReportPlace = {
    // npm runs scripts in the repository's root, but the user may be in another folder.
    stood: env['INIT_CWD'] ?? process.cwd(),
    // In the student's repository the folder is labs/raft, whatever its name here.
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
 * Lines to print before and after text that may contain a submission's output: between them
 * GitHub's runner accepts no commands. The random end marker cannot be guessed. Undefined outside
 * GitHub Actions.
 */
export function guard(env: Env): { readonly before: string; readonly after: string } | undefined {
  if (env['GITHUB_ACTIONS'] !== 'true') return undefined;
  const word = randomBytes(16).toString('hex');
  return { before: `::stop-commands::${word}`, after: `::${word}::` };
}
