/** Replays scenario files as tests, so that a failure that a student has kept stays fixed. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Entering } from '../../runs/pool/narration';
import { countLateRejections } from '../../world/realm/rejections';
import { perform } from '../../runs/replay/perform';
import { readSchedule, Unreadable } from '../../runs/replay/read-schedule';
import type { Schedule } from '../../runs/replay/schedule';
import { failureIn } from './failed';
import { hearingRejections } from './jest';
import { macrotask } from './scenario';
import { LABS, submissionIn, withoutStack } from './submission';

export interface ReplayOptions {
  /** Folder of raft.ts; labs/raft by default. */
  readonly folder?: string;
}

const KEPT = path.join(LABS, 'scenarios');

/** Paths of the scenario files in a folder; by default those kept with `npm run shrink keep`. */
export function scenarioFiles(folder = KEPT): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.scenario.json'))
    .sort()
    .map((name) => path.relative(process.cwd(), path.join(folder, name)));
}

/**
 * Replays a scenario file with the current code and checks all rules of its stage.
 *
 * @throws ScenarioFailed if a rule breaks; Error if the file cannot be read
 */
export async function replayFile(
  file: string,
  { folder = LABS }: ReplayOptions = {},
): Promise<void> {
  const schedule = scheduleIn(file);
  const submission = await submissionIn(folder);
  const entered = new Map<string, Entering>();
  const result = await hearingRejections(async () => {
    await macrotask();
    const performed = perform(submission.program, schedule, {
      entering: (server, what, atMicros) => entered.set(server, { server, what, atMicros }),
    });
    await countLateRejections();
    return performed.result;
  });
  const failed = failureIn(result, { title: file, stage: schedule.stage, submission, entered });
  if (failed) throw failed;
}

function scheduleIn(file: string): Schedule {
  try {
    return readSchedule(readFileSync(file, 'utf8'));
  } catch (thrown) {
    if (thrown instanceof Unreadable) throw withoutStack(`${file}: ${thrown.message}`);
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code === undefined) throw thrown;
    throw withoutStack(`${file} cannot be read (${code}).`);
  }
}
