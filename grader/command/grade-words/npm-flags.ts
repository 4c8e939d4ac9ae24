/**
 * Finds the flags that npm kept for itself. Measured with npm 9, 10 and 11: from what is before `--`,
 * npm passes only bare words to the script, and turns flags into npm_config_* variables.
 *
 *     npm run grade 2C --json        2C      npm_config_json=true
 *     npm run grade 2C --seed=7      2C      npm_config_seed=7
 *     npm run grade 2C --seed 7      2C 7    npm_config_seed=true
 *     npm run grade 2C --verbose     2C      npm_config_loglevel=verbose
 *     npm run grade 2C --only x      2C      nothing: `only` is npm's own, and a bad value is dropped
 *     npm run grade 2C --help        npm shows its own help and never starts the script
 *
 * The last two cannot be fixed here, so the kit's texts write `only=x` and `help`. pnpm and yarn pass
 * flags on.
 */
import { GRADE_FLAGS, flagCalled, type GradeFlag } from './grade-flags';
import { readWord, type Heard, type HeardFlag } from './read-words';
import { nearest } from '../nearest';

type Env = Readonly<Record<string, string | undefined>>;

const PREFIX = 'npm_config_';
/** How npm writes a flag given twice. */
const TWICE = '\n\n';
/** npm has no config of these names, so the user meant `only`. */
const ASKED_AS_ONLY = ['test', 'tests'];

/**
 * The flags that npm removed from the command line.
 *
 * @param left the arguments that npm passed on
 */
export function readNpm(env: Env, left: readonly Heard[]): readonly Heard[] {
  if (env['npm_lifecycle_event'] === undefined) return [];
  return [
    ...GRADE_FLAGS.flatMap((flag) => takenFlag(env, flag)),
    ...takenStages(env, left),
    ...takenMistakes(env),
  ];
}

/**
 * Whether npm itself is set to verbose. The setting may come from the user's .npmrc, so it does not
 * prove that anything was typed.
 */
export function npmIsVerbose(env: Env): boolean {
  return env['npm_lifecycle_event'] !== undefined && env[`${PREFIX}loglevel`] === 'verbose';
}

function takenFlag(env: Env, flag: GradeFlag): readonly HeardFlag[] {
  const raws = [flag.name, flag.short].flatMap((name) => {
    const raw = name === undefined ? undefined : env[PREFIX + name];
    return raw === undefined ? [] : raw.split(TWICE);
  });
  return [...new Set(raws)].flatMap((raw): HeardFlag[] => {
    if (flag.takes === undefined && (raw === '' || raw === 'false')) return [];
    const bare = raw === 'true' || raw === '';
    return [{ kind: 'flag', flag, value: bare ? undefined : raw }];
  });
}

/**
 * `--2C` and `--all`. npm has a setting `all` of its own, which may be permanent, so it never adds to a
 * stage.
 */
function takenStages(env: Env, left: readonly Heard[]): readonly Heard[] {
  const stages = ['2a', '2b', '2c'].filter((name) => env[PREFIX + name] === 'true');
  const silent = stages.length === 0 && left.every((said) => said.kind !== 'stages');
  if (silent && env[`${PREFIX}all`] === 'true') stages.push('all');
  return stages.map(readWord);
}

/** Misspelt flags of ours. Only the nearest are taken: the others are settings of npm. */
function takenMistakes(env: Env): readonly Heard[] {
  const names = GRADE_FLAGS.map((flag) => flag.name).filter((name) => name.length > 3);
  return Object.keys(env)
    .filter((key) => key.startsWith(PREFIX))
    .sort()
    .flatMap((key) => {
      const name = key.slice(PREFIX.length);
      const ours = nearest(name, names, 1) ?? ASKED_AS_ONLY.find((asked) => asked === name);
      if (ours === undefined || name.length < 4 || flagCalled(name) !== undefined) return [];
      const raw = env[key] ?? '';
      return [readWord(raw === 'true' || raw === '' ? `--${name}` : `--${name}=${raw}`)];
    });
}
