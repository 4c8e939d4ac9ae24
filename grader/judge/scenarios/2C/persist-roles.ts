/** Votes and entries of servers that are no followers when a message makes them give or take these. */
import { FAR, plead, silence } from '../2A/moments';
import { type Directed } from '../directed';
import { at, demand } from '../expect';
import { entries, Follower } from '../follower';
import { checkTerm } from './persist-terms';

/** After this time without a reply, a leader must assume that no server follows it. */
const FORSAKEN_MS = 5_000;

/** votedFor is the same number before and after, but of another term. */
export function keepsNextVote(test: Directed): void {
  plead(test, test.puppet(0), test.term + FAR);
  keepsVoteFor(test, 'follower');
}

export function keepsVoteOfCandidate(test: Directed): void {
  test.append(test.puppet(0), { term: 2 });
  test.candidacy();
  keepsVoteFor(test, 'candidate');
}

export function keepsVoteOfLeader(test: Directed): void {
  test.elect();
  silence(test);
  test.run(FORSAKEN_MS);
  keepsVoteFor(test, 'leader');
}

/** The candidate's log is worse, so only the term is new. */
export function keepsTermOfCandidate(test: Directed): void {
  test.append(test.puppet(0), { term: 2, entries: entries([2]) });
  test.candidacy();
  keepsRefusedTerm(test);
}

export function keepsTermOfLeader(test: Directed): void {
  const log = entries([2]);
  test.append(test.puppet(0), { term: 2, entries: log });
  test.elect(test.puppets.map(() => new Follower(log, 2)));
  silence(test);
  test.run(FORSAKEN_MS);
  keepsRefusedTerm(test);
}

function keepsRefusedTerm(test: Directed): void {
  const { term } = test.ask(test.puppet(1), test.term + FAR);
  checkTerm(test, term);
}

export function keepsEntriesOfCandidate(test: Directed): void {
  test.append(test.puppet(0), { term: 2 });
  const { term } = test.candidacy();
  keepsEntriesOf(test, term, 'candidate');
}

export function keepsEntriesOfLeader(test: Directed): void {
  test.elect();
  silence(test);
  keepsEntriesOf(test, test.term + FAR, 'leader');
}

/** Rule RV.2 notices a second vote, whether or not the first was granted. */
function keepsVoteFor(test: Directed, role: string): void {
  const [one, other] = [test.puppet(0), test.puppet(1)];
  const term = test.term + FAR;
  const first = plead(test, one, term);
  test.subject.restart();
  test.ask(other, term);
  const again = plead(test, one, term);
  demand(
    first !== 'granted' || again !== 'refused',
    'P.1',
    `As a ${role}, ${test.subject.name} granted its vote to ${one.name} in term ${term}, crashed and restarted, and refused it when ${one.name} asked again in that term (${at(test.cluster)}): the same vote must be granted again.`,
  );
}

function keepsEntriesOf(test: Directed, term: number, role: string): void {
  const leader = test.puppet(0);
  const log = entries([term, term]);
  const accepted = test.append(leader, { term, entries: log }).success;
  test.subject.restart();
  const { success } = test.append(leader, { term, prev: [log.length, term] });
  demand(
    !accepted || success,
    'P.1',
    `As a ${role}, ${test.subject.name} received an AppendEntries of term ${term} from ${leader.name}, became its follower and accepted ${log.length} entries. It crashed and restarted, and refused an AppendEntries whose prevLogIndex is the last of them (${at(test.cluster)}): entries must be saved in every role.`,
  );
}
