/** Helpers for tests of the command line: types a line of `npm run grade` as a user would. */
import {
  parseGradeArgs,
  type GradeCommand,
  type UsageProblem,
} from '../../grader/command/grade-words/args';

/** A small lab of nine tests. */
export const CATALOGUE = [
  '2A/initial-election',
  '2A/re-election',
  '2B/basic-agree',
  '2B/rejoin',
  '2C/persist',
  '2C/figure-8',
  '2C/figure-8-unreliable',
  '2C/churn',
  '2C/late-rejoin',
].map((id) => ({ id, title: `about ${id}` }));

export type Taken = Readonly<Record<string, string>>;

/** The environment of a script that npm runs, with the flags that npm has taken. */
export function npmTook(taken: Taken): Taken {
  const env: Record<string, string> = { npm_lifecycle_event: 'grade' };
  for (const [key, value] of Object.entries(taken)) env[`npm_config_${key}`] = value;
  return env;
}

/** Splits as a shell would: at spaces, but not inside quotes. */
function shellWords(line: string): string[] {
  return (line.match(/(?:"[^"]*"|'[^']*'|\\.|[^\s"'\\])+/g) ?? []).map((word) =>
    word.replace(/"([^"]*)"|'([^']*)'|\\(.)/g, '$1$2$3'),
  );
}

/** Parses the arguments of `npm run grade`. */
export function parse(line: string, env: Taken = {}): GradeCommand | UsageProblem {
  return parseGradeArgs(shellWords(line), env, CATALOGUE);
}

/** The message about a line that must be rejected. */
export function message(line: string, env: Taken = {}): string {
  const answer = parse(line, env);
  if (answer.kind !== 'problem') throw new Error(`understood as ${JSON.stringify(answer)}`);
  return answer.message;
}
