/**
 * `npm run hand-in`: checks labs/raft, grades it once, and packs it into a zip to upload. Exit codes: 0
 * it is packed, whatever its points; 1 something has to be fixed first; 2 the command line is wrong; 3
 * the grader itself failed.
 */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Stage, STAGES } from '../contract';
import { gradeLine } from '../command/grade-line';
import { listenForInterruption } from '../command/interruption';
import { reader, type Said, type Vocabulary } from '../command/options';
import { KIT, placeOf, whereStood } from '../command/place';
import { EXIT, graderFailed, print, Refusal, runCommand } from '../command/run-command';
import { ofStage } from '../judge/scenarios/catalogue';
import pc from '../report/colour';
import { plain } from '../report/plain';
import { readSubmission } from '../world/realm/bundle';
import { gradeFolder, kitVersion } from '../runs/grading/grade-folder';
import { publicSeeds } from '../runs/grading/seeds';
import type { Finding } from '../student/doctor/finding';
import { graderFiles, ownFiles, textFiles } from '../student/doctor/kit-files';
import { presentStage } from '../student/grade/overview';
import { pack } from '../student/hand-in/pack';

const VOCABULARY: Vocabulary = {
  command: 'npm run hand-in',
  does: 'Checks and grades labs/raft, and packs it into a zip to hand in.',
  words: [
    {
      name: 'stage',
      takes: '2C',
      does: 'what you hand in: 2A, 2B or 2C (your current stage by default)',
    },
    { name: 'out', takes: 'FILE.zip', does: 'where to write it (hand-in-2C.zip)' },
    { name: 'anyway', does: "pack it even if the grader's files have changed" },
  ],
  examples: ['npm run hand-in', 'npm run hand-in stage=2B out=raft-2.zip'],
};

const interruption = listenForInterruption(EXIT.interrupted);

runCommand(reader(VOCABULARY), handIn, { interruption, fault: graderFailed });

async function handIn(said: Said): Promise<number> {
  const stage = stageIn(said);
  const name = said.one('out') ?? `hand-in-${stage}.zip`;
  if (!name.toLowerCase().endsWith('.zip'))
    throw new Refusal(`"${plain(name)}" does not end in .zip.`);
  if (!existsSync(path.dirname(whereStood(name))))
    throw new Refusal(`There is no folder for ${plain(name)}. Make it, or choose another out=.`);
  demand(ownFiles(KIT));
  demand(textFiles(KIT));
  demand(graderFiles(KIT), said.has('anyway'));

  const { folder, shown } = placeOf({ kind: 'labs' });
  const files = readSubmission(folder);
  if ('kind' in files) throw new Refusal(files.message, EXIT.failed);
  print(`Grading ${stage} once`);
  const outcome = await gradeFolder({
    ...{ folder, shown, stage, tests: ofStage(stage), types: false },
    seedsOf: () => publicSeeds(1),
    replay: (id, seed) => gradeLine({ id, seed, target: { kind: 'labs' } }),
    signal: interruption.signal,
    observer: { progress: () => undefined, testDone: () => undefined },
  });
  if (interruption.signal.aborted) return EXIT.interrupted;
  // Code with a syntax error, or with wrong capital letters in an import, cannot run anywhere.
  if (outcome.kind === 'unusable') throw new Refusal(outcome.message, EXIT.failed);
  const { score, maxScore, tests } = outcome.result;
  const passed = tests.filter(({ status }) => status === 'passed').length;
  tell(
    `${score} of ${maxScore} points: ${passed} of ${tests.length} tests passed, on one seed each`,
  );

  const packed = await pack(files, { kitVersion: kitVersion(), stage, score, maxScore });
  if ('problem' in packed) throw new Refusal(packed.problem, EXIT.failed);
  const isNew = !existsSync(whereStood(name));
  writeFileSync(whereStood(name), packed.bytes);
  tell(`${packed.names.length} files of labs/raft, without tests of your own`);
  print(`\n${isNew ? 'Wrote' : 'Overwrote'} ${plain(name)} (${size(packed.bytes)}).\n${WHERE_TO}`);
  return EXIT.passed;
}

const WHERE_TO = [
  'Upload this zip as it is to your course: Moodle, Canvas, Gradescope and others take it.',
  'If your course collects repositories, commit and push labs/raft instead; then you need no zip.',
  'These points are from some of the public seeds. Your course may also grade on other seeds.',
].join('\n');

function stageIn(said: Said): Stage {
  const wanted = said.one('stage');
  if (wanted === undefined) return presentStage(KIT);
  const stage = STAGES.find((one) => one === wanted.toUpperCase());
  if (stage) return stage;
  throw new Refusal(`There is no stage "${plain(wanted)}". There are ${STAGES.join(', ')}.`);
}

/** @throws Refusal for a problem that would cost points or make grading impossible */
function demand({ mark, what, advice = [] }: Finding, isAnyway = false): void {
  if (mark !== 'bad' || isAnyway) {
    tell(plain(what), mark !== 'good');
    return;
  }
  const anyway = what.startsWith('The grader') ? ['To hand in anyway: npm run hand-in anyway'] : [];
  const lines = [what, ...advice, ...anyway].map((line) => plain(line));
  throw new Refusal(`${lines.join('\n')}\nNothing was packed.`, EXIT.failed);
}

function tell(what: string, isOdd = false): void {
  print(`${isOdd ? pc.yellow('!') : pc.green('✓')} ${what}`);
}

function size(bytes: Buffer): string {
  return `${Math.ceil(bytes.length / 1_000)} KB`;
}
