/**
 * `npm run break`: the student puts a fault into a copy of a Raft that has passed, guesses which test
 * will catch it, and sees the result. Exit code 0 when the fault was caught, 1 when it was not, 2 for
 * an invalid command line or folder, 130 if interrupted.
 */
import { gradeLine } from '../command/grade-line';
import { listenForInterruption } from '../command/interruption';
import { readStages } from '../command/memory/last-grade';
import { KIT } from '../command/place';
import { EXIT, print, Refusal, runCommand } from '../command/run-command';
import { CATALOGUE } from '../judge/scenarios/catalogue';
import { stageOf } from '../judge/scenarios/scenario';
import { isUnwell } from '../report/focus';
import { gradeFolder } from '../runs/grading/grade-folder';
import { publicSeeds } from '../runs/grading/seeds';
import { type BreakCommand, BREAK, parseBreakArgs } from '../student/break/break-args';
import {
  changesText,
  howToPlay,
  ideas,
  stagesPassed,
  verdict,
} from '../student/break/break-report';
import { BrokenCopy, COPY } from '../student/break/broken-copy';

const interruption = listenForInterruption(EXIT.interrupted);

runCommand(parseBreakArgs, run, { interruption });

async function run(command: BreakCommand): Promise<number> {
  if (command.kind === 'ideas') return print(ideas());
  const stage = stagesPassed(readStages(KIT)).at(-1);
  if (stage === undefined)
    throw new Refusal(
      'You need a working Raft to break. Pass all tests of a stage first:\n  npm run grade 2A',
    );
  const copy = new BrokenCopy(KIT);
  if (command.kind === 'again' || !copy.isThere) copy.make();
  if (command.kind !== 'judge') return print(howToPlay(stage));
  const changes = copy.changes();
  if (changes.length === 0)
    throw new Refusal(`The copy in ${COPY} has no fault yet. For ideas:\n  ${BREAK} ideas`);
  print(changesText(changes));
  return await judge(command, copy.folder);
}

async function judge(
  { stage, guess }: BreakCommand & { readonly kind: 'judge' },
  folder: string,
): Promise<number> {
  const { signal } = interruption;
  const outcome = await gradeFolder({
    folder,
    shown: COPY,
    tests: CATALOGUE.filter((test) => stageOf(test) === stage),
    stage,
    seedsOf: ({ seeds }) => publicSeeds(seeds),
    replay: (id, seed) => gradeLine({ id, seed, target: { kind: 'folder', path: COPY } }),
    signal,
    observer: { progress: () => undefined, testDone: () => undefined },
    types: false,
  });
  if (outcome.kind === 'unusable') throw new Refusal(outcome.message);
  if (signal.aborted) return EXIT.interrupted;
  const { tests } = outcome.result;
  print(verdict(stage, guess, tests));
  return tests.some(isUnwell) ? 0 : 1;
}
