/** `npm run grade`: reads the command line, prints what it will do, and calls the rooms that do it. */
import { existsSync } from 'node:fs';
import { parseGradeArgs, type GradeCommand } from '../command/grade-words/args';
import { listenForInterruption } from '../command/interruption';
import { hasSolution, KIT, placeOf } from '../command/place';
import { EXIT, graderFailed, print, type Read, Refusal, runCommand } from '../command/run-command';
import { CATALOGUE } from '../judge/scenarios/catalogue';
import pc from '../report/colour';
import { grade } from '../student/grade/grade';
import { listing } from '../student/grade/listing';
import { overview, presentStage } from '../student/grade/overview';
import { guard } from '../student/grade/reporting';
import { gradeScenarios } from '../student/scenario-files/grade-scenarios';

const interruption = listenForInterruption(EXIT.interrupted);

runCommand(read, run, { interruption, fault: graderFailed });

function read(argv: readonly string[], env: NodeJS.ProcessEnv): Read<GradeCommand> {
  // `npm test` in a student's kit passes "present".
  const words = argv.map((word) => (word === 'present' ? presentStage(KIT) : word));
  return parseGradeArgs(words, env, CATALOGUE, { hasSolution: hasSolution() });
}

async function run(command: Exclude<GradeCommand, { kind: 'help' | 'problem' }>): Promise<number> {
  switch (command.kind) {
    case 'overview':
      return print(overview(KIT, Date.now()));
    case 'list':
      return print(listing(command.stages));
    case 'scenarios': {
      const asked = { ...command, ...placeOf(command.target), kit: KIT };
      return gradeScenarios(asked, interruption.signal);
    }
    case 'grade': {
      const place = placeOf(command.target);
      if (command.target.kind === 'solution' && !existsSync(place.folder))
        throw new Refusal(
          'This kit does not contain the reference solution, so you cannot grade it.',
        );
      const guarded = command.json ? undefined : guard(process.env);
      if (guarded) print(guarded.before);
      if (!command.json) print(pc.bold(`Grading ${command.stages.join(', ')} of ${place.shown}`));
      return grade({ command, place, guarded, signal: interruption.signal });
    }
  }
}
