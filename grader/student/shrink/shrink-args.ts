/** Reads the options of `npm run shrink`. Pure. */
import { REPLAY_WORDS, replayWish, type ReplayWish } from '../../command/replay-words';
import { askBack, type UsageProblem } from '../../command/usage-problem';
import { type Help, readWords, type Vocabulary } from '../../command/options';

export const SHRINK = 'npm run shrink';

export interface ShrinkCommand {
  readonly kind: 'shrink';
  readonly wish: ReplayWish;
  /**
   * Saves the scenario beside the code, where gradings find it, by default under the name of the
   * run.
   */
  readonly keep: { readonly name?: string } | undefined;
}

const VOCABULARY: Vocabulary = {
  command: SHRINK,
  does: 'Makes a failing run smaller, as long as the same rule breaks.',
  bare: 'TEST',
  words: [
    ...REPLAY_WORDS,
    { name: 'keep', does: 'keep it in labs/raft/scenarios, where each grading replays it' },
    { name: 'as', takes: 'NAME', does: 'keep it under this name; the same as keep=NAME' },
  ],
  examples: [
    `${SHRINK}                          the first failure of your last run`,
    `${SHRINK} 2C/figure-8 seed=3       one run`,
    `${SHRINK} 2C only=figure-8 seed=3  the same, as a Replay line shows it`,
    `${SHRINK} 2C/figure-8 seed=3 keep  and keep it as a test of your own`,
    `${SHRINK} scenario=FILE            a scenario that fails`,
  ],
};

const NAME = /^[a-z0-9][a-z0-9_-]{0,59}$/i;
/** Reserved names on Windows. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

export function parseShrinkArgs(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ShrinkCommand | Help | UsageProblem {
  const words = argv.map((word) => word.replace(/^(?:--?)?keep=/i, 'as='));
  const said = readWords(VOCABULARY, words, env);
  if (said.kind !== 'said') return said;
  const wish = replayWish(said, {
    command: SHRINK,
    words: VOCABULARY.words.map(({ name }) => name),
  });
  if (wish.kind === 'problem') return wish;
  const name = said.one('as')?.replace(/\.scenario\.json$/, '');
  if (name !== undefined && (!NAME.test(name) || RESERVED.test(name)))
    return askBack(
      'A name consists of at most 60 letters, digits, - and _. For example:',
      `${SHRINK} keep=lost-vote`,
    );
  const keep = name !== undefined ? { name } : said.has('keep') ? {} : undefined;
  return { kind: 'shrink', wish, keep };
}
