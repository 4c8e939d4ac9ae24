import { MS } from '../../../world/sim/time';
import { Directed } from '../directed';
import { at, demand } from '../expect';
import { rows, scenario } from '../scenario';
import { FAR } from './moments';

/**
 * How often a timeout is measured, and how much the measured times must differ. Timeouts drawn evenly
 * from 100 ms, the narrowest range that makes sense, are all within 10 ms with a probability of about
 * 40 * 0.1^39, less than 1e-37. A timer that is checked only every 50 ms leaves three values, one of
 * them rare: all 40 are the same with a probability of less than 2 * 0.5^40, about 2e-12.
 */
const TIMEOUTS = 40;
const SPREAD_MS_MIN = 10;
/** What is measured is a little narrower than what the times are drawn from. */
const MEASURED_SPREAD_MS_MIN = 0.8 * SPREAD_MS_MIN;
/**
 * Timeouts of nearly 5 s need not be measured 40 times: by then they have been within 10 ms for
 * minutes.
 */
const MEASURED_MS_MAX = 100_000;
/** Time for the network and a save in both directions. */
const VOTE_MS = 50;

interface Row {
  readonly name: string;
  readonly what: string;
  /** @returns how long the timer ran, in ms */
  readonly timeout: (test: Directed) => number;
}

export const randomTimeouts = scenario({
  id: '2A/random-timeouts',
  title: 'Each election timeout is drawn at random',
  story:
    'The test measures many times how long a server waits: from one candidacy to the next, and from the last heartbeat to a candidacy. Timeouts that are all equal would split the vote forever.',
  rules: ['F.2', 'C.4'],
  points: 2,
  servers: 3,
  alone: true,
  seeds: 3,
  play: rows<Row>(
    [
      { name: 'a candidate', what: 'from one candidacy to the next', timeout: asCandidate },
      { name: 'a follower', what: 'from the last heartbeat to a candidacy', timeout: asFollower },
    ],
    (cluster, { what, timeout }) => {
      const test = new Directed(cluster);
      const measured: number[] = [];
      let [least, most] = [Infinity, -Infinity];
      while (measured.length < TIMEOUTS && cluster.nowMs < MEASURED_MS_MAX) {
        const took = timeout(test);
        measured.push(took);
        [least, most] = [Math.min(least, took), Math.max(most, took)];
        if (most - least >= MEASURED_SPREAD_MS_MIN) break;
      }
      const tooFast =
        most < VOTE_MS
          ? ` And ${most.toFixed(0)} ms is less than a vote may take to arrive: does a candidacy reset the timer, with a new timeout (C.1)?`
          : '';
      demand(
        most - least >= MEASURED_SPREAD_MS_MIN,
        'F.2',
        `In ${measured.length} measurements ${test.subject.name} always took ${least.toFixed(0)} to ${most.toFixed(0)} ms ${what} (${at(cluster)}). Each election timeout must be drawn at random, a new one each time, so that servers seldom start elections at the same moment.${tooFast}`,
      );
    },
  ),
});

function asCandidate(test: Directed): number {
  const first = test.candidacy(0);
  for (const request of first.requests) request.drop();
  const from = askedAt(first.requests);
  const second = test.candidacy(first.term);
  return askedAt(second.requests) - from;
}

function asFollower(test: Directed): number {
  const term = test.term + FAR;
  test.append(test.puppet(0), { term });
  const from = test.cluster.nowMs;
  return askedAt(test.candidacy(term).requests) - from;
}

/** Arrival time of a candidacy's first request, in ms. */
function askedAt(requests: readonly { readonly at: number }[]): number {
  return Math.min(...requests.map((request) => request.at)) / MS;
}
