/** The run with which a playground starts: a new one, or a test's. */
import { askBack } from '../../command/usage-problem';
import type { Place } from '../../command/place';
import { Refusal } from '../../command/run-command';
import { COLUMNS, fold, plain } from '../../report/plain';
import { unusable } from '../../runs/grading/unusable';
import { Replayer } from '../../runs/replay/replayer';
import type { Schedule } from '../../runs/replay/schedule';
import type { Seed } from '../../world/sim/seed';
import type { Line } from './line';
import type { Start } from './play-args';
import { freshLine, lineOf } from './start-line';

/** @throws Refusal if there is no such run */
export async function firstLine(
  start: Exclude<Start, { readonly kind: 'scenario' }>,
  { folder, shown }: Place,
): Promise<Line> {
  switch (start.kind) {
    case 'fresh':
      return freshLine(start);
    case 'run':
      return lineOf(await recorded(start.test, start.seed, folder, shown));
  }
}

/** Records a run of a test, to get its schedule. */
async function recorded(
  test: string,
  seed: Seed,
  folder: string,
  shown: string,
): Promise<Schedule> {
  const opened = await Replayer.open(folder);
  if (opened.kind === 'unusable') throw new Refusal(notPlayable(unusable(shown, opened.problems)));
  try {
    const replayed = await opened.replayer.ask({ kind: 'record', test, seed });
    if (replayed.kind === 'interrupted') throw new Refusal('It was interrupted.');
    if (replayed.kind === 'ended')
      throw new Refusal(
        folded(`${test} seed ${seed}: ${plain(replayed.result.failure?.message ?? '')}`),
      );
    const { schedule } = replayed.answer;
    if (schedule) return schedule;
    throw new Refusal(
      askBack(
        `In ${test} the test itself plays the other servers, so you cannot continue the run. To see it:`,
        `npm run trace ${test} seed=${seed}`,
      ).message,
    );
  } finally {
    opened.replayer.close();
  }
}

/** A grading's message, without its line about grading. */
export function notPlayable(text: string): string {
  return text.replace(/\n\nNothing was graded\.$/, '');
}

function folded(text: string): string {
  return fold(text, COLUMNS).join('\n');
}
