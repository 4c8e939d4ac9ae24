/** `npm run grade`: from the command line to the verdict. The story is in main(); exit codes are below. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import pc from '../report/colour';
import { isUnwell } from '../report/focus';
import type { GradeResult, TestResult } from '../report/result';
import { CATALOGUE } from '../judge/scenarios/catalogue';
import { stageOf } from '../judge/scenarios/scenario';
import { fitted } from '../report/plain';
import {
  gradeLine,
  parseGradeArgs,
  type GradeCommand,
  type GradeTarget,
} from '../command/grade-words/args';
import type { Exhibits } from '../student/grade/failure-pages';
import { listenForInterruption } from '../command/interruption';
import { keepLastGrade, keepStages, readStages } from '../command/memory/last-grade';
import { listing } from '../student/grade/listing';
import { lookBack, toLookBackAt } from '../student/grade/look-back';
import { overview } from '../student/grade/overview';
import { type Ending, guard, report } from '../student/grade/reporting';
import type { Screen } from '../student/grade/screen';
import { stageEnd } from '../student/grade/stage-end';
import { lookedBack, remembered } from '../command/memory/stage-memory';

const EXIT = { passed: 0, failed: 1, usage: 2, grader: 3, interrupted: 130 } as const;

type Exit = (typeof EXIT)[keyof typeof EXIT];

const REPOSITORY = path.join(__dirname, '..', '..');

const interruption = listenForInterruption(EXIT.interrupted);

async function main(): Promise<Exit> {
  const command = parseGradeArgs(process.argv.slice(2), process.env, CATALOGUE, {
    hasSolution: existsSync(path.join(REPOSITORY, 'solutions', 'raft')),
  });
  switch (command.kind) {
    case 'problem':
      complain(command.message);
      return EXIT.usage;
    case 'help':
      print(command.text);
      return EXIT.passed;
    case 'overview':
      print(overview(REPOSITORY, Date.now()));
      return EXIT.passed;
    case 'list':
      print(listing(command.stages));
      return EXIT.passed;
    case 'scenarios':
      return await scenarios(command);
    case 'grade':
      return grade(command);
  }
}

async function scenarios(command: GradeCommand & { kind: 'scenarios' }): Promise<Exit> {
  const { gradeScenarios } = await import('../student/scenario-files/grade-scenarios.js');
  const asked = { ...command, ...folderOf(command), kit: REPOSITORY };
  return (await gradeScenarios(asked, interruption.signal)) as Exit;
}

async function grade(command: GradeCommand & { kind: 'grade' }): Promise<Exit> {
  const { folder, shown } = folderOf(command);
  if (command.target.kind === 'solution' && !existsSync(folder)) {
    complain('This kit came without the reference, so there is no solution to grade.');
    return EXIT.usage;
  }
  const tests = CATALOGUE.filter((test) =>
    command.tests ? command.tests.includes(test.id) : command.stages.includes(stageOf(test)),
  );
  const startedAt = new Date().toISOString();
  const guarded = command.json ? undefined : guard(process.env);
  if (guarded) print(guarded.before);
  if (!command.json) print(pc.bold(`Grading ${command.stages.join(', ')} of ${shown}`));
  const end = async (ending: Ending, exit: Exit): Promise<Exit> => {
    if (guarded) print(guarded.after);
    // The runner of GitHub listens to both streams, and beside JSON there is no room.
    const log = (text: string) => (command.json ? process.stderr : process.stdout).write(text);
    const about = { command, tests, startedAt, env: process.env, log };
    const problems = await report(ending, about);
    problems.forEach(complain);
    return problems.length === 0 ? exit : EXIT.usage;
  };

  // The rest is loaded only now, so that the first line is on the screen at once.
  const { gradeFolder, prepareSuite, publicSeeds } =
    await import('../runs/grading/grade-folder.js');
  const { NoTemporaryFolder } = await import('../runs/pool/pool.js');
  const { Screen, silent } = await import('../student/grade/screen.js');
  const { target, verbose } = command;
  const screen = command.json ? silent : new Screen(tests, { folder: shown, target, verbose });
  const { signal } = interruption;
  let memory = readStages(REPOSITORY);
  let suite: Awaited<ReturnType<typeof prepareSuite>> | undefined;
  try {
    suite = await prepareSuite();
    const options = {
      folder,
      shown,
      suite,
      replay: (id: string, seed: number) => gradeLine({ id, seed, target }),
      signal,
      observer: screen,
    };
    const quiet = { ...options, observer: { ...silent, progress: screen.progress.bind(screen) } };
    const back = await lookBack(toLookBackAt(command, memory), quiet, gradeFolder);
    if (back) {
      screen.lookedBack(back);
      memory = lookedBack(memory, back.result);
    }
    const outcome = await gradeFolder({
      ...options,
      tests,
      stage: command.stages.length === 1 ? (command.stages[0] ?? 'all') : 'all',
      seedsOf: (test) =>
        command.seed === undefined
          ? publicSeeds(command.seeds ?? test.seeds)
          : { shown: [command.seed], hidden: [] },
    });
    if (outcome.kind === 'unusable') {
      screen.end();
      complain(outcome.message);
      return await end(outcome, EXIT.usage);
    }
    const { result } = outcome;
    const regressions = back?.regressions ?? [];
    if (target.kind === 'labs') {
      keepLastGrade(REPOSITORY, { ...result, tests: [...regressions, ...result.tests] });
      keepStages(REPOSITORY, remembered(memory, result, command.seed));
    }
    if (command.json) process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
    else {
      const shown = await shownBeside(command, folder, [...regressions, ...result.tests], screen);
      const ending = regressions.length > 0 ? [] : stageEnd(result, target);
      screen.finish(result, regressions, ending, shown);
    }
    if (!command.json && target.kind === 'labs' && !command.tests) {
      const { keptLine } = await import('../student/scenario-files/kept-line.js');
      const kept = await keptLine({ folder, shown }, command.stages, signal);
      if (kept !== undefined) print(kept);
    }
    if (command.json && result.complete && result.status === 'error')
      complain(graderFailed('see the tests with status "error"'));
    // All was judged, but what shows it was not made to its end.
    const exit = signal.aborted ? EXIT.interrupted : exitOf(result);
    return await end(outcome, exit === EXIT.passed && regressions.length > 0 ? EXIT.failed : exit);
  } catch (thrown) {
    screen.end();
    const isSetUp = thrown instanceof NoTemporaryFolder;
    const exit = isSetUp ? EXIT.usage : fail(thrown);
    if (isSetUp) complain(thrown.message);
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return await end({ kind: 'broken', message }, exit);
  } finally {
    suite?.child.dispose();
  }
}

async function shownBeside(
  { target }: GradeCommand & { kind: 'grade' },
  folder: string,
  tests: readonly TestResult[],
  screen: Pick<Screen, 'busy'>,
): Promise<Exhibits> {
  const { signal } = interruption;
  const failed = tests.filter(isUnwell);
  const { exhibits, NO_EXHIBITS, removePages, wantsExhibits } =
    await import('../student/grade/failure-pages.js');
  if (signal.aborted || !wantsExhibits(process.env)) return NO_EXHIBITS;
  removePages(REPOSITORY, tests);
  if (failed.length === 0) return NO_EXHIBITS;
  screen.busy('drawing what failed');
  const isTerminal = process.stdout.isTTY && process.env['CI'] === undefined;
  return exhibits({ folder, kit: REPOSITORY, failed, target, signal, isTerminal });
}

function exitOf({ complete, status }: GradeResult): Exit {
  if (!complete) return EXIT.interrupted;
  if (status === 'error') return EXIT.grader;
  return status === 'passed' ? EXIT.passed : EXIT.failed;
}

function folderOf({ target }: { readonly target: GradeTarget }): {
  folder: string;
  shown: string;
} {
  switch (target.kind) {
    case 'labs':
      return { folder: path.join(REPOSITORY, 'labs', 'raft'), shown: 'labs/raft' };
    case 'solution':
      return { folder: path.join(REPOSITORY, 'solutions', 'raft'), shown: 'solutions/raft' };
    case 'folder': {
      // npm runs scripts at the repository's root; the person may have stood elsewhere.
      const stood = process.env['INIT_CWD'] ?? process.cwd();
      return { folder: path.resolve(stood, target.path), shown: target.path };
    }
  }
}

function print(text: string): void {
  process.stdout.write(`${fitted(text)}\n`);
}

function complain(text: string): void {
  process.stderr.write(`${fitted(text)}\n`);
}

function graderFailed(what: string): string {
  return `The grader itself has failed, which says nothing about your code:\n  ${what}\nRun it again; if it fails again, report it with this text.`;
}

function fail(thrown: unknown): Exit {
  complain(graderFailed(thrown instanceof Error ? thrown.message : String(thrown)));
  if (process.env['RAFT_LAB_DEBUG'] && thrown instanceof Error) complain(thrown.stack ?? '');
  return EXIT.grader;
}

process.on('uncaughtException', (thrown) => {
  process.exit(fail(thrown));
});

void main()
  .catch(fail)
  .then((exit) => {
    const unwritten = interruption.unwritten();
    if (unwritten) complain(`The report cannot be written: ${unwritten.message}`);
    process.exitCode = unwritten ? EXIT.usage : exit;
  });
