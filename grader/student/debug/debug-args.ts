/** Reads the options of `npm run debug`, or a whole Replay line. Pure. */
import { type Help, readWords, type Vocabulary, wholeNumber } from '../../command/options';
import { REPLAY_WORDS, replayWish, type ReplayWish } from '../../command/replay-words';
import type { UsageProblem } from '../../command/usage-problem';

export const DEBUG = 'npm run debug';
/** The port that debuggers use by default. */
const USUAL_PORT = 9_229;

export type DebugCommand = Exclude<ReplayWish, { readonly kind: 'scenario' }> & {
  /** Waits for a debugger, and stops before the run begins. */
  readonly isBreaking: boolean;
  readonly port: number;
};

const VOCABULARY: Vocabulary = {
  command: DEBUG,
  does: 'Replays one run in one process, for use with a debugger.',
  bare: 'TEST',
  words: [
    ...REPLAY_WORDS.filter(({ name }) => name !== 'scenario'),
    { name: 'break', does: 'wait for a debugger, and stop before the run begins' },
    { name: 'port', takes: 'N', does: `the port to wait on; ${USUAL_PORT} by default, 0 for any` },
  ],
  examples: [
    `${DEBUG}                          the last failure`,
    `${DEBUG} 2C/figure-8 seed=7       one run`,
    `${DEBUG} 2C only=figure-8 seed=7  the same, as a Replay line shows it`,
    `${DEBUG} 2C/figure-8 break        wait for chrome://inspect or WebStorm`,
  ],
};

export function parseDebugArgs(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): DebugCommand | Help | UsageProblem {
  const said = readWords(VOCABULARY, unpacked(argv), env);
  if (said.kind !== 'said') return said;
  const port = wholeNumber(said, 'port', { least: 0, most: 65_535 });
  if (typeof port === 'object') return port;
  const wish = replayWish(said, {
    command: DEBUG,
    words: VOCABULARY.words.map(({ name }) => name),
  });
  if (wish.kind === 'problem') return wish;
  if (wish.kind === 'scenario') throw new Error('debug has no option scenario=');
  return { ...wish, isBreaking: said.has('break'), port: port ?? USUAL_PORT };
}

/**
 * When an editor asks for a test's name, students paste the whole Replay line. Its options come
 * before the others.
 */
function unpacked(argv: readonly string[]): readonly string[] {
  const isLine = (word: string) => /\s/.test(word.trim()) && !/^-{0,2}dir=/.test(word);
  const pasted = argv
    .filter(isLine)
    .flatMap((line) => line.replace(/^\s*npm run \S+/, '').split(/\s+/))
    .filter((word) => word !== '');
  const nameIn = (word: string) => /^-{0,2}(\w+)=/.exec(word)?.[1];
  const named = pasted.map(nameIn);
  const others = argv.filter((word) => word.trim() !== '' && !isLine(word));
  return [
    ...pasted,
    ...others.filter((word) => nameIn(word) === undefined || !named.includes(nameIn(word))),
  ].map((word) => word.trim());
}
