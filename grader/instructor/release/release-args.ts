/** Reads the command line of `npm run release`, and the course file if one is given. */
import { type Stage, STAGES } from '../../contract';
import { COURSE_WORD, withCourse } from '../class/course/words';
import { askBack, type UsageProblem } from '../../command/usage-problem';
import { type Scaffold, SCAFFOLDS } from './student-pages';
import { type Help, readWords, type Vocabulary } from '../../command/options';

const COMMAND = 'npm run release';

export const RELEASE: Vocabulary = {
  command: COMMAND,
  does: 'Writes a kit for students, without solutions, bugs and instructor commands. Tests it first.',
  words: [
    { name: 'out', takes: 'DIR', does: 'a new folder, outside of this kit' },
    { name: 'through', takes: '2A', does: 'with the stages up to this one solved: 2A or 2B' },
    {
      name: 'scaffold',
      takes: 'KIND',
      does: 'guided (with a TODO for each rule) or bare (two classes)',
    },
    COURSE_WORD,
    { name: 'assignment', takes: 'NAME', does: 'of the course file' },
    { name: 'git', does: 'as a repository with a single commit' },
    { name: 'unproven', does: 'skip npm ci, if there is no network; everything else is tested' },
  ],
  examples: [
    `${COMMAND} out=../raft-lab`,
    `${COMMAND} out=../raft-lab scaffold=bare`,
    `${COMMAND} out=../raft-lab-2B through=2A git`,
  ],
};

export interface ReleaseCommand {
  readonly kind: 'release';
  /** As typed: relative to the user's current folder. */
  readonly out: string;
  /** Stages up to this one are solved. */
  readonly through: Stage | undefined;
  readonly scaffold: Scaffold;
  readonly isGit: boolean;
  readonly isUnproven: boolean;
}

export function parseRelease(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ReleaseCommand | Help | UsageProblem {
  // npm has a setting named git, the path of a program. For a bare --git it sets this variable to an empty
  // string.
  const { npm_config_git: git, ...others } = env;
  const isGitKept = env['npm_lifecycle_event'] !== undefined && (git === '' || git === 'true');
  const typed = readWords(RELEASE, argv, others);
  if (typed.kind !== 'said') return typed;
  const filled = withCourse(typed, RELEASE.words);
  if (filled.kind !== 'filled') return filled;
  const { said } = filled;

  const out = said.one('out');
  if (out === undefined)
    return askBack(
      'Where to? Name a new folder outside of this kit:',
      `${COMMAND} out=../raft-lab`,
      `${COMMAND} help`,
    );
  const word = said.one('through');
  const through = STAGES.slice(0, -1).find((stage) => stage === word?.toUpperCase());
  if (word !== undefined && through === undefined)
    return askBack(
      `through needs the last solved stage, 2A or 2B, not "${word}". Without it, all stages are left to do.`,
      `${COMMAND} out=${out} through=2A`,
    );
  const kind = said.one('scaffold')?.toLowerCase() ?? 'guided';
  const scaffold = SCAFFOLDS.find((one) => one === kind);
  if (scaffold === undefined)
    return askBack(
      `scaffold is guided or bare, not "${kind}".`,
      `${COMMAND} out=${out} scaffold=bare`,
    );
  if (scaffold === 'bare' && through !== undefined)
    return askBack(
      `A bare skeleton has no stages that through=${through} could solve: leave out one of the two.`,
      `${COMMAND} out=${out} scaffold=bare`,
      `${COMMAND} out=${out} through=${through}`,
    );
  const [isGit, isUnproven] = [said.has('git') || isGitKept, said.has('unproven')];
  return { kind: 'release', out, through, scaffold, isGit, isUnproven };
}
