/** `npm run grade`: from the command line to the verdict. The story is in main(); exit codes are below. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import pc from '../report/colour';
import type { Stage } from '../contract';
import type { GradeResult } from '../report/result';
import { CATALOGUE } from '../scenarios/catalogue';
import type { Scenario } from '../scenarios/scenario';
import { stageOf } from '../scenarios/scenario';
import { gradeHelp, gradeLine, parseGradeArgs, type GradeCommand } from './args';
import { listenForInterruption } from './interruption';
import { keepLastGrade } from './last-grade';
import { type Ending, guard, report } from './reporting';

const EXIT = { passed: 0, failed: 1, usage: 2, grader: 3, interrupted: 130 } as const;

type Exit = (typeof EXIT)[keyof typeof EXIT];

const REPOSITORY = path.join(__dirname, '..', '..');

const interruption = listenForInterruption(EXIT.interrupted);

async function main(): Promise<Exit> {
  const command = parseGradeArgs(process.argv.slice(2), process.env, CATALOGUE);
  switch (command.kind) {
    case 'problem':
      complain(command.message);
      return EXIT.usage;
    case 'help':
      print(command.text);
      return EXIT.passed;
    case 'overview':
      print(gradeHelp({ id: '2C/figure-8' }));
      return EXIT.passed;
    case 'list':
      print(listing(command.stages));
      return EXIT.passed;
    case 'grade':
      return grade(command);
  }
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
  const { gradeFolder, publicSeeds } = await import('../grading/grade-folder.js');
  const { NoTemporaryFolder } = await import('../pool/pool.js');
  const { Screen, silent } = await import('./screen.js');
  const screen = command.json ? silent : new Screen(tests, shown, command.verbose);
  const { signal } = interruption;
  try {
    const outcome = await gradeFolder({
      folder,
      shown,
      tests,
      stage: command.stages.length === 1 ? (command.stages[0] ?? 'all') : 'all',
      seedsOf: (test) =>
        command.seed === undefined
          ? publicSeeds(command.seeds ?? test.seeds)
          : { shown: [command.seed], hidden: [] },
      replay: (id, seed) => gradeLine({ id, seed, target: command.target }),
      signal,
      observer: screen,
    });
    if (outcome.kind === 'unusable') {
      screen.end();
      complain(outcome.message);
      return await end(outcome, EXIT.usage);
    }
    const { result } = outcome;
    if (command.target.kind === 'labs') keepLastGrade(REPOSITORY, result);
    if (command.json) print(JSON.stringify(result, undefined, 2));
    else screen.finish(result);
    if (command.json && result.complete && result.status === 'error')
      complain(graderFailed('see the tests with status "error"'));
    return await end(outcome, exitOf(result));
  } catch (thrown) {
    screen.end();
    const isSetUp = thrown instanceof NoTemporaryFolder;
    const exit = isSetUp ? EXIT.usage : fail(thrown);
    if (isSetUp) complain(thrown.message);
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return end({ kind: 'broken', message }, exit);
  }
}

function exitOf({ complete, status }: GradeResult): Exit {
  if (!complete) return EXIT.interrupted;
  if (status === 'error') return EXIT.grader;
  return status === 'passed' ? EXIT.passed : EXIT.failed;
}

function folderOf({ target }: GradeCommand & { kind: 'grade' }): { folder: string; shown: string } {
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

function listing(stages: readonly Stage[]): string {
  const width = Math.max(...CATALOGUE.map(({ id }) => id.length));
  const line = (test: Scenario) =>
    `${test.id.padEnd(width)}  ${String(test.points).padStart(3)} points  ${test.story}`;
  return stages
    .map((stage) =>
      CATALOGUE.filter((test) => stageOf(test) === stage)
        .map(line)
        .join('\n'),
    )
    .join('\n\n');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function complain(text: string): void {
  process.stderr.write(`${text}\n`);
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
