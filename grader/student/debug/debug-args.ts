/** What `npm run debug` was asked for. Pure. Takes the words of a Replay line, whole if need be. */
import type { Stage } from '../../contract';
import { CATALOGUE } from '../../judge/scenarios/catalogue';
import { STAGES, stagesCalled } from '../../command/grade-words/grade-flags';
import type { GradeTarget } from '../../command/grade-line';
import { nearest } from '../../command/nearest';
import { findTest, nameOf, splitTestName } from '../../command/test-names';
import { askBack, LIST_LINE, type UsageProblem } from '../../command/usage-problem';
import {
  type Help,
  readWords,
  type Said,
  type Vocabulary,
  wholeNumber,
} from '../../command/options';

export const DEBUG = 'npm run debug';
/** Where debuggers look if they are not told. */
const USUAL_PORT = 9_229;

export type DebugTarget = GradeTarget;

interface Breaking {
  /** Waits for a debugger, and stops before the run begins. */
  readonly isBreaking: boolean;
  readonly port: number;
}

export type DebugCommand = Breaking &
  (
    | {
        readonly kind: 'run';
        readonly test: string;
        readonly seed: number;
        readonly target: DebugTarget;
      }
    /** Whatever failed last in these stages. */
    | { readonly kind: 'last'; readonly stages: readonly Stage[] }
  );

const VOCABULARY: Vocabulary = {
  command: DEBUG,
  does: 'Replays one run in one process, for a debugger.',
  bare: 'TEST',
  words: [
    { name: 'only', takes: 'NAME', does: 'the test, as in a Replay line' },
    { name: 'seed', takes: 'N', does: 'the seed to replay; 1 if left out' },
    { name: 'dir', takes: 'PATH', does: 'the code in another folder' },
    { name: 'solution', does: 'the reference in solutions/ instead of your labs/' },
    { name: 'break', does: 'wait for a debugger, and stop before the run begins' },
    { name: 'port', takes: 'N', does: `where it waits; ${USUAL_PORT} if left out, 0 for any` },
  ],
  examples: [
    `${DEBUG}                          what failed last`,
    `${DEBUG} 2C/figure-8 seed=7       one run`,
    `${DEBUG} 2C only=figure-8 seed=7  the same in the words of a Replay line`,
    `${DEBUG} 2C/figure-8 break        wait for chrome://inspect or WebStorm`,
  ],
};

export function parseDebugArgs(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): DebugCommand | Help | UsageProblem {
  const said = readWords(VOCABULARY, unpacked(argv), env);
  if (said.kind !== 'said') return said;
  const seed = wholeNumber(said, 'seed', { least: 0, most: 2 ** 31 - 1 });
  if (typeof seed === 'object') return seed;
  const port = wholeNumber(said, 'port', { least: 0, most: 65_535 });
  if (typeof port === 'object') return port;
  const target = targetOf(said);
  if (target === undefined)
    return askBack('One folder at a time: dir=PATH, or solution.', `${DEBUG} help`);
  const breaking = { isBreaking: said.has('break'), port: port ?? USUAL_PORT };
  const stages = said.bare.map(stagesCalled).find((found) => found !== undefined);
  const names = [
    ...said.bare.filter((word) => stagesCalled(word) === undefined),
    ...said.all('only'),
  ];
  const [name, another] = names;
  if (another !== undefined)
    return askBack('One run at a time. Did you mean:', ...names.map((one) => `${DEBUG} ${one}`));
  if (name !== undefined) {
    const test = testCalled(name, stages);
    if (typeof test === 'object') return test;
    return { kind: 'run', test, seed: seed ?? 1, target, ...breaking };
  }
  if (target.kind === 'labs' && seed === undefined)
    return { kind: 'last', stages: stages ?? STAGES, ...breaking };
  return askBack('Which test? For example:', `${DEBUG} 2C/figure-8 seed=${seed ?? 1}`);
}

/** Who is asked for a test's name pastes the whole line; what it says goes before the other words. */
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

function targetOf(said: Said): DebugTarget | undefined {
  const path = said.one('dir');
  if (path !== undefined) return said.has('solution') ? undefined : { kind: 'folder', path };
  return said.has('solution') ? { kind: 'solution' } : { kind: 'labs' };
}

function testCalled(word: string, stages: readonly Stage[] | undefined): string | UsageProblem {
  const found = findTest(word, CATALOGUE, stages);
  if (found.kind === 'one') return found.test.id;
  if (found.kind === 'several') {
    const ids = found.tests.map(({ id }) => id);
    return askBack(
      `"${word}" fits several tests: ${ids.join(', ')}\nFor example:`,
      `${DEBUG} ${ids[0] ?? ''}`,
    );
  }
  const meant = nearest(splitTestName(word).name, CATALOGUE.map(nameOf));
  return meant === undefined
    ? askBack(`There is no test "${word}". All are listed by:`, LIST_LINE)
    : askBack(`There is no test "${word}". Did you mean ${meant}?`, `${DEBUG} ${meant}`);
}
