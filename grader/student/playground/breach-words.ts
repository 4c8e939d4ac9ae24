/** Texts about a broken rule: what to read, and which hint to ask for. */
import type { RecordedVerdict } from '../../runs/replay/recording';
import { plain } from '../../report/plain';
import type { Place } from '../../report/place';
import { anchorOf, entryOf } from '../../judge/rules/explanations';
import { seconds } from '../../world/sim/time';
import type { Breach } from './play-state';

export function breachOf(
  verdict: RecordedVerdict,
  place: Place | undefined,
  shown: string,
  isStuck: boolean,
): Breach {
  const { rule } = verdict;
  const isRule = entryOf(rule) !== undefined;
  return {
    ...verdict,
    message: plain(verdict.message),
    ...(place && { place: plain(`${shown}/${place.file}:${place.line}:${place.column}`) }),
    ...(!isRule && { title: 'This is not written yet' }),
    read: isRule ? anchorOf(rule) : 'the comment there',
    hint: isRule ? `npm run hint ${rule}` : 'npm run grade',
    isStuck,
  };
}

/** How the same branch ends with changed code. */
export function reloadWords(before: string | undefined, after: Breach | undefined): string {
  const now = after && `${after.rule} breaks at ${seconds(after.at)}`;
  if (before === undefined)
    return now ? `With the new code, ${now}.` : 'The same, with the new code.';
  if (!now) return `With the new code, ${before} no longer breaks.`;
  return after.rule === before
    ? `With the new code, ${now} still.`
    : `With the new code, ${before} no longer breaks, but ${now}.`;
}

/** Why the run cannot continue. */
export function standsStill(breach: Breach | undefined): string {
  if (breach?.rule === 'TODO')
    return 'The run has stopped at a TODO. Write it, and reload the code.';
  return breach
    ? `The run has stopped: ${breach.rule} is broken. Go back, or start a new session.`
    : 'The session has reached its maximum length. Go back, or start a new one.';
}
