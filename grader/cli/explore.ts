/**
 * `npm run explore`: tries the schedules of a small cluster of the student's code, shortest first, and
 * reports the first that breaks a rule. Exit codes as those of grade.
 */
import { existsSync } from 'node:fs';
import { listenForInterruption } from '../command/interruption';
import { StatusLine } from '../command/meter';
import { placeOf } from '../command/place';
import { EXIT, graderFailed, print, Refusal, runCommand } from '../command/run-command';
import pc from '../report/colour';
import type { ExploreJob } from '../runs/explore/exploration';
import { unusable } from '../runs/grading/unusable';
import { type ExploreCommand, parseExploreArgs, replayLine } from '../student/explore/explore-args';
import { broken, coverage, schedule, scopeText, status } from '../student/explore/explore-report';
import { explore, type ExploringOutcome } from '../student/explore/exploring';
import { type Bundle, bundleFolder, bundlePrelude } from '../world/realm/bundle';

const interruption = listenForInterruption(EXIT.interrupted);

runCommand(parseExploreArgs, run, { interruption, fault: graderFailed });

async function run(command: ExploreCommand): Promise<number> {
  const { scope, seconds, replay } = command;
  const { folder, shown } = placeOf(command.target);
  if (command.target.kind === 'solution' && !existsSync(folder))
    throw new Refusal(
      'This kit does not contain the reference solution, so you cannot explore it.',
    );
  print(pc.bold(replay === undefined ? `Exploring ${shown}` : `Replaying a schedule on ${shown}`));
  const bundle = await bundleFolder(folder, await bundlePrelude());
  if (Array.isArray(bundle)) throw new Refusal(unusable(shown, bundle));
  if (replay === undefined)
    print(`${scope.stage}: ${scopeText(scope)}\nat most ${seconds} seconds\n`);
  const job: ExploreJob = { scope, seconds, ...(replay !== undefined && { replay }) };
  const line = new StatusLine();
  const outcome = await explore({
    job,
    text: bundle.text,
    signal: interruption.signal,
    progress: (covered) => {
      line.show(status(covered));
    },
  }).finally(() => {
    line.clear();
  });
  return tell(command, outcome, bundle, shown);
}

function tell(
  command: ExploreCommand,
  outcome: ExploringOutcome,
  bundle: Bundle,
  shown: string,
): number {
  const { scope, replay } = command;
  if (outcome.end === 'no such schedule')
    throw new Refusal(
      'This schedule does not fit this code: one of its messages is never sent. Has the code changed since? Explore it again.',
    );
  if (outcome.end === 'replayed')
    return print(`${schedule(outcome.words ?? []).join('\n')}\n\nNothing broke.`);
  if (replay === undefined || outcome.end === 'interrupted') print(coverage(outcome, scope));
  if (outcome.end === 'interrupted') return EXIT.interrupted;
  if (!outcome.failure) return print(pc.green('No rule was broken.'));
  const context = {
    shown,
    map: bundle.map,
    stage: scope.stage,
    replay: replayLine(command, outcome.schedule ?? ''),
  };
  print(`${replay === undefined ? '\n' : ''}${broken(outcome, context)}`);
  return EXIT.failed;
}
