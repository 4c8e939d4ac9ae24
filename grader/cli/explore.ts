/**
 * `npm run explore`: plays everything that can happen to a small cluster of the student's code, shortest
 * schedules first, and reports the first that breaks a rule. Exit codes as those of grade.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import pc from '../report/colour';
import type { ExploreJob } from '../runs/explore/exploration';
import { NoTemporaryFolder } from '../runs/pool/pool';
import { bundleFolder, bundlePrelude } from '../world/realm/bundle';
import { type ExploreCommand, parseExploreArgs, replayLine } from '../student/explore/explore-args';
import { broken, coverage, schedule, scopeText, status } from '../student/explore/explore-report';
import { explore } from '../student/explore/exploring';
import { listenForInterruption } from '../command/interruption';
import { unusable } from '../runs/grading/unusable';
import { COLUMNS, fitted } from '../report/plain';

const EXIT = { clean: 0, broken: 1, usage: 2, grader: 3, interrupted: 130 } as const;

type Exit = (typeof EXIT)[keyof typeof EXIT];

const REPOSITORY = path.join(__dirname, '..', '..');

const interruption = listenForInterruption(EXIT.interrupted);

async function main(): Promise<Exit> {
  const command = parseExploreArgs(process.argv.slice(2), {
    hasSolution: existsSync(path.join(REPOSITORY, 'solutions', 'raft')),
  });
  switch (command.kind) {
    case 'problem':
      complain(command.message);
      return EXIT.usage;
    case 'help':
      print(command.text);
      return EXIT.clean;
    case 'explore':
      return run(command);
  }
}

async function run(command: ExploreCommand): Promise<Exit> {
  const { scope, seconds, replay } = command;
  const { folder, shown } = folderOf(command);
  if (command.target.kind === 'solution' && !existsSync(folder)) {
    complain('This kit came without the reference, so there is no solution to explore.');
    return EXIT.usage;
  }
  print(pc.bold(replay === undefined ? `Exploring ${shown}` : `Replaying a schedule on ${shown}`));
  const bundle = await bundleFolder(folder, await bundlePrelude());
  if (Array.isArray(bundle)) {
    complain(unusable(folder, shown, bundle));
    return EXIT.usage;
  }
  if (replay === undefined)
    print(`${scope.stage}: ${scopeText(scope)}\nat most ${seconds} seconds\n`);
  const job: ExploreJob = { scope, seconds, ...(replay !== undefined && { replay }) };
  const { signal } = interruption;
  const outcome = await explore({
    job,
    text: bundle.text,
    signal,
    progress: (covered) => {
      live(status(covered));
    },
  });
  live('');
  switch (outcome.end) {
    case 'no such schedule':
      complain(
        'In this code there is no such schedule: a message in it is never sent. Has the code been changed since? Explore it anew.',
      );
      return EXIT.usage;
    case 'replayed':
      print(`${schedule(outcome.words ?? []).join('\n')}\n\nNothing broke.`);
      return EXIT.clean;
    case 'interrupted':
      print(coverage(outcome, scope));
      return EXIT.interrupted;
    default:
      break;
  }
  if (replay === undefined) print(coverage(outcome, scope));
  if (!outcome.failure) {
    print(pc.green('No rule was broken.'));
    return EXIT.clean;
  }
  const context = {
    shown,
    map: bundle.map,
    stage: scope.stage,
    replay: replayLine(command, outcome.schedule ?? ''),
  };
  print(`${replay === undefined ? '\n' : ''}${broken(outcome, context)}`);
  return EXIT.broken;
}

function folderOf({ target }: ExploreCommand): { folder: string; shown: string } {
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

function live(text: string): void {
  if (!process.stdout.isTTY || process.env['CI'] !== undefined) return;
  const width = Math.min(COLUMNS, process.stdout.columns || COLUMNS) - 1;
  process.stdout.write(`\r\u001b[2K${pc.dim(text.slice(0, width))}`);
}

function print(text: string): void {
  process.stdout.write(`${fitted(text)}\n`);
}

function complain(text: string): void {
  process.stderr.write(`${fitted(text)}\n`);
}

function fail(thrown: unknown): Exit {
  live('');
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof NoTemporaryFolder) {
    complain(text);
    return EXIT.usage;
  }
  complain(
    `The grader itself has failed, which says nothing about your code:\n  ${text}\nRun it again; if it fails again, report it with this text.`,
  );
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
