/**
 * The whole of shrinking, in the process that has the code: records the failing run if necessary,
 * shrinks it, finds what would have let it pass, and records the small run.
 */
import type { Program } from '../../world/realm/program';
import { countLateRejections } from '../../world/realm/rejections';
import type { RunResult } from '../../judge/scenarios/run-result';
import type { ReplayAnswer, ReplayJob } from './replay-job';
import { perform, type PerformOptions } from './perform';
import { record } from './record';
import { pack } from './recording';
import type { Schedule } from './schedule';
import { isTooLong, type Limits, shrink } from './shrink';
import { testCalled } from '../../judge/scenarios/catalogue';
import { playing } from './trials';
import { WELL_FOR, whatIf } from './what-if';
import { type Reason, whyNot, type WhyNot } from './why-not';

type ShrinkJob = ReplayJob & { readonly kind: 'shrink' };

export async function shrinkRun(
  program: Program,
  { of, limits }: ShrinkJob,
  entering?: PerformOptions['entering'],
): Promise<ReplayAnswer> {
  const options = entering && { entering };
  const recorded = runOf(program, of, entering);
  const { result, schedule } = recorded;
  const not = (why: WhyNot): ReplayAnswer => ({ ...recorded, shrunk: why });
  if (!result.failure) return not(whyNot('passes'));
  const reason = withoutTrying(of, result, limits);
  if (reason || !schedule) return not(whyNot(reason ?? 'played by hand', result.failure.rule));
  const play = playing(program, countLateRejections, options);
  const shrunk = await shrink(play, { ...schedule, breaks: result.failure.rule }, limits);
  if (shrunk.kind === 'not') return not(shrunk);
  const { failing, before, replays, isCutShort } = shrunk;
  const small = goingOn({ ...failing.schedule, title: smallTitle(schedule.title) });
  const again = perform(program, small, { ...options, record: true });
  if (!again.recording) throw new Error('nothing was recorded');
  const sentence = await whatIf(play, small, again.recording.events);
  return {
    result: again.result,
    recording: pack(again.recording),
    schedule: small,
    size: again.size,
    shrunk: { kind: 'smaller', before, replays, isCutShort, whatIf: sentence },
  };
}

function runOf(
  program: Program,
  of: ShrinkJob['of'],
  entering: PerformOptions['entering'],
): Pick<ReplayAnswer, 'result' | 'recording' | 'schedule'> {
  if ('test' in of) {
    const { recording, ...rest } = record(program, testCalled(of.test), of.seed, entering);
    return { ...rest, recording: pack(recording) };
  }
  const { result, recording } = perform(program, of, {
    ...(entering && { entering }),
    record: true,
  });
  if (!recording) throw new Error('nothing was recorded');
  return { result, recording: pack(recording), schedule: of };
}

/** The reason why a run cannot be shrunk, if it is known without a try. */
function withoutTrying(
  of: ShrinkJob['of'],
  { failure, totals }: RunResult,
  limits: Limits,
): Reason | undefined {
  if (failure?.rule === 'TODO') return 'not written yet';
  if (failure?.rule === 'K.3') return 'never came back';
  if ('test' in of) {
    const { rig, alone } = testCalled(of.test);
    if (rig) return 'a Persister alone';
    if (alone) return 'played by hand';
  }
  return isTooLong(totals.events, limits) ? 'long' : undefined;
}

/** Extends the schedule, so that code in which the rule does not break is watched a little longer. */
function goingOn(schedule: Schedule): Schedule {
  return schedule.expects ? schedule : { ...schedule, until: schedule.until + WELL_FOR };
}

/** Adds the suffix only once, however often a file is shrunk. */
function smallTitle(title: string): string {
  return title.endsWith(SMALLER) ? title : `${title}${SMALLER}`;
}

const SMALLER = ', made smaller';
