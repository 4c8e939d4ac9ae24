/**
 * A server votes in a newer term, and only then learns that its own requests of the term before were refused
 * in the newer one. It is in that term already, so the refusals change nothing, least of all its vote.
 */
import type { Request } from '../../../world/cluster/puppet';
import { type Directed, isAppend, isVote } from '../directed';
import { FAR, plead, silence } from './moments';
import { refusedToSecond, wins } from './second-vote';

/** By then the replies have arrived. */
const ARRIVED_MS = 20;

/** The requests of a candidate that has voted for another one since. */
export function lateVoteRefusals(test: Directed): boolean {
  test.append(test.puppet(0), { term: test.term + FAR });
  silence(test);
  const { term } = test.candidacy();
  return refusedLate(test, term, (request) => isVote(request) && request.args.term === term);
}

/** The heartbeats of a leader that has voted for another server since. */
export function lateAppendRefusals(test: Directed): boolean {
  silence(test);
  const term = wins(test);
  return term !== undefined && refusedLate(test, term, isAppend);
}

/** The third and the fourth puppet have heard of the newer term as well when they refuse. */
function refusedLate(test: Directed, term: number, isLate: (request: Request) => boolean): boolean {
  const first = test.puppet(0);
  if (plead(test, first, term + 1) !== 'granted') return false;
  const late = [test.puppet(2), test.puppet(3)].flatMap(({ requests }) =>
    requests.filter((request) => !request.done && isLate(request)),
  );
  for (const request of late) {
    if (isVote(request)) request.answer({ term: term + 1, voteGranted: false });
    else request.answer({ term: term + 1, success: false });
  }
  test.run(ARRIVED_MS);
  refusedToSecond(
    test,
    term + 1,
    `${first.name} has the vote already. Refusals of ${test.subject.name}'s own requests of term ${term} have arrived since, in term ${term + 1}: a term that is not newer than the server's own changes nothing`,
  );
  return late.length > 0;
}
