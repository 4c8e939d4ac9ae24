/** How a server comes to have given its vote to itself, and what it must refuse in that term. */
import type { Directed } from '../directed';
import { at, demand } from '../expect';
import { FAR } from './moments';

/** A candidate leads as soon as it has enough votes; some need a little longer. */
export const SETTLE_MS = 100;

/** The second puppet must not get a vote that is already given. */
export function refusedToSecond(test: Directed, term: number, why: string): void {
  const second = test.puppet(1);
  const reply = test.ask(second, term);
  demand(
    !reply.voteGranted,
    'RV.2',
    `${test.subject.name} granted its vote to ${second.name} in term ${term} ${at(test.cluster)}, though ${why}.`,
  );
  demand(
    reply.term >= term,
    'RV.2',
    `${test.subject.name} is in term ${term} and refused its vote to ${second.name} in that term with a reply of term ${reply.term} (${at(test.cluster)}): every reply must carry the current term, refusals included.`,
  );
}

/** A candidate with a better log must not get it either. */
export function refusedToBetterLog(test: Directed, term: number, why: string): void {
  const better = test.puppet(3);
  const { voteGranted } = test.ask(better, term, [3, term - 1]);
  demand(
    !voteGranted,
    'RV.2',
    `${test.subject.name} granted its vote to ${better.name} in term ${term} ${at(test.cluster)}, though ${why}. The better log of ${better.name} makes no difference: a granted vote stays granted.`,
  );
}

/**
 * Two others vote for the subject, which is a majority with its own vote. The other two can be
 * candidates of the same term.
 */
export function wins(test: Directed): number | undefined {
  test.append(test.puppet(0), { term: test.term + FAR });
  const { term, requests } = test.candidacy();
  for (const request of [requests[0], requests[2]]) request?.answer({ term, voteGranted: true });
  return test.cluster.until(() => test.leads, SETTLE_MS) ? term : undefined;
}
