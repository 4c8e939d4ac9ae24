/** Understands the command line of `npm run labs`. Pure: reads no files and prints nothing. */
import type { Stage } from '../../contract';
import { STAGES } from '../../command/grade-words/grade-flags';
import { nearest } from '../../command/nearest';
import { askBack, type UsageProblem } from '../../command/usage-problem';

export type LabsCommand =
  | { readonly kind: 'check' }
  | { readonly kind: 'help'; readonly text: string }
  | {
      readonly kind: 'write';
      /** Regions up to this stage are solved. */
      readonly through: Stage | undefined;
      /** A folder as typed: relative to where the person stands. Undefined: the usual one. */
      readonly out: string | undefined;
      readonly force: boolean;
    };

type Env = Readonly<Record<string, string | undefined>>;

const WORDS = ['check', 'help', 'through', 'out', 'force'] as const;
type Word = (typeof WORDS)[number];
const TAKES_VALUE: readonly Word[] = ['through', 'out'];

export const LABS_HELP = `Makes what students open from the reference in solutions/raft.

  npm run labs                  write labs/raft and the test tables of the handouts
  npm run labs:check            fail unless all of that is up to date
  npm run labs through=2A       write labs/start-of-2B: 2A solved, the rest to do
  npm run labs through=2A out=DIR
                                write to another folder, which must be empty
  npm run labs force            overwrite what somebody changed or put there`;

/**
 * @param argv what follows the script's name: `check`, `through=2A`, `--through 2A`, ...
 * @param env npm keeps flags before `--` for itself and turns them into npm_config_* variables
 */
export function parseLabsArgs(argv: readonly string[], env: Env): LabsCommand | UsageProblem {
  const said = new Map<Word, string>();
  const words = argv.filter((word) => word !== '--');
  for (let at = 0; at < words.length; at += 1) {
    const text = words[at] ?? '';
    const equals = text.indexOf('=');
    const name = (equals < 0 ? text : text.slice(0, equals)).replace(/^--?/, '').toLowerCase();
    const word = WORDS.find((known) => known === name);
    if (word === undefined) {
      const problem = takenByNpm(text, said, env) ?? unknownWord(text, name);
      if (problem !== 'taken') return problem;
      continue;
    }
    let value = equals < 0 ? '' : text.slice(equals + 1);
    if (equals < 0 && TAKES_VALUE.includes(word)) value = words[(at += 1)] ?? '';
    if (said.has(word)) return askBack(`"${word}" was said twice. Say it once.`);
    said.set(word, value);
  }
  for (const word of WORDS) {
    const value = env[`npm_config_${word}`];
    if (value === undefined || value === '' || value === 'false' || said.has(word)) continue;
    said.set(word, value === 'true' ? '' : value);
  }
  return commandOf(said);
}

/** `npm run labs --through 2A`: npm took the flag as a switch and left its value behind. */
function takenByNpm(text: string, said: Map<Word, string>, env: Env): 'taken' | undefined {
  if (text.startsWith('-')) return undefined;
  const open = TAKES_VALUE.find((word) => env[`npm_config_${word}`] === 'true' && !said.has(word));
  if (open === undefined) return undefined;
  said.set(open, text);
  return 'taken';
}

function unknownWord(text: string, name: string): UsageProblem {
  const stage = STAGES.find((known) => known.toLowerCase() === name);
  if (stage === '2A' || stage === '2B') {
    return askBack(`What about ${stage}? To start after it:`, `npm run labs through=${stage}`);
  }
  const near = nearest(name, WORDS);
  const guess = near === undefined ? '' : ` Did you mean ${near}?`;
  return askBack(`There is no word "${text}".${guess}`, 'npm run labs help');
}

function commandOf(said: ReadonlyMap<Word, string>): LabsCommand | UsageProblem {
  if (said.has('help')) return { kind: 'help', text: LABS_HELP };
  if (said.has('check')) {
    if (said.size === 1) return { kind: 'check' };
    return askBack('"check" looks at labs/raft and takes nothing else:', 'npm run labs:check');
  }
  const given = said.get('through');
  const through = STAGES.find((stage) => stage.toLowerCase() === given?.toLowerCase());
  if (given !== undefined && through === undefined) {
    const what = given === '' ? '"through" wants a stage' : `There is no stage "${given}"`;
    return askBack(`${what}: the last one that is solved.`, 'npm run labs through=2A');
  }
  if (through === '2C') {
    return askBack('After 2C nothing is left to do: the solved files are those in solutions/raft.');
  }
  const out = said.get('out');
  if (out === '') return askBack('"out" wants a folder.', 'npm run labs through=2A out=DIR');
  return { kind: 'write', through, out, force: said.has('force') };
}
