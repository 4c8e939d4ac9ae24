/**
 * One line for each event, in the words of the reports. Text from a submission is made safe to
 * print.
 */
import { plain } from '../../report/plain';
import { arrivalText, serverOf, tell } from '../../report/tell';
import type { Micros } from '../../world/sim/time';
import type { TraceEvent } from '../../world/sim/trace';
import type { Role, ServerView, Status } from './world';

export { serverOf };

const CHARS_MAX = 400;

/** What happened, without time and server. */
export function words(event: TraceEvent): string {
  if (event.kind === 'lost')
    return plain(
      `${event.leg} of ${event.method} S${event.from}→S${event.to} is lost: ${REASONS[event.reason]}`,
    );
  return plain(tell(event)?.text ?? arrivalText(event), CHARS_MAX);
}

/** A server's status or role in a word or two. */
export function standingWord(status: Status, role: Role): string {
  switch (status) {
    case 'up':
      return role;
    case 'played':
      return 'the test';
    default:
      return status;
  }
}

export const REASONS = {
  dropped: 'the network dropped it',
  cut: 'the link is cut',
  down: 'the receiver was down',
} as const;

/**
 * The candidate that the server voted for. A vote that a restarted server read from its disk may be
 * unknown, because it may never have been sent.
 */
export function votedFor({ vote, incarnation }: ServerView): string {
  if (vote) return `S${vote.candidate}`;
  return incarnation > 1 ? 'not known' : 'nobody';
}

/** `14.203 s`, or with more digits. */
export function clockTime(at: Micros, digits = 3): string {
  return `${(at / 1_000_000).toFixed(digits)} s`;
}

/** The event for a screen reader. */
export function sentence(event: TraceEvent): string {
  const server = serverOf(event);
  const who = server === undefined ? '' : `S${server} `;
  return `${clockTime(event.at)}: ${who}${words(event)}`;
}
