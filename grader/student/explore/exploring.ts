/**
 * The parent's side of an exploration: one child under the same watch as those of grade. A child that
 * had to be ended is looked at once more, with its loops counted and only the schedule that it died of,
 * so that the loop can be named.
 */
import path from 'node:path';
import type { Covered, ExploreJob, ExploreResult } from '../../runs/explore/exploration';
import {
  type AliveExploring,
  type ResultOfExploring,
  type Trying,
} from '../../runs/explore/child-messages';
import { type Ending, endedResult } from '../../runs/pool/ended-run';
import { type Patience, SHORT, USUAL } from '../../runs/pool/limits';
import { withCountedLoops } from '../../runs/pool/loops';
import type { FromChild } from '../../runs/pool/messages';
import { ENDLESS, Narration } from '../../runs/pool/narration';
import { prepareChild } from '../../runs/pool/pool';
import { GraderFault, Runner } from '../../runs/pool/runner';
import { watchdog } from '../../runs/pool/watchdog';
import type { ProgramText } from '../../world/realm/program';

export interface ExploringOptions {
  readonly job: ExploreJob;
  readonly text: ProgramText;
  readonly signal: AbortSignal;
  /** Told several times a second how far it is. */
  readonly progress: (covered: Covered) => void;
}

/** What there is to report, and `interrupted` if it was ended before its time. */
export type ExploringOutcome = Omit<ExploreResult, 'end'> & {
  readonly end: ExploreResult['end'] | 'interrupted' | 'forced';
};

const NOTHING: Covered = { levels: [], schedules: 0, states: 0 };

/** @throws GraderFault; NoTemporaryFolder */
export async function explore(options: ExploringOptions): Promise<ExploringOutcome> {
  const child = await prepareChild(
    path.join(__dirname, '..', '..', 'runs', 'explore', 'explore-child.ts'),
  );
  try {
    const { job, text } = options;
    const runCpuSeconds = job.seconds + USUAL.runCpuSeconds;
    const first = await attempt(child.mainFile, options, text, { ...USUAL, runCpuSeconds });
    if (first.kind !== 'ended') return first.outcome;
    return await afterEnd(child.mainFile, options, first);
  } finally {
    child.dispose();
  }
}

type Attempt =
  | { readonly kind: 'done'; readonly outcome: ExploringOutcome }
  | {
      readonly kind: 'ended';
      readonly how: Ending;
      readonly by: string;
      readonly covered: Covered;
      readonly last: Trying | undefined;
      readonly rest: string;
    };

async function attempt(
  mainFile: string,
  { job, signal, progress }: Omit<ExploringOptions, 'text'>,
  text: ProgramText,
  patience: Patience,
): Promise<Attempt> {
  if (signal.aborted) return { kind: 'done', outcome: { end: 'interrupted', ...NOTHING } };
  const runner = new Runner(mainFile);
  await runner.load(text, true);
  let covered = NOTHING;
  let stop: () => void = () => undefined;
  try {
    return await new Promise<Attempt>((resolve, reject) => {
      let how: Ending | 'mute' = 'died';
      const watch = watchdog(runner.pid, patience, (why) => {
        how = why;
        runner.kill();
      });
      const interrupt = () => {
        resolve({ kind: 'done', outcome: { end: 'interrupted', ...covered } });
      };
      signal.addEventListener('abort', interrupt);
      stop = () => {
        signal.removeEventListener('abort', interrupt);
        watch.stop();
      };
      runner.hear = (message: FromChild) => {
        watch.alive();
        if (message.kind === 'fault') reject(new GraderFault(message.text));
        if (message.kind === 'alive') {
          ({ covered } = message as AliveExploring);
          progress(covered);
        }
        if (message.kind === 'result')
          resolve({
            kind: 'done',
            outcome: (message as unknown as ResultOfExploring).explored,
          });
      };
      runner.gone = (end) => {
        const { last, rest } = new Narration(runner.stderr);
        if (how === 'mute') reject(new GraderFault('its process neither worked nor answered'));
        else
          resolve({
            kind: 'ended',
            how,
            by: end.how,
            covered,
            last: last as Trying | undefined,
            rest,
          });
      };
      runner.send({ kind: 'run', test: JSON.stringify(job), seed: 0 });
    });
  } finally {
    stop();
    runner.kill();
  }
}

/** The code is to blame if it ends its process once more, on that schedule alone. */
async function afterEnd(
  mainFile: string,
  options: ExploringOptions,
  { how, by, covered, last }: Attempt & { kind: 'ended' },
): Promise<ExploringOutcome> {
  const { job, text } = options;
  if (!last) throw new GraderFault(`the process that explored was ended (${by})`);
  const { schedule } = last;
  const replay = { ...job, replay: schedule };
  const again = { ...options, job: replay };
  const student = withCountedLoops(text.student);
  const counted = await attempt(mainFile, again, { ...text, student }, SHORT);
  const thrown = counted.kind === 'done' ? counted.outcome.failure?.thrown : undefined;
  const isNamed = thrown?.split('\n', 1)[0]?.includes(ENDLESS) === true;
  const stack = ['an endless loop', ...(thrown ?? '').split('\n').slice(1)].join('\n');
  if (counted.kind === 'done' && !isNamed && how === 'died')
    throw new GraderFault(`the process that explored was ended (${by})`);
  const run = endedResult(
    { test: 'explore', seed: 0 },
    { how, by, last, ...(isNamed && { thrown: stack }) },
  );
  return {
    ...covered,
    end: 'forced',
    schedule,
    ...(run.failure && { failure: run.failure }),
    ...(counted.kind === 'done' && counted.outcome.words && { words: counted.outcome.words }),
  };
}
