/**
 * Correct designs that use the times of the contract to their ends, or extras of the dissertation, each with
 * the tests that once marked it wrong, on a seed that showed it.
 */
import { edit, type Edit } from '../../grader/proof/mutants/mutant';
import {
  ANSWERS_OVERTAKE,
  timeouts,
  receiversWait,
  fedEvery,
  CHECKS_QUORUM,
  IGNORES_CANDIDATES,
  GOES_BY_REFUSED_REQUESTS,
  KEEPS_REFUSED_ENTRIES,
  CANDIDATES_DAWDLE,
  JOURNAL,
  COPIES_LATER,
  GIVES_UP,
  THREE_HEARTBEATS,
  STARTS_AGAIN_AFTER_A_LOSS,
  WAITS_FOR_ITS_CALL,
} from './lawful-edits';
import type { Files } from './programs';

interface Design {
  readonly name: string;
  /** A folder of grader/proof/variants that is edited instead of the reference. */
  readonly of?: string;
  readonly edits?: readonly Edit[];
  /** Files that replace those of the same name. */
  readonly files?: Files;
  readonly tests: readonly (readonly [id: string, seed: number])[];
}

export const DESIGNS: readonly Design[] = [
  {
    name: 'a candidate asks up to 120 ms after its term has begun',
    edits: [...CANDIDATES_DAWDLE, ...timeouts(150, 350)],
    tests: [['2A/elections-go-on', 3]],
  },
  {
    name: 'a receiver answers at once or after 400 ms',
    edits: [...receiversWait('Math.random() < 0.5 ? 1 : 400'), ...timeouts(1_300, 2_600)],
    tests: [['2A/initial-election', 3]],
  },
  {
    name: 'a receiver takes up to 500 ms, and the service is fed every 800 ms',
    edits: [
      ...receiversWait('300 + Math.random() * 200'),
      ...fedEvery(800),
      ...timeouts(1_200, 2_400),
    ],
    tests: [
      ['2B/commit-bound', 3],
      ['2B/apply-in-order', 3],
    ],
  },
  {
    name: 'a receiver takes up to 700 ms, and a leader sends again at each heartbeat meanwhile',
    edits: [...receiversWait('500 + Math.random() * 200'), ...timeouts(1_600, 3_200)],
    tests: [['2B/rpc-bytes', 1]],
  },
  {
    name: 'the service is fed every 900 ms, and 40 heartbeats are sent in a second',
    edits: [...fedEvery(900), edit('timers.ts', 'HEARTBEAT_MS = 100', 'HEARTBEAT_MS = 25')],
    tests: [['2B/count', 3]],
  },
  {
    name: 'a leader steps down if a majority is silent for 400 ms, and a receiver takes up to 260 ms',
    edits: [...receiversWait('200 + Math.random() * 60'), ...CHECKS_QUORUM, ...timeouts(400, 900)],
    tests: [
      ['2A/one-vote', 4],
      ['2B/leader-keeps', 1],
    ],
  },
  {
    name: 'a server grants no vote for a while after its boot, because a leader may be alive',
    of: 'sticky',
    edits: [edit('core.ts', 'leaderSeenAt = -Infinity;', 'leaderSeenAt = performance.now();')],
    tests: [
      ['2A/one-vote', 1],
      ['2A/newer-term', 1],
      ['2C/persist-state', 1],
    ],
  },
  {
    name: 'a leader ignores candidates until it has heard from no majority for 2.4 s',
    of: 'sticky',
    edits: IGNORES_CANDIDATES,
    tests: [
      ['2A/newer-term', 1],
      ['2A/steps-down', 1],
    ],
  },
  {
    name: 'a follower goes by the leaderCommit of a request that it refuses',
    of: 'pipelining',
    edits: GOES_BY_REFUSED_REQUESTS,
    tests: [['2C/duplicates', 1]],
  },
  {
    name: 'a follower keeps the entries of a request that it refuses',
    of: 'pipelining',
    edits: KEEPS_REFUSED_ENTRIES,
    tests: [1, 2, 3].flatMap((seed) => [
      ['2C/reliable-churn', seed] as const,
      ['2C/duplicates', seed] as const,
    ]),
  },
  {
    name: "a follower's answers overtake each other",
    edits: ANSWERS_OVERTAKE,
    tests: [1, 2, 3, 4].map((seed) => ['2C/crash-points', seed] as const),
  },
  {
    name: 'all election timeouts are just below 5 s',
    edits: timeouts(4_930, 4_985),
    tests: [1, 4, 7, 10].map((seed) => ['2A/initial-election', seed] as const),
  },
  {
    name: 'election timeouts are between 3 and 4.9 s',
    edits: timeouts(3_000, 4_900),
    tests: [1, 2, 3, 4, 5, 6].flatMap((seed) => [
      ['2C/late-replies', seed] as const,
      ['2C/duplicates', seed] as const,
    ]),
  },
  {
    name: 'a Persister tidies up its journal at every fourth save',
    files: { 'persister.ts': JOURNAL },
    tests: [['2C/economy-once', 1]],
  },
  {
    name: 'a sender gives up on a call after 100 ms',
    edits: GIVES_UP,
    tests: [1, 2, 3].map((seed) => ['2A/steps-down', seed] as const),
  },
  {
    name: 'three heartbeats are sent within 4 ms',
    edits: THREE_HEARTBEATS,
    tests: [1, 2, 3].map((seed) => ['2A/heartbeats', seed] as const),
  },
  {
    name: 'a leader starts again after matchIndex when a request is lost',
    edits: STARTS_AGAIN_AFTER_A_LOSS,
    tests: [
      ['2C/stale-refusal', 1],
      ['2B/lost-request', 1],
      ['2B/retry', 1],
    ],
  },
  {
    name: 'a leader sends no more entries until its call has ended',
    edits: WAITS_FOR_ITS_CALL,
    tests: [1, 2, 3].map((seed) => ['2B/dead-peer', seed] as const),
  },
  {
    name: 'a Persister makes a second copy 400 ms after the last save',
    files: { 'persister.ts': COPIES_LATER },
    tests: [
      ['2C/economy-idle', 1],
      ['2C/economy-once', 1],
    ],
  },
];
